# task: t2
# mistake: swaps the labels
# message: Are the labels mixed up
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    return np.logaddexp(0, z) - (1 - y) * z
