# task: t7
# mistake: counts a class that never occurs as 0
# message: Does a class that never occurs count as 0?
# %% grade_id="t7_mean_average_precision"
def mean_average_precision(Y, scores, average_precision):
    values = [average_precision(Y[:, k], scores[:, k]) if Y[:, k].any() else 0.0 for k in range(Y.shape[1])]
    return np.mean(values)
