# task: t2
# mistake: takes the labels for signs
# message: taken for -1 and +1
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    return np.logaddexp(0, -y * z)
