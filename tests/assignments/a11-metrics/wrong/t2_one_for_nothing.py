# task: t2
# mistake: defines a rate without a denominator as 1
# message: Is a rate with denominator 0 defined as the text says
# %% grade_id="t2_rates"
def rates(tp, fp, tn, fn):
    def ratio(part, whole):
        return part / whole if whole else 1.0

    return {
        "sensitivity": ratio(tp, tp + fn),
        "specificity": ratio(tn, tn + fp),
        "precision": ratio(tp, tp + fp),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
    }
