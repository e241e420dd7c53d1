# task: t6
# mistake: multiplies the densities
# message: Is the product of the densities computed?
# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    return -np.log(np.prod(np.exp(-((y - y_hat) ** 2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))))
