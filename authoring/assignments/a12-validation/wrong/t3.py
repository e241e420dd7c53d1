# %% grade_id="t3_stratified_folds" mistake="lets what is left over of each class pile up in the first folds" message="go to the same fold?"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    fold = np.empty(len(y), dtype=int)
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        fold[rows] = np.arange(len(rows)) % k
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="cuts each class with array_split, which makes the first parts larger" message="go to the same fold?"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    parts = [np.array_split(rng.permutation(np.flatnonzero(y == label)), k) for label in np.unique(y)]
    tests = [np.concatenate([part[i] for part in parts]) for i in range(k)]
    return [(np.setdiff1d(np.arange(len(y)), test), test) for test in tests]


# %% grade_id="t3_stratified_folds" mistake="gives what is left over of each class to the last fold" message="go to the same fold?"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    fold = np.empty(len(y), dtype=int)
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        fold[rows] = np.minimum(np.arange(len(rows)) // max(len(rows) // k, 1), k - 1)
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="makes plain folds" message="Is each class divided by itself"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rows = rng.permutation(len(y))
    return [(rows[np.arange(len(y)) % k != i], rows[np.arange(len(y)) % k == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="does not shuffle" message="or no chance at all"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rows = np.argsort(y, kind="stable")
    return [(rows[np.arange(len(y)) % k != i], rows[np.arange(len(y)) % k == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="shuffles the numbers of the folds alone" message="row by row"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rows = np.argsort(y, kind="stable")
    place = np.arange(len(y)) % k
    return [(rows[place != i], rows[place == i]) for i in rng.permutation(k)]


# %% grade_id="t3_stratified_folds" mistake="cuts the rows sorted by class into stretches" message="Is each class divided by itself"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rows = rng.permutation(len(y))
    rows = rows[np.argsort(y[rows], kind="stable")]
    return [(np.setdiff1d(rows, part), part) for part in np.array_split(rows, k)]


# %% grade_id="t3_stratified_folds" mistake="sorts the labels and forgets that they were shuffled" message="Is each class divided by itself"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rows = rng.permutation(len(y))
    rows = np.argsort(y[rows], kind="stable")
    return [(rows[np.arange(len(y)) % k != i], rows[np.arange(len(y)) % k == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="takes the labels for 0, 1, 2, ..." message="stratified_folds"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    classes = range(len(set(y.tolist())))
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in classes]).astype(int)
    place = np.arange(len(rows)) % k
    return [(rows[place != i], rows[place == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="takes the labels for two classes" message="Is each class divided by itself"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    first = y == y[0]
    rows = np.concatenate([rng.permutation(np.flatnonzero(first)), rng.permutation(np.flatnonzero(~first))])
    place = np.arange(len(rows)) % k
    return [(rows[place != i], rows[place == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="refuses a class with fewer rows than folds" message="Does it refuse too much"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y) or np.unique(y, return_counts=True)[1].min() < k:
        raise ValueError
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in np.unique(y)])
    place = np.arange(len(y)) % k
    return [(rows[place != i], rows[place == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="drops a class with fewer rows than folds" message="is in neither part of a split"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    large = [label for label in np.unique(y) if np.sum(y == label) >= k]
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in large])
    place = np.arange(len(rows)) % k
    return [(rows[place != i], rows[place == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="puts a small class into every test part" message="should be in one test part"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    labels, counts = np.unique(y, return_counts=True)
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in labels[counts >= k]] or [[]])
    small = np.flatnonzero(np.isin(y, labels[counts < k]))
    tests = [np.concatenate([rows[i::k], small]).astype(int) for i in range(k)]
    return [(np.setdiff1d(np.arange(len(y)), test), test) for test in tests]


# %% grade_id="t3_stratified_folds" mistake="shuffles all classes in the same way" message="and for itself?"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    seed, begin, fold = int(rng.integers(2**31)), 0, np.empty(len(y), dtype=int)
    for label in np.unique(y):
        rows = np.random.default_rng(seed).permutation(np.flatnonzero(y == label))
        fold[rows] = (begin + np.arange(len(rows))) % k
        begin += len(rows)
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="sorts the caller's labels" message="Did you sort them in place?"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rows = rng.permutation(len(y))
    rows = rows[np.argsort(y[rows], kind="stable")]
    y.sort()
    return [(rows[np.arange(len(y)) % k != i], rows[np.arange(len(y)) % k == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="shuffles the caller's labels" message="stratified_folds changed the labels"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rng.shuffle(y)
    rows = np.argsort(y, kind="stable")
    return [(rows[np.arange(len(y)) % k != i], rows[np.arange(len(y)) % k == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="swaps training and test part" message="Are the two parts of the pairs swapped?"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in np.unique(y)])
    place = np.arange(len(y)) % k
    return [(rows[place == i], rows[place != i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="does not refuse more folds than rows" message="should raise a ValueError"
def stratified_folds(y, k, rng):
    if k < 2:
        raise ValueError
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in np.unique(y)])
    place = np.arange(len(y)) % k
    return [(rows[place != i], rows[place == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="does not refuse a single fold" message="should raise a ValueError"
def stratified_folds(y, k, rng):
    if k > len(y) or k < 1:
        raise ValueError
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in np.unique(y)])
    place = np.arange(len(y)) % k
    return [(rows[place != i], rows[place == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="returns the number of each row's fold, as the lecture does" message="should return a list of 3 pairs"
def stratified_folds(y, k, rng):
    if k > len(y) or k < 2:
        raise ValueError
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in np.unique(y)])
    fold = np.empty(len(y), dtype=int)
    fold[rows] = np.arange(len(y)) % k
    return fold


# %% grade_id="t3_stratified_folds" mistake="fixes a seed" message="Is rng used, or a seed of your own"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rng = np.random.default_rng(1)
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in np.unique(y)])
    place = np.arange(len(y)) % k
    return [(rows[place != i], rows[place == i]) for i in range(k)]


# %% grade_id="t3_stratified_folds" mistake="forgets to return the result" message="Does it end with a return?"
def stratified_folds(y, k, rng):
    if not 2 <= k <= len(y):
        raise ValueError
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == label)) for label in np.unique(y)])
    place = np.arange(len(y)) % k
    [(rows[place != i], rows[place == i]) for i in range(k)]
