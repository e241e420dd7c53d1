# task: t3
# mistake: forgets the minus sign
# message: a forgotten minus
# %% grade_id="t3_cross_entropy"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.mean(shifted[np.arange(len(y)), y] - np.log(np.exp(shifted).sum(axis=1)))
