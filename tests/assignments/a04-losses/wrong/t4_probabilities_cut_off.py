# task: t4
# mistake: cuts probabilities off
# message: Are probabilities cut off before the logarithm?
# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = np.maximum(e / e.sum(axis=1, keepdims=True), 1e-12)
    return -np.mean(np.log(p[np.arange(len(y)), y]))
