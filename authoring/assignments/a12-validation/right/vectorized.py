# %% grade_id="t1_train_test_split"
def train_test_split(n, fraction, rng):
    size = int(np.clip(np.rint(n * fraction), 1, n - 1))
    test = rng.choice(n, size, replace=False)
    return np.setdiff1d(np.arange(n), test), np.sort(test)


# %% grade_id="t2_k_folds"
def k_folds(n, k, rng):
    if k not in range(2, n + 1):
        raise ValueError
    number = rng.permutation(np.resize(np.arange(k), n))
    return [tuple(map(np.flatnonzero, (number != i, number == i))) for i in range(k)]


# %% grade_id="t3_stratified_folds"
def stratified_folds(y, k, rng):
    if k not in range(2, y.size + 1):
        raise ValueError
    order = np.lexsort((rng.random(y.size), y))
    number = np.empty(y.size, dtype=np.int64)
    number[order] = np.resize(np.arange(k)[::-1], y.size)
    return tuple((np.where(number != i)[0], np.where(number == i)[0]) for i in range(k))


# %% grade_id="t4_group_folds"
def group_folds(groups, k, rng):
    names, inverse = np.unique(groups, return_inverse=True)
    if k not in range(2, names.size + 1):
        raise ValueError
    fold_of = np.argsort(rng.random(names.size)) % k
    number = fold_of[inverse.reshape(-1)]
    return [(np.nonzero(number != i)[0], np.nonzero(number == i)[0]) for i in range(k)]


# %% grade_id="t5_cross_validate"
def cross_validate(make_pipeline, X, y, folds):
    def score(train, test):
        return np.equal(make_pipeline().fit(X=X[train], y=y[train]).predict(X), y)[test].mean()

    return np.fromiter((score(*fold) for fold in folds), dtype=float)


# %% grade_id="t6_random_search"
def random_search(ranges, trials, rng):
    draw = {
        "uniform": lambda low, high: rng.uniform(low, high, trials),
        "log": lambda low, high: np.power(10.0, rng.uniform(np.log10(low), np.log10(high), trials)),
        "int": lambda low, high: rng.integers(low, high, trials, endpoint=True),
    }
    if not {kind for kind, *_ in ranges.values()} <= set(draw):
        raise ValueError("a kind that nobody knows")
    columns = {name: draw[kind](low, high) for name, (kind, low, high) in ranges.items()}
    return [{name: column[i] for name, column in columns.items()} for i in range(trials)]


# %% grade_id="t7_expected_best"
from scipy import stats


def expected_best(p, n, k):
    return stats.binom(n, p).sf(np.arange(n)).__rsub__(1).__pow__(k).__rsub__(1).sum() / n


# %% grade_id="t7_standard_error"
def standard_error(p, n):
    return stats.binom.std(n, p) / n
