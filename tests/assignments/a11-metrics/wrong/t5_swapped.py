# task: t5
# mistake: returns recall first
# message: Are precision and recall swapped?
# %% grade_id="t5_precision_recall_curve"
def precision_recall_curve(y_true, score):
    thresholds = np.unique(score)[::-1]
    precision = [np.mean(y_true[score >= threshold]) for threshold in thresholds]
    recall = [np.sum(y_true[score >= threshold]) / np.sum(y_true) for threshold in thresholds]
    return np.array(recall), np.array(precision)
