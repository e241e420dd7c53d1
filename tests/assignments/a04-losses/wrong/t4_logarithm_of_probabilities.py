# task: t4
# mistake: takes the logarithm of a rounded probability
# message: Is a probability computed?
# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(y)), y]))
