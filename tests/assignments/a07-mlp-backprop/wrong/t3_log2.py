# task: t3
# mistake: takes the logarithm with base 2
# message: The loss should be 0.4904
# %% grade_id="t3_cross_entropy"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]) / np.log(2)
