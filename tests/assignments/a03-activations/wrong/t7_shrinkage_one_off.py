# task: t7
# mistake: uses the slopes of the layer after
# message: Which layers' factors does each entry collect?
# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    rms = [np.sqrt(np.mean(s**2)) for s in slopes[1:]]
    return np.cumprod([1.0, *rms[::-1]])[::-1]
