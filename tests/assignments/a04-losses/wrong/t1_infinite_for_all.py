# task: t1
# mistake: returns infinity as soon as one student is infinitely wrong
# message: must not change the cross-entropy of the others
# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    if np.any((p > 0) & (q == 0)):
        return np.full(p.shape[:-1], np.inf)
    return -np.sum(p * np.log2(np.where(p > 0, q, 1)), axis=-1)
