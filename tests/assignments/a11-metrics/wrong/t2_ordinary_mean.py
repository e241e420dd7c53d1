# task: t2
# mistake: takes the ordinary mean of precision and sensitivity
# message: Harmonic mean, or ordinary mean?
# %% grade_id="t2_rates"
def rates(tp, fp, tn, fn):
    sensitivity = tp / (tp + fn) if tp + fn else 0.0
    specificity = tn / (tn + fp) if tn + fp else 0.0
    precision = tp / (tp + fp) if tp + fp else 0.0
    f1 = (precision + sensitivity) / 2
    return {"sensitivity": sensitivity, "specificity": specificity, "precision": precision, "f1": f1}
