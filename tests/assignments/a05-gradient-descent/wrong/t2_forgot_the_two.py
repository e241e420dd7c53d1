# task: t2
# mistake: forgets the factor 2 that the square brings down
# message: the 2 from the square
# %% grade_id="t2_mse_gradient"
def mse_gradient(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / len(y), np.mean(error)
