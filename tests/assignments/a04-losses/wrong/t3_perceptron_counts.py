# task: t3
# mistake: counts mistakes
# message: The perceptron criterion should be 0, 0 and 2
# %% grade_id="t3_perceptron"
def perceptron(m):
    return (m < 0).astype(float)
