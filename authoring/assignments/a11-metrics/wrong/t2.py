# %% grade_id="t2_rates" mistake="divides by zero where there was no alarm" message="raised ZeroDivisionError"
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


# %% grade_id="t2_rates" mistake="rounds to two digits" message="disagrees with scikit-learn"
def rates(tp, fp, tn, fn):
    def share(part, rest):
        return round(part / (part + rest), 2) if part + rest else 0.0

    return {
        "sensitivity": share(tp, fn),
        "specificity": share(tn, fp),
        "precision": share(tp, fp),
        "f1": share(2 * tp, fp + fn),
    }


# %% grade_id="t2_rates" mistake="adds something to every denominator" message="with nothing added?"
def rates(tp, fp, tn, fn):
    return {
        "sensitivity": tp / (tp + fn + 0.05),
        "specificity": tn / (tn + fp + 0.05),
        "precision": tp / (tp + fp + 0.05),
        "f1": 2 * tp / (2 * tp + fp + fn + 0.05),
    }


# %% grade_id="t2_rates" mistake="leaves F1 out" message="The keys should be"
def rates(tp, fp, tn, fn):
    return {
        "sensitivity": tp / max(tp + fn, 1),
        "specificity": tn / max(tn + fp, 1),
        "precision": tp / max(tp + fp, 1),
    }


# %% grade_id="t2_rates" mistake="returns a tuple" message="rates returns a dictionary"
def rates(tp, fp, tn, fn):
    return tp / max(tp + fn, 1), tn / max(tn + fp, 1), tp / max(tp + fp, 1), 2 * tp / max(2 * tp + fp + fn, 1)


# %% grade_id="t2_rates" mistake="returns nan where there is no denominator" message="Is a rate with denominator 0 defined"
def rates(tp, fp, tn, fn):
    with np.errstate(invalid="ignore"):
        values = np.array([tp, tn, tp, 2 * tp]) / np.array([tp + fn, tn + fp, tp + fp, 2 * tp + fp + fn])
    return dict(zip(["sensitivity", "specificity", "precision", "f1"], values.tolist()))
