# task: t5
# mistake: joins the points with straight lines
# message: Steps, not trapezoids
# %% grade_id="t5_average_precision"
def average_precision(precision, recall):
    precision, recall = np.append(1, precision), np.append(0, recall)
    return np.sum(np.diff(recall) * (precision[1:] + precision[:-1]) / 2)
