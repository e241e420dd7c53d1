# task: t3
# mistake: cuts the probabilities off before the logarithm
# message: Then the loss stops growing
# %% grade_id="t3_cross_entropy"
def cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    y_hat = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(np.maximum(y_hat[np.arange(len(y)), y], 1e-12)))
