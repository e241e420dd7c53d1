# task: t5
# mistake: gives only the right class a slope
# message: Has every class a slope
# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return np.eye(z.shape[1])[y] * (p - 1) / len(y)
