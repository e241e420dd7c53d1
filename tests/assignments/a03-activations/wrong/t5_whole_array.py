# task: t5
# mistake: sums over everything
# message: Which axis is summed over?
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    e = np.exp(z / temperature - np.max(z / temperature))
    return e / e.sum()
