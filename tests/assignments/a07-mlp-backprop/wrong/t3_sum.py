# task: t3
# mistake: adds the losses up
# message: 0.9808 is a sum instead of the mean
# %% grade_id="t3_cross_entropy"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.sum(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y])
