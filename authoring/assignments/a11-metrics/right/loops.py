# %% grade_id="t1_confusion_counts"
def confusion_counts(y_true, y_pred):
    counts = {(truth, said): 0 for truth in (0, 1) for said in (0, 1)}
    for pair in zip(y_true.tolist(), y_pred.tolist(), strict=True):
        counts[pair] += 1
    return counts[1, 1], counts[0, 1], counts[0, 0], counts[1, 0]


# %% grade_id="t2_rates"
def rates(tp, fp, tn, fn):
    result = dict.fromkeys(["sensitivity", "specificity", "precision", "f1"], 0.0)
    if tp + fn > 0:
        result["sensitivity"] = tp / (tp + fn)
    if tn + fp > 0:
        result["specificity"] = tn / (tn + fp)
    if tp + fp > 0:
        result["precision"] = tp / (tp + fp)
    total = result["sensitivity"] + result["precision"]
    if total > 0:
        result["f1"] = 2 * result["sensitivity"] * result["precision"] / total
    return result


# %% grade_id="t3_roc_curve"
def roc_curve(y_true, score):
    pairs = sorted(zip(score.tolist(), y_true.tolist(), strict=True), reverse=True)
    negatives = sum(1 for _, truth in pairs if truth == 0)
    positives = len(pairs) - negatives
    false_alarms = hits = 0
    fpr, tpr = [0.0], [0.0]
    for i, (value, truth) in enumerate(pairs):
        if truth == 1:
            hits += 1
        else:
            false_alarms += 1
        if i + 1 == len(pairs) or pairs[i + 1][0] != value:
            fpr.append(false_alarms / negatives)
            tpr.append(hits / positives)
    return np.array(fpr), np.array(tpr)


# %% grade_id="t4_auc"
def auc(fpr, tpr):
    area = 0.0
    for i in range(1, len(fpr)):
        area += (fpr[i] - fpr[i - 1]) * (tpr[i] + tpr[i - 1]) / 2
    return area


# %% grade_id="t5_precision_recall_curve"
def precision_recall_curve(y_true, score):
    precision, recall = [], []
    for threshold in sorted(set(score.tolist()), reverse=True):
        alarms = hits = positives = 0
        for truth, value in zip(y_true, score, strict=True):
            positives += truth
            if value >= threshold:
                alarms += 1
                hits += truth
        precision.append(hits / alarms)
        recall.append(hits / positives)
    return np.array(precision), np.array(recall)


# %% grade_id="t5_average_precision"
def average_precision(precision, recall):
    total = found = 0.0
    for p, r in zip(precision, recall, strict=True):
        total += (r - found) * p
        found = r
    return total


# %% grade_id="t6_iou"
def iou(box, other):
    shared = 1.0
    for low, high in ((0, 2), (1, 3)):
        shared *= max(0.0, min(box[high], other[high]) - max(box[low], other[low]))
    union = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (box, other)) - shared
    return shared / union if union else 0.0


# %% grade_id="t7_mean_average_precision"
def mean_average_precision(Y, scores, average_precision):
    total, classes = 0.0, 0
    for truth, score in zip(Y.T, scores.T, strict=True):
        if sum(truth) > 0:
            total += average_precision(truth, score)
            classes += 1
    return total / classes
