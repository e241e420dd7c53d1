# task: t4
# mistake: subtracts 1 in whole columns
# message: Something else
# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    dZ = y_hat.copy()
    dZ[:, y] -= 1
    return dZ / len(y)
