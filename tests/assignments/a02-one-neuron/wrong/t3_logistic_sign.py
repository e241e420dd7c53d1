# task: t3
# mistake: returns the pull, not the slope
# message: Opposite sign
# %% grade_id="t3_logistic_slope"
def logistic_slope(z, y):
    return y - 1 / (1 + np.exp(-z))
