# task: t1
# mistake: lets the impossible cost nothing
# message: pays infinitely much
# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    return -np.sum(p * np.log2(np.where(q > 0, q, 1)), axis=-1)
