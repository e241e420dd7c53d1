# task: t1
# mistake: divides infinity by infinity
# message: infinity divided by infinity
# %% grade_id="t1_tanh_slope"
def tanh_slope(z):
    return 4 * np.exp(2 * z) / (np.exp(2 * z) + 1) ** 2
