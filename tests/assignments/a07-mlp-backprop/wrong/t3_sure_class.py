# task: t3
# mistake: uses the class that got most instead of the right one
# message: what the right class of each example got?
# %% grade_id="t3_cross_entropy"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)))
