# task: t5
# mistake: scales the slopes of the caller
# message: changed an array that it was given
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    dZ /= len(X)
    return len(X) * dZ.T @ X, len(X) * dZ.sum(axis=0), len(X) * dZ @ W
