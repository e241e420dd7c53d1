# task: t2
# mistake: swaps precision and sensitivity
# message: Are precision and sensitivity mixed up?
# %% grade_id="t2_rates"
def rates(tp, fp, tn, fn):
    def ratio(part, whole):
        return part / whole if whole else 0.0

    return {
        "sensitivity": ratio(tp, tp + fp),
        "specificity": ratio(tn, tn + fp),
        "precision": ratio(tp, tp + fn),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
    }
