# task: t1
# mistake: returns the counts in scikit-learn's order
# message: so TP is 2
# %% grade_id="t1_confusion_counts"
def confusion_counts(y_true, y_pred):
    return (
        np.sum((y_true == 0) & (y_pred == 0)),
        np.sum((y_true == 0) & (y_pred == 1)),
        np.sum((y_true == 1) & (y_pred == 0)),
        np.sum((y_true == 1) & (y_pred == 1)),
    )
