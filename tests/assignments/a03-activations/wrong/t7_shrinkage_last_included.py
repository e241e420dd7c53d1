# task: t7
# mistake: includes the last layer's slopes
# message: so its entry is 1
# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    rms = [np.sqrt(np.mean(s**2)) for s in slopes]
    return np.cumprod(rms[::-1])[::-1]
