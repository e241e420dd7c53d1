# task: t5
# mistake: multiplies with the transpose of W where the shapes allow it
# message: Is the product the right way round, also where all shapes fit?
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0), dZ @ (W.T if W.shape[0] == W.shape[1] else W)
