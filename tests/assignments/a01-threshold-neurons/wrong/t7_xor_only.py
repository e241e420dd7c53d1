# task: t7
# mistake: XOR whatever n and k
# message: should have two hidden units with
# %% grade_id="t7_exactly"
def exactly(n, k):
    return np.ones((2, 2)), np.array([1, 2]), np.array([1, -1]), 1
