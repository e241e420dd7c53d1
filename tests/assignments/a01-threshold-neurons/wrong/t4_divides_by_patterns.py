# task: t4
# mistake: divides by the number of patterns
# message: Divided by the number of patterns
# %% grade_id="t4_hebb_weights"
def hebb_weights(patterns):
    W = patterns.T @ patterns / len(patterns)
    np.fill_diagonal(W, 0)
    return W
