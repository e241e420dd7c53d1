# task: t5
# mistake: takes the mean for db
# message: not averaged once more
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.mean(axis=0), dZ @ W
