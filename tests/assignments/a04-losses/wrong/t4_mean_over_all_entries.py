# task: t4
# mistake: averages over examples and classes
# message: The mean loss should be 0.8370
# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return -np.mean(log_p * np.eye(z.shape[1])[y])
