# task: t7
# mistake: takes 5 % of 1
# message: Does the limit depend on the largest slope?
# %% grade_id="t7_saturated_shares"
def saturated_shares(slopes, largest):
    return np.array([np.mean(np.abs(s) <= 0.05) for s in slopes])
