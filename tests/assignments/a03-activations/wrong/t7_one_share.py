# task: t7
# mistake: returns one share for all layers
# message: One for each layer?
# %% grade_id="t7_saturated_shares"
def saturated_shares(slopes, largest):
    return np.mean(np.abs(np.concatenate([s.ravel() for s in slopes])) <= 0.05 * largest)
