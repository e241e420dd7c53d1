# task: t3
# mistake: loses the pull of examples that are wrong by far
# message: Does an example that is wrong by far still pull
# %% grade_id="t3_logistic_slope"
def logistic_slope(z, y):
    return np.where(np.abs(z) > 500, 0.0, 1 / (1 + np.exp(-np.clip(z, -500, 500))) - y)
