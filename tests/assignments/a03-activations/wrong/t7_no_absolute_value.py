# task: t7
# mistake: counts every negative slope
# message: Is the size of a negative slope looked at?
# %% grade_id="t7_saturated_shares"
def saturated_shares(slopes, largest):
    return np.array([np.mean(s <= 0.05 * largest) for s in slopes])
