# task: t5
# mistake: leaves dX out
# message: returns three arrays: dW, db, dX
# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0)
