# task: t1
# mistake: never fires if the threshold is negative
# message: kept silent
# %% grade_id="t1_threshold_unit"
def threshold_unit(X, weights, threshold):
    sums = X @ weights
    if threshold < 0:
        return np.zeros(len(X), dtype=int)
    return (sums >= threshold).astype(int)
