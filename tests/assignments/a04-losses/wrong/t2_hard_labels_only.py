# task: t2
# mistake: takes every label for 0 or 1
# message: Does your formula take y for granted
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    return np.where(y > 0.5, np.logaddexp(0, -z), np.logaddexp(0, z))
