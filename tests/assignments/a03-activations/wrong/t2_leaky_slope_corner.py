# task: t2
# mistake: takes the slope from the right at the corner
# message: not as agreed above
# %% grade_id="t2_leaky_relu_slope"
def leaky_relu_slope(z, alpha):
    return np.where(z >= 0, 1.0, alpha)
