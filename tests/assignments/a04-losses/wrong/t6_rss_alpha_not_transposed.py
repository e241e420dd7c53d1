# task: t6
# mistake: does not transpose alpha, which only a square one allows
# message: mismatch
# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    return np.sum((y - beta_0 - (1 / (1 + np.exp(-X @ alpha))) @ beta) ** 2)
