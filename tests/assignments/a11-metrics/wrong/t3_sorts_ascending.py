# task: t3
# mistake: raises the threshold instead of lowering it
# message: Is the sweep from the highest threshold down
# %% grade_id="t3_roc_curve"
def roc_curve(y_true, score):
    thresholds = np.unique(score)
    fpr = [np.mean(score[y_true == 0] >= threshold) for threshold in thresholds]
    tpr = [np.mean(score[y_true == 1] >= threshold) for threshold in thresholds]
    return np.array([0.0, *fpr]), np.array([0.0, *tpr])
