# task: t5
# mistake: takes the plain mean of the precisions
# message: weighted by the recall gained
# %% grade_id="t5_average_precision"
def average_precision(precision, recall):
    return np.mean(precision)
