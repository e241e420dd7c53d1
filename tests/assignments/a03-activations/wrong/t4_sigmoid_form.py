# task: t4
# mistake: uses the sigmoid approximation
# message: Is this one of its approximations?
# %% grade_id="t4_gelu"
def gelu(z):
    return z / (1 + np.exp(np.minimum(-1.702 * z, 500)))
