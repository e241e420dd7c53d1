# task: t2
# mistake: takes the logarithm to base 2
# message: Natural logarithm?
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    return (np.logaddexp(0, z) - y * z) / np.log(2)
