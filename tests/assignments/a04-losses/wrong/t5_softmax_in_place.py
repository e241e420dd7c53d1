# task: t5
# mistake: subtracts in the caller's array
# message: in-place operation
# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    z -= np.max(z, axis=1, keepdims=True)
    e = np.exp(z)
    return (e / np.sum(e, axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)
