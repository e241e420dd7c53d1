# %% grade_id="t1_confusion_counts"
def confusion_counts(y_true, y_pred):
    if len(y_true) == 0:
        return 0, 0, 0, 0
    tp, fp, tn, fn = confusion_counts(y_true[1:], y_pred[1:])
    if y_true[0] and y_pred[0]:
        return tp + 1, fp, tn, fn
    if y_pred[0]:
        return tp, fp + 1, tn, fn
    return (tp, fp, tn, fn + 1) if y_true[0] else (tp, fp, tn + 1, fn)


# %% grade_id="t4_auc"
def auc(fpr, tpr):
    if len(fpr) < 2:
        return 0.0
    first = (fpr[1] - fpr[0]) * tpr[0] + (fpr[1] - fpr[0]) * (tpr[1] - tpr[0]) / 2
    return first + auc(fpr[1:], tpr[1:])


# %% grade_id="t5_average_precision"
def average_precision(precision, recall):
    if len(recall) == 1:
        return precision[0] * recall[0]
    return average_precision(precision[:-1], recall[:-1]) + precision[-1] * (recall[-1] - recall[-2])
