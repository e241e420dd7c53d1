# task: t7
# mistake: forgets the root
# message: Which layers' factors does each entry collect?
# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    squares = [np.mean(s**2) for s in slopes[:-1]]
    return np.cumprod([1.0, *squares[::-1]])[::-1]
