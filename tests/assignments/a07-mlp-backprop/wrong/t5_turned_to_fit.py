# task: t5
# mistake: takes the product the other way round, and turns it where the shapes fail
# message: also where all shapes fit?
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    dW = X.T @ dZ
    return dW if dW.shape == W.shape else dW.T, dZ.sum(axis=0), dZ @ W
