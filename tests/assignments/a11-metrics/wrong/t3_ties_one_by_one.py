# task: t3
# mistake: makes one point for every example, also where scores are equal
# message: Do equal scores cross the threshold together?
# %% grade_id="t3_roc_curve"
def roc_curve(y_true, score):
    y_true = y_true[np.argsort(-score, kind="stable")]
    fpr = np.cumsum(y_true == 0) / np.sum(y_true == 0)
    tpr = np.cumsum(y_true == 1) / np.sum(y_true == 1)
    return np.append(0, fpr), np.append(0, tpr)
