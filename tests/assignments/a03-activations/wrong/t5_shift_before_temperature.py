# task: t5
# mistake: subtracts the largest logit as it was before the division
# message: At a temperature of 0.001 some
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    e = np.exp(z / temperature - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
