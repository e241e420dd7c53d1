# task: t1
# mistake: multiplies the inputs in place
# message: Did you multiply in place
# %% grade_id="t1_threshold_unit"
def threshold_unit(X, weights, threshold):
    X *= weights
    return (X.sum(axis=1) >= threshold).astype(int)
