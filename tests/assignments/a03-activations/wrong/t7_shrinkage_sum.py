# task: t7
# mistake: adds instead of averaging
# message: Which layers' factors does each entry collect?
# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    norms = [np.sqrt(np.sum(s**2)) for s in slopes[:-1]]
    return np.cumprod([1.0, *norms[::-1]])[::-1]
