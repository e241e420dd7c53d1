# task: t5
# mistake: sums db over the neurons
# message: Which axis are the examples?
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=1), dZ @ W
