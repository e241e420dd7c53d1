# task: t1
# mistake: sums over the first axis
# message: Which axis is summed?
# %% grade_id="t1_entropy"
def entropy(p):
    return -np.sum(np.where(p > 0, p * np.log2(np.where(p > 0, p, 1)), 0), axis=0)
