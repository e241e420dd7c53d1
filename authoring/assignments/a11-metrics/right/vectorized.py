# %% grade_id="t1_confusion_counts"
def confusion_counts(truth, said):
    (tn, fp), (fn, tp) = np.bincount(2 * truth + said, minlength=4).reshape(2, 2)
    return tp, fp, tn, fn


# %% grade_id="t2_rates"
def rates(hits, alarms, quiet, misses):
    parts = np.array([hits, quiet, hits, 2 * hits], dtype=float)
    wholes = parts + [misses, alarms, alarms, alarms + misses]
    values = np.divide(parts, wholes, out=np.zeros(4), where=wholes > 0)
    return dict(zip(["sensitivity", "specificity", "precision", "f1"], values, strict=True))


# %% grade_id="t3_roc_curve"
def roc_curve(truth, confidence):
    order = np.argsort(-confidence, kind="stable")
    confidence, truth = confidence[order], truth[order]
    last = np.append(np.flatnonzero(np.diff(confidence)), len(truth) - 1)
    hits = np.cumsum(truth)[last]
    alarms = last + 1 - hits
    return np.append(0, alarms / alarms[-1]), np.append(0, hits / hits[-1])


# %% grade_id="t4_auc"
def auc(across, up):
    return np.trapezoid(up, across)


# %% grade_id="t5_precision_recall_curve"
def precision_recall_curve(truth, confidence):
    levels = np.sort(np.unique(confidence))[::-1]
    called = confidence[None, :] >= levels[:, None]
    hits = called @ truth
    return hits / called.sum(axis=1), hits / truth.sum()


# %% grade_id="t5_average_precision"
def average_precision(precision, recall):
    return precision @ (recall - np.append(0, recall[:-1]))


# %% grade_id="t6_iou"
def iou(box, other):
    both = np.stack([box, other])
    sides = np.clip(both[:, 2:].min(axis=0) - both[:, :2].max(axis=0), 0, None)
    intersection = sides.prod()
    union = (both[:, 2:] - both[:, :2]).prod(axis=1).sum() - intersection
    return np.divide(intersection, union, out=np.zeros(()), where=union > 0)


# %% grade_id="t7_mean_average_precision"
def mean_average_precision(Y, scores, average_precision):
    occurs = Y.sum(axis=0) > 0
    values = list(map(average_precision, Y.T[occurs], scores.T[occurs]))
    return sum(values) / len(values)
