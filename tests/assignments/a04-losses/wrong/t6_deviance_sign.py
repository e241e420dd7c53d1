# task: t6
# mistake: forgets the minus
# message: The deviance should be
# %% grade_id="t6_deviance"
def deviance(y, p):
    return 2 * np.sum(np.log(p[np.arange(len(y)), y]))
