# task: t5
# mistake: lets exp overflow
# message: Does exp() overflow
# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    e = np.exp(z)
    return (e / np.sum(e, axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)
