# task: t3
# mistake: normalizes over the examples
# message: Summed over the wrong axis?
# %% grade_id="t3_softmax"
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)
