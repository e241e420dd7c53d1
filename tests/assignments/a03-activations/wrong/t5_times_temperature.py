# task: t5
# mistake: multiplies by the temperature
# message: divided by T
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    z = z * temperature
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
