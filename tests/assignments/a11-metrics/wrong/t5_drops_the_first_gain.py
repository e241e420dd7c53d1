# task: t5
# mistake: leaves out the recall gained at the first point
# message: Does the first gain start from 0?
# %% grade_id="t5_average_precision"
def average_precision(precision, recall):
    return np.sum(np.diff(recall) * precision[1:])
