# task: t2
# mistake: takes ReLU's slope at the corner
# message: not as agreed above
# %% grade_id="t2_leaky_relu_slope"
def leaky_relu_slope(z, alpha):
    return np.where(z > 0, 1.0, np.where(z < 0, alpha, 0.0))
