# task: t4
# mistake: binds patterns instead of units
# message: Is the sum taken over the patterns
# %% grade_id="t4_hebb_weights"
def hebb_weights(patterns):
    W = patterns @ patterns.T / patterns.shape[1]
    np.fill_diagonal(W, 0)
    return W
