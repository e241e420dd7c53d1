# task: t5
# mistake: divides in the caller's array
# message: Did you divide in place
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    if temperature != 1:
        z /= temperature
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
