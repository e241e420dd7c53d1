# task: t1
# mistake: counts axes from the front
# message: Which axis is summed?
# %% grade_id="t1_entropy"
def entropy(p):
    return -np.sum(np.where(p > 0, p * np.log2(np.where(p > 0, p, 1)), 0), axis=min(1, p.ndim - 1))
