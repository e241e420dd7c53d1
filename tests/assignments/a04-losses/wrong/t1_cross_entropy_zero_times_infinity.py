# task: t1
# mistake: multiplies 0 by infinity
# message: What does a class cost that never comes up?
# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    return -np.sum(p * np.log2(q), axis=-1)
