# %% grade_id="t1_train_test_split"
def train_test_split(n, fraction, rng):
    wanted = round(n * fraction)
    if wanted == 0:
        wanted = 1
    if wanted == n:
        wanted = n - 1
    left, test = list(range(n)), []
    while len(test) < wanted:
        test.append(left.pop(int(rng.integers(len(left)))))
    return left, test


# %% grade_id="t2_k_folds"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise ValueError("no such folds")
    rows = list(range(n))
    rng.shuffle(rows)
    tests = [[] for _ in range(k)]
    for number, row in enumerate(rows):
        tests[number % k].append(row)
    return [([row for row in rows if row not in test], test) for test in tests]


# %% grade_id="t3_stratified_folds"
def stratified_folds(y, k, rng):
    n = len(y)
    if k < 2 or k > n:
        raise ValueError("no such folds")
    rows_of = {}
    for row in range(n):
        rows_of.setdefault(str(y[row]), []).append(row)
    tests, turn = [[] for _ in range(k)], 0
    for rows in rows_of.values():
        while rows:
            tests[turn % k].append(rows.pop(int(rng.integers(len(rows)))))
            turn += 1
    folds = []
    for test in tests:
        train = []
        for row in range(n):
            if row not in test:
                train.append(row)
        folds.append([train, test])
    return folds


# %% grade_id="t4_group_folds"
def group_folds(groups, k, rng):
    names = []
    for group in groups.tolist():
        if group not in names:
            names.append(group)
    if k < 2 or k > len(names):
        raise ValueError("no such folds")
    fold_of = {}
    while names:
        fold_of[names.pop(int(rng.integers(len(names))))] = len(fold_of) % k
    folds = []
    for fold in range(k):
        train, test = [], []
        for row, group in enumerate(groups.tolist()):
            (test if fold_of[group] == fold else train).append(row)
        folds.append((train, test))
    return folds


# %% grade_id="t5_cross_validate"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        fitted = make_pipeline().fit(X[train], y[train])
        right = 0
        for row in test:
            right += int(fitted.predict(X[row : row + 1])[0] == y[row])
        scores.append(right / len(test))
    return scores


# %% grade_id="t6_random_search"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name in ranges:
            kind, low, high = ranges[name]
            if kind == "int":
                trial[name] = low + int((high - low + 1) * rng.random())
            elif kind == "log":
                trial[name] = low * (high / low) ** rng.random()
            elif kind == "uniform":
                trial[name] = low + (high - low) * rng.random()
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t7_expected_best"
import math


def expected_best(p, n, k):
    mean, at_most = 0.0, 0.0
    for hits in range(n):
        at_most += math.comb(n, hits) * p**hits * (1 - p) ** (n - hits)
        mean += 1 - min(at_most, 1.0) ** k
    return mean / n


# %% grade_id="t7_standard_error"
def standard_error(p, n):
    return (p * (1 - p)) ** 0.5 / n**0.5
