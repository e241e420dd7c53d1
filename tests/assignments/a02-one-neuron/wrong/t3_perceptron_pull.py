# task: t3
# mistake: returns the pull, not the slope
# message: Which way must z move
# %% grade_id="t3_perceptron_slope"
def perceptron_slope(z, y):
    return np.where(y * z <= 0, y, 0.0)
