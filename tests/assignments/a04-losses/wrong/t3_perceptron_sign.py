# task: t3
# mistake: charges the right side
# message: The perceptron criterion should be 0, 0 and 2
# %% grade_id="t3_perceptron"
def perceptron(m):
    return np.maximum(0, m)
