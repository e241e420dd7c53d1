# task: t2
# mistake: target minus prediction, without the minus that the chain rule gives
# message: prediction minus target?
# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    error = y - (X @ w + b)
    return 2 * X.T @ error / len(y), 2 * np.mean(error)
