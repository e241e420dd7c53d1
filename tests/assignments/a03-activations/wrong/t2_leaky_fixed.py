# task: t2
# mistake: uses the exercise's alpha
# message: Is alpha the argument, or a fixed number?
# %% grade_id="t2_leaky_relu"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, 0.1 * z)
