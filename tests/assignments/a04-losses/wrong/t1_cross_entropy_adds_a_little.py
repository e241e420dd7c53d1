# task: t1
# mistake: adds a small number, which makes the infinite finite
# message: Is something added before the logarithm?
# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    return -np.sum(p * np.log2(q + 1e-12), axis=-1)
