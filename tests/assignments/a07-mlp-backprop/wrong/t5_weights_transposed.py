# task: t5
# mistake: returns dW the other way round
# message: Is the product the right way round?
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return X.T @ dZ, dZ.sum(axis=0), dZ @ W
