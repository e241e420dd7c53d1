# task: t7
# mistake: exactly one, whatever k
# message: What about k = 0 and k = n
# %% grade_id="t7_exactly"
def exactly(n, k):
    return np.ones((2, n)), np.array([1, 2]), np.array([1, -1]), 1
