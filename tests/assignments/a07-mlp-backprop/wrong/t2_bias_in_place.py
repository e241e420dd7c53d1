# task: t2
# mistake: keeps the sums in the array of the inputs where the shapes allow it
# message: changed an array that it was given
# %% grade_id="t2_linear"
def linear(X, W, b):
    if W.shape[0] == W.shape[1]:
        X[:] = X @ W.T
        X += b
        return X
    return X @ W.T + b
