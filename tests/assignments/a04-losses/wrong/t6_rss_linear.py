# task: t6
# mistake: forgets the sigmoid
# message: the sum of their squares should be 5
# %% grade_id="t6_network_rss"
def network_rss(X, y, alpha, beta_0, beta):
    return np.sum((y - beta_0 - X @ alpha.T @ beta) ** 2)
