# task: t6
# mistake: leaves the constant out
# message: Is the constant counted for each label?
# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / (2 * sigma**2)
