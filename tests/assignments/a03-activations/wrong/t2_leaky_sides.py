# task: t2
# mistake: multiplies the wrong side
# message: Which side is multiplied by alpha
# %% grade_id="t2_leaky_relu"
def leaky_relu(z, alpha):
    return np.where(z > 0, alpha * z, z)
