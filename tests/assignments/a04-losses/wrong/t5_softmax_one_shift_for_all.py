# task: t5
# mistake: subtracts the largest logit of the whole batch
# message: the same number subtracted for all examples
# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z))
    return (e / np.sum(e, axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)
