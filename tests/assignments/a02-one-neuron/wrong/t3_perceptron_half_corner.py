# task: t3
# mistake: treats the corner by the sign of z alone
# message: for at least one label
# %% grade_id="t3_perceptron_slope"
def perceptron_slope(z, y):
    return np.where(np.where(z > 0, 1, -1) != y, -y, 0.0)
