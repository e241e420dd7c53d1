# task: t2
# mistake: sums over the examples instead of averaging
# message: A sum where the mean belongs?
# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return 2 * X.T @ error, 2 * np.sum(error)
