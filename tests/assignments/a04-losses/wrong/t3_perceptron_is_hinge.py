# task: t3
# mistake: uses the hinge
# message: The perceptron criterion should be 0, 0 and 2
# %% grade_id="t3_perceptron"
def perceptron(m):
    return np.maximum(0, 1 - m)
