# task: t5
# mistake: types the formula as it stands
# message: Does exp() overflow, or 0 divide 0?
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    e = np.exp(z / temperature)
    return e / e.sum(axis=axis, keepdims=True)
