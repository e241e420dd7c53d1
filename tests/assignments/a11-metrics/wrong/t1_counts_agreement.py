# task: t1
# mistake: counts every agreement as a true positive
# message: so TP is 2
# %% grade_id="t1_confusion_counts"
def confusion_counts(y_true, y_pred):
    tp = np.sum(y_true == y_pred)
    fp = np.sum((y_true == 0) & (y_pred == 1))
    fn = np.sum((y_true == 1) & (y_pred == 0))
    return tp, fp, len(y_true) - tp - fp - fn, fn
