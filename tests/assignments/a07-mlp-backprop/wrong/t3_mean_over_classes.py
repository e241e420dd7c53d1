# task: t3
# mistake: takes the mean over examples and classes
# message: 0.9808 is a sum instead of the mean
# %% grade_id="t3_cross_entropy"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_y_hat = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.mean(np.eye(Z.shape[1])[y] * log_y_hat)
