# task: t1
# mistake: fires only above the threshold
# message: where the sum is exactly the threshold
# %% grade_id="t1_threshold_unit"
def threshold_unit(X, weights, threshold):
    return (X @ weights > threshold).astype(int)
