# task: t4
# mistake: forgets a term of the product rule
# message: The product rule has two terms
# %% grade_id="t4_gelu_slope"
def gelu_slope(z):
    return (1 + np.vectorize(math.erf)(z / 2**0.5)) / 2
