# %% grade_id="t6_deviance" mistake="adds over all classes" message="Whose probability counts?"
def deviance(y, p):
    return -2 * np.sum(np.log(p))


# %% grade_id="t6_deviance" mistake="takes the logarithm to base 2" message="The deviance should be"
def deviance(y, p):
    return -2 * np.sum(np.log2(p[np.arange(len(y)), y]))


# %% grade_id="t6_deviance" mistake="indexes whole columns" message="Whose probability counts?"
def deviance(y, p):
    return -2 * np.sum(np.log(p[:, y]))


# %% grade_id="t6_deviance" mistake="takes the largest probability" message="Whose probability counts?"
def deviance(y, p):
    return -2 * np.sum(np.log(p.max(axis=1)))


# %% grade_id="t6_deviance" mistake="averages" message="A sum, not a mean?"
def deviance(y, p):
    return -2 * np.mean(np.log(p[np.arange(len(y)), y]))


# %% grade_id="t6_deviance" mistake="forgets the 2" message="The factor 2?"
def deviance(y, p):
    return -np.sum(np.log(p[np.arange(len(y)), y]))


# %% grade_id="t6_deviance" mistake="forgets the minus" message="The deviance should be"
def deviance(y, p):
    return 2 * np.sum(np.log(p[np.arange(len(y)), y]))


# %% grade_id="t6_gaussian_nll" mistake="counts the constant once" message="Is the constant counted for each label?"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / (2 * sigma**2) + np.log(sigma * np.sqrt(2 * np.pi))


# %% grade_id="t6_gaussian_nll" mistake="averages" message="should cost 3.8379 together"
def gaussian_nll(y, y_hat, sigma):
    return np.mean((y - y_hat) ** 2) / (2 * sigma**2) + np.log(sigma * np.sqrt(2 * np.pi))


# %% grade_id="t6_gaussian_nll" mistake="leaves the constant out" message="Is the constant counted for each label?"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / (2 * sigma**2)


# %% grade_id="t6_gaussian_nll" mistake="loses the 2 below the square" message="Is the factor 1/2 lost?"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / sigma**2 + len(y) * np.log(sigma * np.sqrt(2 * np.pi))


# %% grade_id="t6_gaussian_nll" mistake="forgets sigma in the constant" message="Where does sigma enter"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / (2 * sigma**2) + len(y) * np.log(np.sqrt(2 * np.pi))


# %% grade_id="t6_gaussian_nll" mistake="forgets the sum" message="Is the sum missing?"
def gaussian_nll(y, y_hat, sigma):
    return (y - y_hat) ** 2 / (2 * sigma**2) + np.log(sigma * np.sqrt(2 * np.pi))


# %% grade_id="t6_gaussian_nll" mistake="multiplies the densities" message="Is the product of the densities computed?"
def gaussian_nll(y, y_hat, sigma):
    return -np.log(np.prod(np.exp(-((y - y_hat) ** 2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))))


# %% grade_id="t6_gaussian_nll" mistake="divides by sigma, not its square" message="Where does sigma enter"
def gaussian_nll(y, y_hat, sigma):
    return np.sum((y - y_hat) ** 2) / (2 * sigma) + len(y) * np.log(sigma * np.sqrt(2 * np.pi))


# %% grade_id="t6_gaussian_nll" mistake="forgets the minus" message="should cost 3.8379 together"
def gaussian_nll(y, y_hat, sigma):
    return -np.sum((y - y_hat) ** 2) / (2 * sigma**2) - len(y) * np.log(sigma * np.sqrt(2 * np.pi))


# %% grade_id="t6_network_rss" mistake="forgets the square" message="the sum of their squares should be 5"
def network_rss(X, y, alpha, beta_0, beta):
    return np.sum(np.abs(y - beta_0 - (1 / (1 + np.exp(-X @ alpha.T))) @ beta))


# %% grade_id="t6_network_rss" mistake="does not transpose alpha, which only a square one allows" message="mismatch"
def network_rss(X, y, alpha, beta_0, beta):
    return np.sum((y - beta_0 - (1 / (1 + np.exp(-X @ alpha))) @ beta) ** 2)


# %% grade_id="t6_network_rss" mistake="adds the intercept once for each unit" message="Are the intercept and all the betas in f?"
def network_rss(X, y, alpha, beta_0, beta):
    hidden = 1 / (1 + np.exp(-X @ alpha.T))
    return np.sum((y - np.sum(beta_0 + hidden * beta, axis=1)) ** 2)


# %% grade_id="t6_network_rss" mistake="drops the last beta" message="Are the intercept and all the betas in f?"
def network_rss(X, y, alpha, beta_0, beta):
    hidden = 1 / (1 + np.exp(-X @ alpha.T))
    hidden[:, -1] = hidden[:, -1] / beta[-1]
    return np.sum((y - beta_0 - hidden @ beta) ** 2)


# %% grade_id="t6_network_rss" mistake="forgets the sigmoid" message="the sum of their squares should be 5"
def network_rss(X, y, alpha, beta_0, beta):
    return np.sum((y - beta_0 - X @ alpha.T @ beta) ** 2)


# %% grade_id="t6_network_rss" mistake="averages" message="Is it a sum, not a mean?"
def network_rss(X, y, alpha, beta_0, beta):
    return np.mean((y - beta_0 - (1 / (1 + np.exp(-X @ alpha.T))) @ beta) ** 2)


# %% grade_id="t6_network_rss" mistake="forgets the intercept" message="Are the intercept and all the betas in f?"
def network_rss(X, y, alpha, beta_0, beta):
    return np.sum((y - (1 / (1 + np.exp(-X @ alpha.T))) @ beta) ** 2)


# %% grade_id="t6_network_rss" mistake="squares the sum" message="the sum of their squares should be 5"
def network_rss(X, y, alpha, beta_0, beta):
    return np.sum(y - beta_0 - (1 / (1 + np.exp(-X @ alpha.T))) @ beta) ** 2


# %% grade_id="t6_deviance" mistake="cuts small probabilities off" message="Are probabilities cut off"
def deviance(y, p):
    chosen = np.array([max(row[label], 0.01) for row, label in zip(p, y)])
    return -2 * np.log(chosen).sum()


# %% grade_id="t6_deviance" mistake="takes the logarithm of all probabilities" message="of other probabilities taken"
def deviance(y, p):
    came_up = np.arange(p.shape[1]) == np.asarray(y)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return -2 * (came_up * np.log(p)).sum()


# %% grade_id="t6_deviance" mistake="the logarithm of the product" message="Is the product of the probabilities computed"
def deviance(y, p):
    with np.errstate(divide="ignore"):
        return -2 * np.log(np.prod(p[np.arange(len(y)), y]))


# %% grade_id="t6_gaussian_nll" mistake="adds a little to every density" message="something that is added to it"
def gaussian_nll(y, y_hat, sigma):
    off = (y - y_hat) / sigma
    return -np.log(np.exp(-off * off / 2) / np.sqrt(2 * np.pi) / sigma + 1e-15).sum()


# %% grade_id="t6_gaussian_nll" mistake="the logarithm of every density" message="Is the density computed before its logarithm"
def gaussian_nll(y, y_hat, sigma):
    off = (y - y_hat) / sigma
    with np.errstate(divide="ignore"):
        return -np.log(np.exp(-off * off / 2) / np.sqrt(2 * np.pi) / sigma).sum()


# %% grade_id="t6_network_rss" mistake="subtracts the prediction in place" message="network_rss changed its argument y"
def network_rss(X, y, alpha, beta_0, beta):
    y -= beta_0
    y -= 1 / (1 + np.exp(-X @ alpha.T)) @ beta
    return y @ y
