# task: t3
# mistake: normalizes the whole batch at once
# message: must add up to 1
# %% grade_id="t3_softmax"
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum()
