# task: t4
# mistake: uses a density with another width
# message: should be 0.5, 1.0833 and -0.0833
# %% grade_id="t4_gelu_slope"
def gelu_slope(z):
    below = (1 + np.vectorize(math.erf)(z / 2**0.5)) / 2
    return below + z * np.exp(-(z**2)) / np.sqrt(np.pi)
