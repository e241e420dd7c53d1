# %% grade_id="t4_group_folds" mistake="splits by rows" message="Are groups cut, or rows?"
def group_folds(groups, k, rng):
    if not 2 <= k <= len(np.unique(groups)):
        raise ValueError
    rows = rng.permutation(len(groups))
    return [(np.setdiff1d(rows, rows[i::k]), rows[i::k]) for i in range(k)]


# %% grade_id="t4_group_folds" mistake="sorts the rows by group and cuts them into equal parts" message="Are groups cut, or rows?"
def group_folds(groups, k, rng):
    if not 2 <= k <= len(np.unique(groups)):
        raise ValueError
    names = rng.permutation(np.unique(groups))
    rows = np.concatenate([np.flatnonzero(groups == name) for name in names])
    return [(np.setdiff1d(rows, part), part) for part in np.array_split(rows, k)]


# %% grade_id="t4_group_folds" mistake="deals the groups in the order of their names" message="or no chance at all"
def group_folds(groups, k, rng):
    names = np.unique(groups)
    if not 2 <= k <= len(names):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="deals the groups in the order in which they turn up" message="or no chance at all"
def group_folds(groups, k, rng):
    names = list(dict.fromkeys(groups.tolist()))
    if not 2 <= k <= len(names):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="shuffles the numbers of the folds, not the groups" message="Are the groups shuffled, with rng, before the cut?"
def group_folds(groups, k, rng):
    names = np.unique(groups)
    if not 2 <= k <= len(names):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in rng.permutation(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="balances the rows, largest group first, and so has no chance" message="numbers of groups in the test parts should differ by at most 1"
def group_folds(groups, k, rng):
    names, sizes = np.unique(groups, return_counts=True)
    if not 2 <= k <= len(names):
        raise ValueError
    filled, fold_of = np.zeros(k, dtype=int), {}
    for i in np.argsort(-sizes, kind="stable"):
        fold_of[names[i]] = int(filled.argmin())
        filled[filled.argmin()] += sizes[i]
    fold = np.array([fold_of[group] for group in groups])
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


# %% grade_id="t4_group_folds" mistake="gives all groups that are left over to the last fold" message="Does one fold take, or lack, all that is left over"
def group_folds(groups, k, rng):
    names = rng.permutation(np.unique(groups))
    if not 2 <= k <= len(names):
        raise ValueError
    size = len(names) // k
    parts = [names[i * size : (i + 1) * size if i < k - 1 else None] for i in range(k)]
    return [(np.flatnonzero(~np.isin(groups, part)), np.flatnonzero(np.isin(groups, part))) for part in parts]


# %% grade_id="t4_group_folds" mistake="gives each group a fold by lot" message="group"
def group_folds(groups, k, rng):
    names, inverse = np.unique(groups, return_inverse=True)
    if not 2 <= k <= len(names):
        raise ValueError
    fold = rng.integers(0, k, len(names))[inverse]
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


# %% grade_id="t4_group_folds" mistake="shuffles the groups anew for each fold" message="Is the order shuffled once"
def group_folds(groups, k, rng):
    if not 2 <= k <= len(np.unique(groups)):
        raise ValueError
    tested = [np.isin(groups, rng.permutation(np.unique(groups))[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="takes the names for numbers from 0" message="group_folds"
def group_folds(groups, k, rng):
    count = len(np.unique(groups))
    if not 2 <= k <= count:
        raise ValueError
    names = rng.permutation(count)
    if groups.dtype.kind == "U":
        groups = np.unique(groups, return_inverse=True)[1]
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="takes stretches of equal names for groups" message="Are groups cut, or rows?"
def group_folds(groups, k, rng):
    if not 2 <= k <= len(np.unique(groups)):
        raise ValueError
    stretch = np.concatenate([[0], np.cumsum(groups[1:] != groups[:-1])])
    names = rng.permutation(stretch[-1] + 1)
    tested = [np.isin(stretch, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="does not refuse more folds than groups" message="should raise a ValueError"
def group_folds(groups, k, rng):
    names = rng.permutation(np.unique(groups))
    if k < 2:
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="refuses more folds than rows, not than groups" message="should raise a ValueError"
def group_folds(groups, k, rng):
    names = rng.permutation(np.unique(groups))
    if not 2 <= k <= len(groups):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="refuses one fold for each group" message="Does it refuse too much"
def group_folds(groups, k, rng):
    names = rng.permutation(np.unique(groups))
    if not 2 <= k < len(names):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="swaps training and test part" message="Are the two parts of the pairs swapped?"
def group_folds(groups, k, rng):
    names = rng.permutation(np.unique(groups))
    if not 2 <= k <= len(names):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(inside), np.flatnonzero(~inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="returns the names of the groups in place of rows" message="group_folds"
def group_folds(groups, k, rng):
    names = rng.permutation(np.unique(groups))
    if not 2 <= k <= len(names):
        raise ValueError
    return [(np.setdiff1d(names, names[i::k]), names[i::k]) for i in range(k)]


# %% grade_id="t4_group_folds" mistake="shuffles the caller's groups" message="group_folds changed the groups"
def group_folds(groups, k, rng):
    names = np.unique(groups)
    if not 2 <= k <= len(names):
        raise ValueError
    rng.shuffle(groups)
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="sorts the caller's groups" message="Did you sort them in place?"
def group_folds(groups, k, rng):
    groups.sort()
    names = rng.permutation(np.unique(groups))
    if not 2 <= k <= len(names):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="uses NumPy's global generator" message="Does chance come from somewhere else than rng?"
def group_folds(groups, k, rng):
    names = np.random.permutation(np.unique(groups))
    if not 2 <= k <= len(names):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="forgets to return the result" message="Does it end with a return?"
def group_folds(groups, k, rng):
    names = rng.permutation(np.unique(groups))
    if not 2 <= k <= len(names):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="shuffles rows, meets the large groups first, and cuts" message="came up"
def group_folds(groups, k, rng):
    names = list(dict.fromkeys(groups[rng.permutation(len(groups))].tolist()))
    if not 2 <= k <= len(names):
        raise ValueError
    tested = [np.isin(groups, part) for part in np.array_split(names, k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]


# %% grade_id="t4_group_folds" mistake="shuffles rows, meets the large groups first, and deals" message="Are the groups shuffled"
def group_folds(groups, k, rng):
    names = list(dict.fromkeys(groups[rng.permutation(len(groups))].tolist()))
    if not 2 <= k <= len(names):
        raise ValueError
    tested = [np.isin(groups, names[i::k]) for i in range(k)]
    return [(np.flatnonzero(~inside), np.flatnonzero(inside)) for inside in tested]
