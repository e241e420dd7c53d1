# task: t3
# mistake: calls positive only what is strictly above the threshold
# message: Is the sweep from the highest threshold down
# %% grade_id="t3_roc_curve"
def roc_curve(y_true, score):
    thresholds = np.unique(score)[::-1]
    fpr = [np.mean(score[y_true == 0] > threshold) for threshold in thresholds]
    tpr = [np.mean(score[y_true == 1] > threshold) for threshold in thresholds]
    return np.array([0.0, *fpr]), np.array([0.0, *tpr])
