# task: t6
# mistake: forgets the 2
# message: The factor 2?
# %% grade_id="t6_deviance"
def deviance(y, p):
    return -np.sum(np.log(p[np.arange(len(y)), y]))
