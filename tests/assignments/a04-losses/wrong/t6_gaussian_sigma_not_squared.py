# task: t6
# mistake: divides by sigma, not its square
# message: Where does sigma enter
# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / (2 * sigma) + len(y) * np.log(sigma * np.sqrt(2 * np.pi))
