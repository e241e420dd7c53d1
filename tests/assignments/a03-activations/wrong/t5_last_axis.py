# task: t5
# mistake: always takes the last axis
# message: Is the argument axis used?
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    z = z / temperature
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
