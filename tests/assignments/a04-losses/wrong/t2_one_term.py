# task: t2
# mistake: forgets the other term
# message: Is a term lost?
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    return y * np.logaddexp(0, -z)
