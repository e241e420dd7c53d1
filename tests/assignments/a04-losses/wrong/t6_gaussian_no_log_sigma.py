# task: t6
# mistake: forgets sigma in the constant
# message: Where does sigma enter
# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / (2 * sigma**2) + len(y) * np.log(np.sqrt(2 * np.pi))
