# task: t6
# mistake: forgets the intercept
# message: Are the intercept and all the betas in f?
# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    return np.sum((y - (1 / (1 + np.exp(-X @ alpha.T))) @ beta) ** 2)
