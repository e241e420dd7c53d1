# task: t2
# mistake: forgets the sign of the leak
# message: Which side is multiplied by alpha
# %% grade_id="t2_leaky_relu"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * np.abs(z))
