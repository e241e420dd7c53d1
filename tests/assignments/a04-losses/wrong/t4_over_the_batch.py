# task: t4
# mistake: normalizes over the examples
# message: The mean loss should be 0.8370
# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    log_p = z - np.logaddexp.reduce(z, axis=0, keepdims=True)
    return -np.mean(log_p[np.arange(len(y)), y])
