# task: t6
# mistake: forgets the minus
# message: should cost 3.8379 together
# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    return -np.sum((y - y_hat) ** 2) / (2 * sigma**2) - len(y) * np.log(sigma * np.sqrt(2 * np.pi))
