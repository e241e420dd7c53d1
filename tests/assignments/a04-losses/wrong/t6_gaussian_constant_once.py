# task: t6
# mistake: counts the constant once
# message: Is the constant counted for each label?
# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / (2 * sigma**2) + np.log(sigma * np.sqrt(2 * np.pi))
