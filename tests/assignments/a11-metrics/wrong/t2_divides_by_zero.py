# task: t2
# mistake: divides by zero where there was no alarm
# message: ZeroDivisionError
# %% grade_id="t2_rates"
def rates(tp, fp, tn, fn):
    precision, sensitivity = tp / (tp + fp), tp / (tp + fn)
    f1 = 2 * precision * sensitivity / (precision + sensitivity)
    return {"sensitivity": sensitivity, "specificity": tn / (tn + fp), "precision": precision, "f1": f1}
