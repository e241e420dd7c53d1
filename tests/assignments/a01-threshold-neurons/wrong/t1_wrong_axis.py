# task: t1
# mistake: sums over the rows
# message: Is the sum taken over the inputs of each row
# %% grade_id="t1_threshold_unit"
def threshold_unit(X, weights, threshold):
    return ((X * weights).sum(axis=0) >= threshold).astype(int)
