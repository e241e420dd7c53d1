# task: t2
# mistake: divides the true negatives by everything that was called negative
# message: Is it the share of the negatives, or of those called negative?
# %% grade_id="t2_rates"
def rates(tp, fp, tn, fn):
    def ratio(part, whole):
        return part / whole if whole else 0.0

    return {
        "sensitivity": ratio(tp, tp + fn),
        "specificity": ratio(tn, tn + fn),
        "precision": ratio(tp, tp + fp),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
    }
