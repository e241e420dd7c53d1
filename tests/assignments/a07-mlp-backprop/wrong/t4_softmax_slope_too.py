# task: t4
# mistake: multiplies with y_hat (1 - y_hat) once more
# message: Something else
# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    return (y_hat - np.eye(y_hat.shape[1])[y]) * y_hat * (1 - y_hat) / len(y)
