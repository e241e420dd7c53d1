# task: t5
# mistake: clips the logits
# message: must change nothing, but did
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    e = np.exp(np.clip(z / temperature, -500, 500))
    return e / e.sum(axis=axis, keepdims=True)
