# task: t6
# mistake: forgets the square
# message: the sum of their squares should be 5
# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    return np.sum(np.abs(y - beta_0 - (1 / (1 + np.exp(-X @ alpha.T))) @ beta))
