# task: t3
# mistake: subtracts the largest logit of the batch
# message: that of the row, or that of the batch?
# %% grade_id="t3_softmax"
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)
