# task: t7
# mistake: averages over the examples instead of the classes
# message: Rows instead of columns?
# %% grade_id="t7_mean_average_precision"
def mean_average_precision(Y, scores, average_precision):
    return np.mean([average_precision(y, score) for y, score in zip(Y, scores, strict=True) if y.any()])
