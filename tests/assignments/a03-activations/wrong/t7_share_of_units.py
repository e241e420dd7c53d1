# task: t7
# mistake: counts units that are saturated on all examples
# message: The shares should be 2/6 and 1/4
# %% grade_id="t7_saturated_shares"
def saturated_shares(slopes, largest):
    return np.array([np.mean(np.all(np.abs(s) <= 0.05 * largest, axis=0)) for s in slopes])
