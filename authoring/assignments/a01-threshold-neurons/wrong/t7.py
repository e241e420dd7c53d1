# %% grade_id="t7_best_score" mistake="believes that every table can be computed" message="says that one threshold unit computes"
def best_score(table):
    return 4


# %% grade_id="t7_exactly" mistake="exactly one, whatever k" message="What about k = 0 and k = n"
def exactly(n, k):
    return np.ones((2, n)), np.array([1, 2]), np.array([1, -1]), 1


# %% grade_id="t7_exactly" mistake="fires if at least k are on" message="and what does the output make of them"
def exactly(n, k):
    return np.ones((2, n)), np.array([k, k + 1]), np.array([1, 1]), 1


# %% grade_id="t7_best_score" mistake="returns the score of the last setting" message="Are negative weights"
def best_score(table):
    best = 0
    for w1, w2, t in product((-1, 0, 1), (-1, 0, 1), (-1.5, -0.5, 0.5, 1.5)):
        best = int(np.sum((all_inputs(2) @ (w1, w2) >= t) == table))
    return best


# %% grade_id="t7_exactly" mistake="one hidden unit for every number of inputs at 1" message="Two hidden units"
def exactly(n, k):
    v = np.zeros(n + 1)
    v[k] = 1
    if k < n:
        v[k + 1] = -1
    return np.ones((n + 1, n)), np.arange(n + 1), v, 1


# %% grade_id="t7_best_score" mistake="both weights have the same sign" message="Mixed signs"
def best_score(table):
    best = 0
    for w1, t in product((-1, 0, 1), (-1.5, -0.5, 0.5, 1.5)):
        best = max(best, int(np.sum((all_inputs(2) @ (w1, w1) >= t) == table)))
    return best


# %% grade_id="t7_best_score" mistake="searches positive weights only" message="Are negative weights"
def best_score(table):
    best = 0
    for w1, w2, t in product((0, 1, 2), (0, 1, 2), (-1.5, -0.5, 0.5, 1.5)):
        best = max(best, int(np.sum((all_inputs(2) @ (w1, w2) >= t) == table)))
    return best


# %% grade_id="t7_exactly" mistake="XOR whatever n and k" message="should have two hidden units with"
def exactly(n, k):
    return np.ones((2, 2)), np.array([1, 2]), np.array([1, -1]), 1
