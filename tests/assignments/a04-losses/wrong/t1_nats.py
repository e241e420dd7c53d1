# task: t1
# mistake: takes the natural logarithm
# message: Logarithm to base 2?
# %% grade_id="t1_entropy"
def entropy(p):
    return -np.sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0), axis=-1)
