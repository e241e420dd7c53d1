# task: t4
# mistake: takes erf for Phi
# message: what multiplies Phi
# %% grade_id="t4_gelu"
def gelu(z):
    return z * np.vectorize(math.erf)(z / 2**0.5)
