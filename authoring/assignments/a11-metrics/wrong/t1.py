# %% grade_id="t1_confusion_counts" mistake="counts every agreement as a true positive" message="so TP is 2"
def confusion_counts(y_true, y_pred):
    tp = np.sum(y_true == y_pred)
    fp = np.sum((y_true == 0) & (y_pred == 1))
    fn = np.sum((y_true == 1) & (y_pred == 0))
    return tp, fp, len(y_true) - tp - fp - fn, fn


# %% grade_id="t1_confusion_counts" mistake="mixes up false positives and false negatives" message="Are FP and FN mixed up?"
def confusion_counts(y_true, y_pred):
    return (
        np.sum((y_true == 1) & (y_pred == 1)),
        np.sum((y_true == 1) & (y_pred == 0)),
        np.sum((y_true == 0) & (y_pred == 0)),
        np.sum((y_true == 0) & (y_pred == 1)),
    )


# %% grade_id="t1_confusion_counts" mistake="expects that every case occurs" message="raised IndexError"
def confusion_counts(y_true, y_pred):
    counts = np.bincount(2 * y_true + y_pred)
    return counts[3], counts[1], counts[0], counts[2]


# %% grade_id="t1_confusion_counts" mistake="returns the counts in scikit-learn's order" message="so TP is 2"
def confusion_counts(y_true, y_pred):
    return (
        np.sum((y_true == 0) & (y_pred == 0)),
        np.sum((y_true == 0) & (y_pred == 1)),
        np.sum((y_true == 1) & (y_pred == 0)),
        np.sum((y_true == 1) & (y_pred == 1)),
    )


# %% grade_id="t1_confusion_counts" mistake="makes the labels -1 and 1 in the caller's array" message="changed its argument y_true"
def confusion_counts(y_true, y_pred):
    y_true *= 2
    y_true -= 1
    positive, said = y_true == 1, y_pred == 1
    return (positive & said).sum(), (~positive & said).sum(), (~positive & ~said).sum(), (positive & ~said).sum()


# %% grade_id="t1_confusion_counts" mistake="leaves the true negatives out" message="where 4 things are needed"
def confusion_counts(y_true, y_pred):
    return int(y_true @ y_pred), int((1 - y_true) @ y_pred), int(y_true @ (1 - y_pred))
