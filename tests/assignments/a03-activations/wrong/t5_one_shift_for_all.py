# task: t5
# mistake: subtracts the largest logit of the whole batch
# message: the same number subtracted for all examples
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    z = z / temperature
    e = np.exp(z - z.max())
    return e / e.sum(axis=axis, keepdims=True)
