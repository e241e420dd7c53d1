# task: t7
# mistake: adds the classes up and does not divide
# message: Is it a mean over the classes
# %% grade_id="t7_mean_average_precision"
def mean_average_precision(Y, scores, average_precision):
    return sum(average_precision(y, score) for y, score in zip(Y.T, scores.T, strict=True) if y.any())
