# task: t6
# mistake: forgets the sum
# message: Is the sum missing?
# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    return (y - y_hat) ** 2 / (2 * sigma**2) + np.log(sigma * np.sqrt(2 * np.pi))
