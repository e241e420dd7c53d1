# task: t2
# mistake: returns one bias gradient per example
# message: Is the mean missing?
# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return 2 * X.T @ error / len(y), 2 * error
