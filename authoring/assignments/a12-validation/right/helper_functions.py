# %% grade_id="t1_train_test_split"
abs = filter = "names of my own"
round = pow = None


def cut_in_two(rows, at):
    return rows[at:], rows[:at]


def train_test_split(n, fraction, rng):
    nearest = int(n * fraction + 0.5)
    nearest = nearest if nearest > 0 else 1
    return cut_in_two(at=nearest if nearest < n else n - 1, rows=rng.permutation(n).tolist())


# %% grade_id="t2_k_folds"
def refuse(k, most):
    if k < 2 or k > most:
        raise ValueError(f"{k} folds, {most} things to divide")


def each_against_the_others(parts):
    for number, part in enumerate(parts):
        others = [row for other, rows in enumerate(parts) if other != number for row in rows]
        yield others, list(part)


def k_folds(n, k, rng):
    refuse(k=k, most=n)
    cuts = np.linspace(0, n, k + 1).astype(int)
    return list(each_against_the_others(parts=np.split(rng.permutation(n), cuts[1:-1])))


# %% grade_id="t3_stratified_folds"
def stratified_folds(y, k, rng):
    refuse(most=len(y), k=k)
    parts, begin = [[] for _ in range(k)], int(rng.integers(k))
    for label in dict.fromkeys(y.tolist()):
        for row in rng.permutation([row for row, other in enumerate(y.tolist()) if other == label]):
            parts[begin % k].append(int(row))
            begin += 1
    return list(each_against_the_others(parts=parts))


# %% grade_id="t4_group_folds"
def group_folds(groups, k, rng):
    names = list(dict.fromkeys(groups.tolist()))
    refuse(k=k, most=len(names))
    rng.shuffle(names)
    parts = [[row for row, name in enumerate(groups.tolist()) if name in names[i::k]] for i in range(k)]
    return list(each_against_the_others(parts))


# %% grade_id="t5_cross_validate"
from statistics import fmean


def accuracy(labels, truth):
    return fmean(float(a == b) for a, b in zip(labels, truth, strict=True))


def cross_validate(make_pipeline, X, y, folds):
    fresh = [make_pipeline() for _ in folds]
    for pipeline, (train, _) in zip(fresh, folds, strict=True):
        pipeline.fit(y=np.take(y, train), X=np.take(X, train, axis=0))
    return tuple(
        accuracy(labels=pipeline.predict(X=np.take(X, test, axis=0)), truth=np.take(y, test))
        for pipeline, (_, test) in zip(fresh, folds, strict=True)
    )


# %% grade_id="t6_random_search"
next = any = 0  # two more


def draw(rng, kind, low, high):
    match kind:
        case "int":
            return int(rng.choice(np.arange(low, high + 1))) if high - low < 1000 else int(rng.integers(low, high + 1))
        case "log":
            return float(2 ** draw(rng=rng, kind="uniform", low=np.log2(low), high=np.log2(high)))
        case "uniform":
            return float(low + rng.random() * (high - low))
    raise ValueError(f"{kind} is no kind of range")


def random_search(ranges, trials, rng):
    return [{name: draw(rng, *ends) for name, ends in ranges.items()} for _ in range(trials)]


# %% grade_id="t7_expected_best"
def expected_best(p, n, k):
    from scipy.special import betainc

    hits = np.arange(n)
    # The binomial's distribution function is an incomplete beta function.
    return float(np.mean(1 - betainc(n - hits, hits + 1, 1 - p) ** k))


# %% grade_id="t7_standard_error"
def standard_error(p, n):
    return np.hypot(0, np.sqrt(p / n) * np.sqrt(1 - p))
