# task: t6
# mistake: averages
# message: A sum, not a mean?
# %% grade_id="t6_deviance"
def deviance(y, p):
    return -2 * np.mean(np.log(p[np.arange(len(y)), y]))
