# task: t4
# mistake: leaves the diagonal
# message: No unit is bound to itself
# %% grade_id="t4_hebb_weights"
def hebb_weights(patterns):
    return patterns.T @ patterns / patterns.shape[1]
