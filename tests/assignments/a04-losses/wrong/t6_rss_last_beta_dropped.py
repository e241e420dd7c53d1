# task: t6
# mistake: drops the last beta
# message: Are the intercept and all the betas in f?
# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    hidden = 1 / (1 + np.exp(-X @ alpha.T))
    hidden[:, -1] = hidden[:, -1] / beta[-1]
    return np.sum((y - beta_0 - hidden @ beta) ** 2)
