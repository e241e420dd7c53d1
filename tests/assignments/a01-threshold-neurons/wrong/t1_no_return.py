# task: t1
# mistake: prints instead of returning
# message: Does it end with a return
# %% grade_id="t1_threshold_unit"
def threshold_unit(X, weights, threshold):
    print((X @ weights >= threshold).astype(int))
