# task: t4
# mistake: adds only where both units are 1
# message: Is it the product of the two states
# %% grade_id="t4_hebb_weights"
def hebb_weights(patterns):
    on = (patterns == 1).astype(float)
    W = on.T @ on / patterns.shape[1]
    np.fill_diagonal(W, 0)
    return W
