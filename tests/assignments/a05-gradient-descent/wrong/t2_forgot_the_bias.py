# task: t2
# mistake: leaves the bias out of the prediction
# message: Does the bias enter the prediction?
# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    error = X @ w - y
    return 2 * X.T @ error / len(y), 2 * np.mean(error)
