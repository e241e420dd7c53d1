# task: t7
# mistake: fires if at least k are on
# message: and what does the output make of them
# %% grade_id="t7_exactly"
def exactly(n, k):
    return np.ones((2, n)), np.array([k, k + 1]), np.array([1, 1]), 1
