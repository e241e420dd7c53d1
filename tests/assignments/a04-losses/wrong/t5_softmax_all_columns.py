# task: t5
# mistake: subtracts 1 from whole columns
# message: Has every class a slope
# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    p[:, y] -= 1
    return p / len(y)
