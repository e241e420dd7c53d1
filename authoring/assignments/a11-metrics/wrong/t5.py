# %% grade_id="t5_average_precision" mistake="leaves out the recall gained at the first point" message="Does the first gain start from 0?"
def average_precision(precision, recall):
    return np.sum(np.diff(recall) * precision[1:])


# %% grade_id="t5_average_precision" mistake="takes the plain mean of the precisions" message="weighted by the recall gained"
def average_precision(precision, recall):
    return np.mean(precision)


# %% grade_id="t5_precision_recall_curve" mistake="returns recall first" message="Are precision and recall swapped?"
def precision_recall_curve(y_true, score):
    thresholds = np.unique(score)[::-1]
    precision = [np.mean(y_true[score >= threshold]) for threshold in thresholds]
    recall = [np.sum(y_true[score >= threshold]) / np.sum(y_true) for threshold in thresholds]
    return np.array(recall), np.array(precision)


# %% grade_id="t5_precision_recall_curve" mistake="makes one point for every example, also where scores are equal" message="Do equal scores cross the threshold together, and different ones apart?"
def precision_recall_curve(y_true, score):
    hits = np.cumsum(y_true[np.argsort(-score, kind="stable")])
    return hits / np.arange(1, len(hits) + 1), hits / hits[-1]


# %% grade_id="t5_average_precision" mistake="joins the points with straight lines" message="Steps, not trapezoids"
def average_precision(precision, recall):
    precision, recall = np.append(1, precision), np.append(0, recall)
    return np.sum(np.diff(recall) * (precision[1:] + precision[:-1]) / 2)


# %% grade_id="t5_precision_recall_curve" mistake="hands the scores to scikit-learn" message="raised ValueError"
def precision_recall_curve(y_true, score):
    from sklearn import metrics

    precision, recall, _ = metrics.precision_recall_curve(y_true, score)
    return precision[:-1][::-1], recall[:-1][::-1]


# %% grade_id="t5_precision_recall_curve" mistake="rounds the scores" message="and different ones apart"
def precision_recall_curve(y_true, score):
    score = np.around(score, 3)
    levels = np.unique(score)[::-1]
    hits = np.array([y_true[score >= level].sum() for level in levels])
    return hits / np.array([(score >= level).sum() for level in levels]), hits / y_true.sum()


# %% grade_id="t5_precision_recall_curve" mistake="begins with a point without alarms" message="and no other"
def precision_recall_curve(y_true, score):
    levels = np.unique(score)[::-1]
    hits = np.array([y_true[score >= level].sum() for level in levels])
    precision = hits / np.array([(score >= level).sum() for level in levels])
    return np.append(1.0, precision), np.append(0.0, hits / y_true.sum())


# %% grade_id="t5_precision_recall_curve" mistake="sorts the caller's truth in place" message="changed its argument y_true"
def precision_recall_curve(y_true, score):
    y_true[:] = y_true[np.argsort(-score, kind="stable")]
    ordered = np.sort(score)[::-1]
    last = np.append(ordered[1:] != ordered[:-1], True)
    hits = np.cumsum(y_true)[last]
    return hits / (np.arange(len(ordered)) + 1)[last], hits / y_true.sum()


# %% grade_id="t5_average_precision" mistake="takes the best precision to come" message="not the best one to come"
def average_precision(precision, recall):
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return best @ np.diff(recall, prepend=0)


# %% grade_id="t5_average_precision" mistake="adds the recall that is missing" message="and no recall added"
def average_precision(precision, recall):
    gains = np.diff(recall, prepend=0)
    gains = gains / gains.sum()
    return gains @ precision


# %% grade_id="t5_average_precision" mistake="returns the parts of the sum" message="Is the sum missing?"
def average_precision(precision, recall):
    return precision * np.diff(recall, prepend=0)
