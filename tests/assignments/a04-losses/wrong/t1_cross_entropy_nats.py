# task: t1
# mistake: takes the natural logarithm
# message: To base 2?
# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(p > 0, -p * np.log(q), 0.0), axis=-1)
