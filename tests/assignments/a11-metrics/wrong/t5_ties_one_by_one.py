# task: t5
# mistake: makes one point for every example, also where scores are equal
# message: Do equal scores cross the threshold together?
# %% grade_id="t5_precision_recall_curve"
def precision_recall_curve(y_true, score):
    hits = np.cumsum(y_true[np.argsort(-score, kind="stable")])
    return hits / np.arange(1, len(hits) + 1), hits / hits[-1]
