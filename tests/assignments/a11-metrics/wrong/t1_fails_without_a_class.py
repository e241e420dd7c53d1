# task: t1
# mistake: expects that every case occurs
# message: IndexError
# %% grade_id="t1_confusion_counts"
def confusion_counts(y_true, y_pred):
    counts = np.bincount(2 * y_true + y_pred)
    return counts[3], counts[1], counts[0], counts[2]
