# %% grade_id="t3_roc_curve" mistake="divides both counts by the number of all examples" message="the denominator the number of negatives"
def roc_curve(y_true, score):
    thresholds = np.unique(score)[::-1]
    fpr = [np.mean((score >= threshold) & (y_true == 0)) for threshold in thresholds]
    tpr = [np.mean((score >= threshold) & (y_true == 1)) for threshold in thresholds]
    return np.array([0.0, *fpr]), np.array([0.0, *tpr])


# %% grade_id="t3_roc_curve" mistake="leaves out the point above all scores" message="Is the start missing?"
def roc_curve(y_true, score):
    thresholds = np.unique(score)[::-1]
    fpr = [np.mean(score[y_true == 0] >= threshold) for threshold in thresholds]
    tpr = [np.mean(score[y_true == 1] >= threshold) for threshold in thresholds]
    return np.array(fpr), np.array(tpr)


# %% grade_id="t3_roc_curve" mistake="raises the threshold instead of lowering it" message="Is the sweep from the highest threshold down"
def roc_curve(y_true, score):
    thresholds = np.unique(score)
    fpr = [np.mean(score[y_true == 0] >= threshold) for threshold in thresholds]
    tpr = [np.mean(score[y_true == 1] >= threshold) for threshold in thresholds]
    return np.array([0.0, *fpr]), np.array([0.0, *tpr])


# %% grade_id="t3_roc_curve" mistake="sorts the caller's scores in place" message="changed an array that it was given"
def roc_curve(y_true, score):
    positive, negative = np.sort(score[y_true == 1]), np.sort(score[y_true == 0])
    score.sort()
    thresholds = np.unique(score)[::-1]
    fpr = [np.mean(negative >= threshold) for threshold in thresholds]
    tpr = [np.mean(positive >= threshold) for threshold in thresholds]
    return np.array([0.0, *fpr]), np.array([0.0, *tpr])


# %% grade_id="t3_roc_curve" mistake="calls positive only what is strictly above the threshold" message="Is the sweep from the highest threshold down"
def roc_curve(y_true, score):
    thresholds = np.unique(score)[::-1]
    fpr = [np.mean(score[y_true == 0] > threshold) for threshold in thresholds]
    tpr = [np.mean(score[y_true == 1] > threshold) for threshold in thresholds]
    return np.array([0.0, *fpr]), np.array([0.0, *tpr])


# %% grade_id="t3_roc_curve" mistake="makes one point for every example, also where scores are equal" message="Do equal scores cross the threshold together?"
def roc_curve(y_true, score):
    y_true = y_true[np.argsort(-score, kind="stable")]
    fpr = np.cumsum(y_true == 0) / np.sum(y_true == 0)
    tpr = np.cumsum(y_true == 1) / np.sum(y_true == 1)
    return np.append(0, fpr), np.append(0, tpr)
