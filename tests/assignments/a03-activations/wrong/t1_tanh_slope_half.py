# task: t1
# mistake: forgets the 2 in the exponent
# message: A factor 2 in an exponent
# %% grade_id="t1_tanh_slope"
def tanh_slope(z):
    e = np.exp(-np.abs(z))
    return 4 * e / (1 + e) ** 2
