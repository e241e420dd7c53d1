# task: t7
# mistake: does not count exactly 5 %
# message: does 0.05 itself count
# %% grade_id="t7_saturated_shares"
def saturated_shares(slopes, largest):
    return np.array([np.mean(np.abs(s) < 0.05 * largest) for s in slopes])
