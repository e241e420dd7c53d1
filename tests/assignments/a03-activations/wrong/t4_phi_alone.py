# task: t4
# mistake: returns Phi
# message: what multiplies Phi
# %% grade_id="t4_gelu"
def gelu(z):
    return (1 + np.vectorize(math.erf)(z / 2**0.5)) / 2
