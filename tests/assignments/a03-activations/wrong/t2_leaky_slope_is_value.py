# task: t2
# mistake: returns the value on the left
# message: should be 1 and 0.1
# %% grade_id="t2_leaky_relu_slope"
def leaky_relu_slope(z, alpha):
    return np.where(z > 0, 1.0, alpha * z)
