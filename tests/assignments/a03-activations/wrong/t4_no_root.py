# task: t4
# mistake: forgets the square root of 2
# message: What is inside erf
# %% grade_id="t4_gelu"
def gelu(z):
    return z * (1 + np.vectorize(math.erf)(z)) / 2
