# task: t5
# mistake: subtracts the mean, so that large logits still overflow
# message: logits of 10,000, 0 and -10,000 some
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    z = z / temperature
    e = np.exp(z - z.mean(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
