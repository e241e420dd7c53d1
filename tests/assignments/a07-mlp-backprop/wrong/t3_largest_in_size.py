# task: t3
# mistake: subtracts the largest absolute value
# message: Does exp() get a large number, or is every exponential of a row 0?
# %% grade_id="t3_softmax"
def softmax(Z):
    E = np.exp(Z - np.abs(Z).max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
