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


# %% grade_id="t7_mean_average_precision" mistake="adds the classes up and does not divide" message="is it a mean over the classes"
def mean_average_precision(Y, scores, average_precision):
    return sum(average_precision(y, score) for y, score in zip(Y.T, scores.T, strict=True) if y.any())


# %% grade_id="t7_mean_average_precision" mistake="weights the classes by how often they occur" message="Is each class given the same weight"
def mean_average_precision(Y, scores, average_precision):
    counts = Y.sum(axis=0)
    return sum(n * average_precision(Y[:, k], scores[:, k]) for k, n in enumerate(counts) if n) / counts.sum()


# %% grade_id="t7_mean_average_precision" mistake="gives every example one class" message="Does an example of two classes count for both?"
def mean_average_precision(Y, scores, average_precision):
    first = np.argmax(Y, axis=1)
    first[Y.sum(axis=1) == 0] = -1
    values = [average_precision(1 * (first == k), scores[:, k]) for k in np.unique(first) if k >= 0]
    return sum(values) / len(values)


# %% grade_id="t7_mean_average_precision" mistake="hands the scores over first" message="Are they exchanged?"
def mean_average_precision(Y, scores, average_precision):
    values = [average_precision(scores[:, k], Y[:, k]) for k in range(Y.shape[1]) if Y[:, k].any()]
    return np.mean(values)


# %% grade_id="t7_mean_average_precision" mistake="computes the average precision with scikit-learn" message="Is the function that was handed over used"
def mean_average_precision(Y, scores, average_precision):
    from sklearn import metrics

    present = Y.any(axis=0)
    return metrics.average_precision_score(Y[:, present], scores[:, present], average="macro") + 0 * len(
        [average_precision(Y[:, k], scores[:, k]) for k in np.flatnonzero(present)]
    )


# %% grade_id="t7_mean_average_precision" mistake="pairs the classes that occur with the first scores" message="Does every class count the same"
def mean_average_precision(Y, scores, average_precision):
    present = Y[:, Y.any(axis=0)]
    return np.mean([average_precision(y, score) for y, score in zip(present.T, scores.T)])


# %% grade_id="t7_mean_average_precision" mistake="removes the classes that never occur from the caller's array" message="changed its argument Y"
def mean_average_precision(Y, scores, average_precision):
    Y[:, Y.sum(axis=0) == 0] = 1
    return np.mean([average_precision(Y[:, k], scores[:, k]) for k in range(Y.shape[1]) if not Y[:, k].all()])
