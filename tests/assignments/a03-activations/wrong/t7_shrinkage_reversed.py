# task: t7
# mistake: leaves the result in reverse order
# message: so its entry is 1
# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    rms = [np.sqrt(np.mean(s**2)) for s in slopes[:-1]]
    return np.cumprod([1.0, *rms[::-1]])
