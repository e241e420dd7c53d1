# task: t3
# mistake: picks a column for every example instead of one entry
# message: does every example pick one entry of its row?
# %% grade_id="t3_cross_entropy"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_y_hat = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.mean(log_y_hat[:, y])
