# task: t2
# mistake: multiplies in the caller's array
# message: in-place operation
# %% grade_id="t2_leaky_relu"
def leaky_relu(z, alpha):
    z[z < 0] *= alpha
    return z
