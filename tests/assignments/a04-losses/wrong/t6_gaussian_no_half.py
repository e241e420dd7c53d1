# task: t6
# mistake: loses the 2 below the square
# message: Is the factor 1/2 lost?
# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / sigma**2 + len(y) * np.log(sigma * np.sqrt(2 * np.pi))
