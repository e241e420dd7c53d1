# task: t4
# mistake: subtracts the number of the class
# message: Something else
# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    return (y_hat - y[:, None]) / len(y)
