# task: t5
# mistake: subtracts the wrong way round
# message: Opposite sign?
# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return (np.eye(z.shape[1])[y] - e / np.sum(e, axis=1, keepdims=True)) / len(y)
