# task: t7
# mistake: takes the mean of the sizes
# message: Root of the mean of the squares
# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    sizes = [np.mean(np.abs(s)) for s in slopes[:-1]]
    return np.cumprod([1.0, *sizes[::-1]])[::-1]
