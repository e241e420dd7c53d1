# task: t5
# mistake: always sums over the first axis
# message: Which axis is summed over?
# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    e = np.exp((z - z.max()) / temperature)
    return e / e.sum(axis=0, keepdims=True)
