# task: t6
# mistake: adds the intercept once for each unit
# message: Are the intercept and all the betas in f?
# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    hidden = 1 / (1 + np.exp(-X @ alpha.T))
    return np.sum((y - np.sum(beta_0 + hidden * beta, axis=1)) ** 2)
