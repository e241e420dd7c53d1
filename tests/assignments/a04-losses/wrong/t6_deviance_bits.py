# task: t6
# mistake: takes the logarithm to base 2
# message: The deviance should be
# %% grade_id="t6_deviance"
def deviance(y, p):
    return -2 * np.sum(np.log2(p[np.arange(len(y)), y]))
