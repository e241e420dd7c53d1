# task: t3
# mistake: divides both counts by the number of all examples
# message: the denominator the number of negatives
# %% grade_id="t3_roc_curve"
def roc_curve(y_true, score):
    thresholds = np.unique(score)[::-1]
    fpr = [np.mean((score >= threshold) & (y_true == 0)) for threshold in thresholds]
    tpr = [np.mean((score >= threshold) & (y_true == 1)) for threshold in thresholds]
    return np.array([0.0, *fpr]), np.array([0.0, *tpr])
