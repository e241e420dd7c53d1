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


# %% grade_id="t3_roc_curve" mistake="sorts the caller's scores in place" message="changed its argument score"
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


# %% grade_id="t3_roc_curve" mistake="makes one point for every example, also where scores are equal" message="Do equal scores cross the threshold together, and different ones apart?"
def roc_curve(y_true, score):
    y_true = y_true[np.argsort(-score, kind="stable")]
    fpr = np.cumsum(y_true == 0) / np.sum(y_true == 0)
    tpr = np.cumsum(y_true == 1) / np.sum(y_true == 1)
    return np.append(0, fpr), np.append(0, tpr)


# %% grade_id="t3_roc_curve" mistake="rounds the scores" message="and different ones apart"
def roc_curve(y_true, score):
    coarse = np.around(score, decimals=2)
    levels = np.sort(np.unique(coarse))[::-1]
    alarms = [(coarse[y_true == 0] >= level).mean() for level in levels]
    found = [(coarse[y_true == 1] >= level).mean() for level in levels]
    return np.append(0, alarms), np.append(0, found)


# %% grade_id="t3_roc_curve" mistake="takes almost equal scores for equal" message="and different ones apart"
def roc_curve(y_true, score):
    levels = []
    for value in sorted(score.tolist(), reverse=True):
        if not levels or not np.isclose(value, levels[-1]):
            levels.append(value)
    said = [score >= level for level in levels]
    return (
        np.array([0.0, *(one[y_true == 0].mean() for one in said)]),
        np.array([0.0, *(one[y_true == 1].mean() for one in said)]),
    )


# %% grade_id="t3_roc_curve" mistake="hands the scores to scikit-learn" message="raised ValueError"
def roc_curve(y_true, score):
    from sklearn import metrics

    fpr, tpr, _ = metrics.roc_curve(y_true, score, drop_intermediate=False)
    return fpr, tpr


# %% grade_id="t3_roc_curve" mistake="returns lists" message="FPR should be an array; got a list"
def roc_curve(y_true, score):
    levels = np.unique(score)[::-1]
    fpr, tpr = [0.0], [0.0]
    for level in levels:
        fpr.append(float((score[y_true == 0] >= level).mean()))
        tpr.append(float((score[y_true == 1] >= level).mean()))
    return fpr, tpr


# %% grade_id="t3_roc_curve" mistake="returns TPR first" message="FPR should be 0, 0, 0"
def roc_curve(y_true, score):
    levels = np.append(np.inf, np.unique(score)[::-1])
    rate = [[(score[y_true == label] >= level).mean() for level in levels] for label in (1, 0)]
    return np.array(rate[0]), np.array(rate[1])


# %% grade_id="t3_roc_curve" mistake="thinks that scores are no probabilities above 1 or below 0" message="and different ones apart"
def roc_curve(y_true, score):
    score = np.clip(score, 0, 1)
    levels = np.append(np.inf, np.unique(score)[::-1])
    fpr, tpr = ([(score[y_true == label] >= level).mean() for level in levels] for label in (0, 1))
    return np.array(fpr), np.array(tpr)
