# task: t1
# mistake: forgets how often each class comes up
# message: should hold 1 bit
# %% grade_id="t1_entropy"
def entropy(p):
    return np.sum(np.where(p > 0, -np.log2(np.where(p > 0, p, 1)), 0), axis=-1)
