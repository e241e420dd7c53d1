# task: t5
# mistake: divides by all entries
# message: Is 1/n forgotten?
# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return (e / np.sum(e, axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / z.size
