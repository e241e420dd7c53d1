# task: t2
# mistake: averages
# message: Averaged?
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    return np.mean(np.logaddexp(0, z) - y * z)
