# task: t3
# mistake: differentiates with respect to y
# message: Which way must z move
# %% grade_id="t3_perceptron_slope"
def perceptron_slope(z, y):
    return np.where(y * z <= 0, -z, 0.0)
