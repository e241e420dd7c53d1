# task: t5
# mistake: divides after exp, where it cancels
# message: divided by T, before exp()?
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    e = np.exp(z - z.max(axis=axis, keepdims=True)) / temperature
    return e / e.sum(axis=axis, keepdims=True)
