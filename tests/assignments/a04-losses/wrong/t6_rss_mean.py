# task: t6
# mistake: averages
# message: Is it a sum, not a mean?
# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    return np.mean((y - beta_0 - (1 / (1 + np.exp(-X @ alpha.T))) @ beta) ** 2)
