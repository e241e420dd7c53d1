# task: t1
# mistake: averages instead of adding up
# message: should hold 1 bit
# %% grade_id="t1_entropy"
def entropy(p):
    return -np.mean(np.where(p > 0, p * np.log2(np.where(p > 0, p, 1)), 0), axis=-1)
