# task: t3
# mistake: takes the logarithm of probabilities that are 0
# message: Does a logarithm get a 0?
# %% grade_id="t3_cross_entropy"
def cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    y_hat = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(y_hat[np.arange(len(y)), y]))
