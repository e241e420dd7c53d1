# task: t7
# mistake: takes the last layer out of the caller's list
# message: changed the list
# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    slopes.pop()
    rms = [np.sqrt(np.mean(s**2)) for s in slopes]
    return np.cumprod([1.0, *rms[::-1]])[::-1]
