# task: t5
# mistake: applies a ReLU to the slopes of the inputs
# message: dX should be
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0), np.maximum(dZ @ W, 0)
