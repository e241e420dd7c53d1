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


# %% grade_id="t5_precision_recall_curve" mistake="makes one point for every example, also where scores are equal" message="Do equal scores cross the threshold together?"
def precision_recall_curve(y_true, score):
    hits = np.cumsum(y_true[np.argsort(-score, kind="stable")])
    return hits / np.arange(1, len(hits) + 1), hits / hits[-1]


# %% grade_id="t5_average_precision" mistake="joins the points with straight lines" message="Steps, not trapezoids"
def average_precision(precision, recall):
    precision, recall = np.append(1, precision), np.append(0, recall)
    return np.sum(np.diff(recall) * (precision[1:] + precision[:-1]) / 2)
