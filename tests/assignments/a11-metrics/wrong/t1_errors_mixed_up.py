# task: t1
# mistake: mixes up false positives and false negatives
# message: Are FP and FN mixed up?
# %% grade_id="t1_confusion_counts"
def confusion_counts(y_true, y_pred):
    return (
        np.sum((y_true == 1) & (y_pred == 1)),
        np.sum((y_true == 1) & (y_pred == 0)),
        np.sum((y_true == 0) & (y_pred == 0)),
        np.sum((y_true == 0) & (y_pred == 1)),
    )
