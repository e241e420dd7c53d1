# task: t5
# mistake: returns db as a matrix with one row
# message: db must have the shape of b
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0, keepdims=True), dZ @ W
