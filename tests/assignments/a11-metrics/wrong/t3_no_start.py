# task: t3
# mistake: leaves out the point above all scores
# message: Is the start missing?
# %% grade_id="t3_roc_curve"
def roc_curve(y_true, score):
    thresholds = np.unique(score)[::-1]
    fpr = [np.mean(score[y_true == 0] >= threshold) for threshold in thresholds]
    tpr = [np.mean(score[y_true == 1] >= threshold) for threshold in thresholds]
    return np.array(fpr), np.array(tpr)
