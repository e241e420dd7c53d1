# task: t4
# mistake: subtracts in the array of the caller
# message: Did you subtract in place (-=)?
# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    y_hat[np.arange(len(y)), y] -= 1
    return y_hat / len(y)
