# task: t1
# mistake: answers -1 and 1
# message: should give 1, 1, 0, 0
# %% grade_id="t1_threshold_unit"
def threshold_unit(X, weights, threshold):
    return np.where(X @ weights >= threshold, 1, -1)
