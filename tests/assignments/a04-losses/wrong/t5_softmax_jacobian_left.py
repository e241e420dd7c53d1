# task: t5
# mistake: leaves the factor p(1 - p) in
# message: Has every class a slope
# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return (p - np.eye(z.shape[1])[y]) * p * (1 - p) / len(y)
