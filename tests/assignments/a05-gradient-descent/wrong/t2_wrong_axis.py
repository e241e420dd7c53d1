# task: t2
# mistake: averages over the features instead of the examples
# message: Is X transposed where it has to be?
# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return 2 * np.mean(X * error[:, None], axis=1), 2 * np.mean(error)
