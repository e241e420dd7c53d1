# %% grade_id="t2_rates" mistake="divides by zero where there was no alarm" message="ZeroDivisionError"
def rates(tp, fp, tn, fn):
    precision, sensitivity = tp / (tp + fp), tp / (tp + fn)
    f1 = 2 * precision * sensitivity / (precision + sensitivity)
    return {"sensitivity": sensitivity, "specificity": tn / (tn + fp), "precision": precision, "f1": f1}


# %% grade_id="t2_rates" mistake="divides the true negatives by everything that was called negative" message="Is it the share of the negatives, or of those called negative?"
def rates(tp, fp, tn, fn):
    def ratio(part, whole):
        return part / whole if whole else 0.0

    return {
        "sensitivity": ratio(tp, tp + fn),
        "specificity": ratio(tn, tn + fn),
        "precision": ratio(tp, tp + fp),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
    }


# %% grade_id="t2_rates" mistake="defines a rate without a denominator as 1" message="Is a rate with denominator 0 defined as the text says"
def rates(tp, fp, tn, fn):
    def ratio(part, whole):
        return part / whole if whole else 1.0

    return {
        "sensitivity": ratio(tp, tp + fn),
        "specificity": ratio(tn, tn + fp),
        "precision": ratio(tp, tp + fp),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
    }


# %% grade_id="t2_rates" mistake="takes the ordinary mean of precision and sensitivity" message="Harmonic mean, or ordinary mean?"
def rates(tp, fp, tn, fn):
    sensitivity = tp / (tp + fn) if tp + fn else 0.0
    specificity = tn / (tn + fp) if tn + fp else 0.0
    precision = tp / (tp + fp) if tp + fp else 0.0
    f1 = (precision + sensitivity) / 2
    return {"sensitivity": sensitivity, "specificity": specificity, "precision": precision, "f1": f1}


# %% grade_id="t2_rates" mistake="swaps precision and sensitivity" message="Are precision and sensitivity mixed up?"
def rates(tp, fp, tn, fn):
    def ratio(part, whole):
        return part / whole if whole else 0.0

    return {
        "sensitivity": ratio(tp, tp + fp),
        "specificity": ratio(tn, tn + fp),
        "precision": ratio(tp, tp + fn),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
    }
