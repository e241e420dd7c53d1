# task: t7
# mistake: one hidden unit for every number of inputs at 1
# message: Two hidden units
# %% grade_id="t7_exactly"
def exactly(n, k):
    v = np.zeros(n + 1)
    v[k] = 1
    if k < n:
        v[k + 1] = -1
    return np.ones((n + 1, n)), np.arange(n + 1), v, 1
