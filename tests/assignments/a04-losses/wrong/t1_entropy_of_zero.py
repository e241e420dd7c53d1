# task: t1
# mistake: multiplies 0 by infinity
# message: What does a class cost that never comes up?
# %% grade_id="t1_entropy"
def entropy(p):
    return -np.sum(p * np.log2(p), axis=-1)
