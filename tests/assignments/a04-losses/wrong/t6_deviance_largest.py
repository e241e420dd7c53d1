# task: t6
# mistake: takes the largest probability
# message: Whose probability counts?
# %% grade_id="t6_deviance"
def deviance(y, p):
    return -2 * np.sum(np.log(p.max(axis=1)))
