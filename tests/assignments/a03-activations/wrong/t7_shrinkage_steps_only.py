# task: t7
# mistake: returns each layer's own factor
# message: Which layers' factors does each entry collect?
# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    return np.array([*(np.sqrt(np.mean(s**2)) for s in slopes[:-1]), 1.0])
