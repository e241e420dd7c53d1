# task: t3
# mistake: sorts the caller's scores in place
# message: changed an array that it was given
# %% grade_id="t3_roc_curve"
def roc_curve(y_true, score):
    positive, negative = np.sort(score[y_true == 1]), np.sort(score[y_true == 0])
    score.sort()
    thresholds = np.unique(score)[::-1]
    fpr = [np.mean(negative >= threshold) for threshold in thresholds]
    tpr = [np.mean(positive >= threshold) for threshold in thresholds]
    return np.array([0.0, *fpr]), np.array([0.0, *tpr])
