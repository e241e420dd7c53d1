# task: t4
# mistake: forgets the factor z
# message: The product rule has two terms
# %% grade_id="t4_gelu_slope"
def gelu_slope(z):
    below = (1 + np.vectorize(math.erf)(z / 2**0.5)) / 2
    return below + np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
