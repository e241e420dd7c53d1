# task: t2
# mistake: keeps the weights' gradient as a column
# message: needs one number per weight
# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    error = (X @ w + b - y)[:, None]
    return 2 * X.T @ error / len(y), 2 * np.mean(error)
