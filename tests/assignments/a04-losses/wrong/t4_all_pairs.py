# task: t4
# mistake: indexes whole columns
# message: The mean loss should be 0.8370
# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    return np.mean(np.logaddexp.reduce(z, axis=1) - z[:, y])
