# task: t7
# mistake: weights the classes by how often they occur
# message: each with the same weight?
# %% grade_id="t7_mean_average_precision"
def mean_average_precision(Y, scores, average_precision):
    counts = Y.sum(axis=0)
    return sum(n * average_precision(Y[:, k], scores[:, k]) for k, n in enumerate(counts) if n) / counts.sum()
