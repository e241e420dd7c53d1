# task: t2
# mistake: subtracts the targets in the caller's array
# message: in-place operation
# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    y -= X @ w + b
    return -2 * X.T @ y / len(y), -2 * np.mean(y)
