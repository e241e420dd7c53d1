# task: t3
# mistake: types the softmax as it stands
# message: Does exp() get a large number
# %% grade_id="t3_softmax"
def softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)
