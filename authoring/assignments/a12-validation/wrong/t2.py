# %% grade_id="t2_k_folds" mistake="gives all that is left over to the last fold" message="Where do the rows go that are left over?"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    rows, size = rng.permutation(n), n // k
    cuts = [i * size for i in range(k)] + [n]
    return [(np.concatenate([rows[: cuts[i]], rows[cuts[i + 1] :]]), rows[cuts[i] : cuts[i + 1]]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="makes the folds as large as they can be, so that the last are small or empty" message="take, or lack, all that is left over?"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    rows, size = rng.permutation(n), -(-n // k)
    tests = [rows[i * size : (i + 1) * size] for i in range(k)]
    return [(np.setdiff1d(rows, test), test) for test in tests]


# %% grade_id="t2_k_folds" mistake="drops what is left over" message="is in neither part of a split"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    rows = rng.permutation(n)[: n // k * k].reshape(k, -1)
    return [(np.delete(rows, i, axis=0).ravel(), rows[i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="drops what is left over from the test parts alone" message="should be in one test part"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    rows = rng.permutation(n)
    tests = rows[: n // k * k].reshape(k, -1)
    return [(np.setdiff1d(rows, test), test) for test in tests]


# %% grade_id="t2_k_folds" mistake="shuffles anew for each fold" message="Is the order shuffled once"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    folds = []
    for i in range(k):
        rows = rng.permutation(n)
        folds.append((rows[np.arange(n) % k != i], rows[np.arange(n) % k == i]))
    return folds


# %% grade_id="t2_k_folds" mistake="swaps training and test part" message="Are the two parts of the pairs swapped?"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    parts = np.array_split(rng.permutation(n), k)
    return [(parts[i], np.concatenate(parts[:i] + parts[i + 1 :])) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="does not shuffle" message="or no chance at all"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    parts = np.array_split(np.arange(n), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="shuffles the folds, which are stretches of neighbors" message="Are the rows shuffled one by one"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    parts = np.array_split(np.arange(n), k)
    return [(np.setdiff1d(np.arange(n), parts[i]), parts[i]) for i in rng.permutation(k)]


# %% grade_id="t2_k_folds" mistake="shuffles inside the folds, which are stretches of neighbors" message="or no chance at all"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    parts = [rng.permutation(part) for part in np.array_split(np.arange(n), k)]
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="trains on all rows" message="in the training part and in the test part of one split"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    rows = rng.permutation(n)
    return [(rows, part) for part in np.array_split(rows, k)]


# %% grade_id="t2_k_folds" mistake="trains on the next fold alone" message="is in neither part of a split"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    parts = np.array_split(rng.permutation(n), k)
    return [(parts[(i + 1) % k], parts[i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="gives each row a fold by lot" message="Where do the rows go that are left over?"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    fold = rng.integers(0, k, n)
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="refuses leave-one-out" message="Does it refuse too much"
def k_folds(n, k, rng):
    if not 2 <= k < n:
        raise ValueError
    parts = np.array_split(rng.permutation(n), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="does not refuse more folds than rows" message="should raise a ValueError"
def k_folds(n, k, rng):
    if k < 2:
        raise ValueError
    parts = np.array_split(rng.permutation(n), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="does not refuse a single fold" message="should raise a ValueError"
def k_folds(n, k, rng):
    if k < 1 or k > n:
        raise ValueError
    rows = rng.permutation(n)
    return [(rows[np.arange(n) % k != i], rows[np.arange(n) % k == i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="returns None where it should refuse" message="but no error came"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        return None
    rows = rng.permutation(n)
    return [(rows[np.arange(n) % k != i], rows[np.arange(n) % k == i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="refuses with another error" message="but IndexError came"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise IndexError
    rows = rng.permutation(n)
    return [(rows[np.arange(n) % k != i], rows[np.arange(n) % k == i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="fixes a seed" message="Is rng used, or a seed of your own"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise ValueError
    rows = np.random.default_rng(42).permutation(n)
    return [(rows[np.arange(n) % k != i], rows[np.arange(n) % k == i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="uses NumPy's global generator" message="Does chance come from somewhere else than rng?"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise ValueError
    rows = np.arange(n)
    np.random.shuffle(rows)
    return [(rows[np.arange(n) % k != i], rows[np.arange(n) % k == i]) for i in range(k)]


# %% grade_id="t2_k_folds" mistake="returns the test parts alone" message="should be a pair"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise ValueError
    return np.array_split(rng.permutation(n), k)


# %% grade_id="t2_k_folds" mistake="returns the number of each row's fold" message="should return a list of"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise ValueError
    return rng.permutation(n) % k


# %% grade_id="t2_k_folds" mistake="makes a generator function of it" message="should return a list of"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise ValueError
    rows = rng.permutation(n)
    for i in range(k):
        yield rows[np.arange(n) % k != i], rows[np.arange(n) % k == i]


# %% grade_id="t2_k_folds" mistake="returns after the first fold" message="should return one pair for each of"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise ValueError
    rows, folds = rng.permutation(n), []
    for i in range(k):
        folds.append((rows[np.arange(n) % k != i], rows[np.arange(n) % k == i]))
        return folds


# %% grade_id="t2_k_folds" mistake="forgets to return the result" message="Does it end with a return?"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise ValueError
    rows, folds = rng.permutation(n), []
    for i in range(k):
        folds.append((rows[np.arange(n) % k != i], rows[np.arange(n) % k == i]))


# %% grade_id="t2_k_folds" mistake="leaves row 0 where it is, so that it is always in a large fold" message="Are the rows shuffled one by one, all of them"
def k_folds(n, k, rng):
    if not 2 <= k <= n:
        raise ValueError
    parts = np.array_split(np.concatenate([[0], 1 + rng.permutation(n - 1)]), k)
    return [(np.setdiff1d(np.arange(n), part), part) for part in parts]
