# task: t5
# mistake: makes the shape of dW fit by force
# message: dW should be
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return (X.T @ dZ).reshape(W.shape), dZ.sum(axis=0), dZ @ W
