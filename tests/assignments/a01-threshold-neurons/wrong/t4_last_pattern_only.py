# task: t4
# mistake: every pattern overwrites the one before
# message: Divided by the number of patterns
# %% grade_id="t4_hebb_weights"
def hebb_weights(patterns):
    for pattern in patterns:
        W = np.outer(pattern, pattern) / len(pattern)
    np.fill_diagonal(W, 0)
    return W
