# task: t5
# mistake: divides dW by the number of examples again
# message: the pulls are added, not averaged
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return dZ.T @ X / len(X), dZ.sum(axis=0), dZ @ W
