# task: t2
# mistake: makes a sign of a label in doubt
# message: Does your formula take y for granted
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    return np.logaddexp(0, -(2 * y - 1) * z)
