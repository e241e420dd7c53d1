# %% grade_id="t7_mean_average_precision" mistake="counts a class that never occurs as 0" message="Does a class that never occurs count as 0?"
def mean_average_precision(Y, scores, average_precision):
    values = [average_precision(Y[:, k], scores[:, k]) if Y[:, k].any() else 0.0 for k in range(Y.shape[1])]
    return np.mean(values)


# %% grade_id="t7_mean_average_precision" mistake="asks for the average precision of a class that never occurs" message="Is it left out?"
def mean_average_precision(Y, scores, average_precision):
    return np.mean([average_precision(Y[:, k], scores[:, k]) for k in range(Y.shape[1])])


# %% grade_id="t7_mean_average_precision" mistake="averages over the examples instead of the classes" message="Rows instead of columns?"
def mean_average_precision(Y, scores, average_precision):
    return np.mean([average_precision(y, score) for y, score in zip(Y, scores, strict=True) if y.any()])


# %% grade_id="t7_mean_average_precision" mistake="adds the classes up and does not divide" message="Is it a mean over the classes"
def mean_average_precision(Y, scores, average_precision):
    return sum(average_precision(y, score) for y, score in zip(Y.T, scores.T, strict=True) if y.any())


# %% grade_id="t7_mean_average_precision" mistake="weights the classes by how often they occur" message="each with the same weight?"
def mean_average_precision(Y, scores, average_precision):
    counts = Y.sum(axis=0)
    return sum(n * average_precision(Y[:, k], scores[:, k]) for k, n in enumerate(counts) if n) / counts.sum()
