# task: t5
# mistake: lets every example pull with the mean inputs
# message: dW should be
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return np.outer(dZ.sum(axis=0), X.mean(axis=0)), dZ.sum(axis=0), dZ @ W
