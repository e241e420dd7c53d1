# task: t4
# mistake: loses the shape
# message: of the same shape
# %% grade_id="t4_gelu"
def gelu(z):
    return np.array([one * (1 + math.erf(one / 2**0.5)) / 2 for one in z.ravel()])
