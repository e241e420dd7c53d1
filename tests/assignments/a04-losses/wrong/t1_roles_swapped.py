# task: t1
# mistake: takes the logarithm of the teacher
# message: Who is inside the logarithm?
# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(q > 0, -q * np.log2(p), 0.0), axis=-1)
