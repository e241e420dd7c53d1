# task: t4
# mistake: uses the tanh approximation
# message: Is this one of its approximations?
# %% grade_id="t4_gelu"
def gelu(z):
    return z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
