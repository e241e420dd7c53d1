# task: t7
# mistake: multiplies from the first layer on
# message: Which layers' factors does each entry collect?
# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    rms = [np.sqrt(np.mean(s**2)) for s in slopes[:-1]]
    return np.append(np.cumprod(rms), 1.0)
