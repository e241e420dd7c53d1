# task: t4
# mistake: takes the softmax twice
# message: The mean loss should be 0.8370
# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(p), axis=1)) - p[np.arange(len(y)), y])
