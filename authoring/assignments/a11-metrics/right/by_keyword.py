# Calls by keyword what the test hands over, and has helpers of its own.

# %% grade_id="t3_roc_curve"
def share_above(values, level):
    return sum(1 for value in values if value >= level) / len(values)


def roc_curve(y_true, score):
    negatives = [value for value, truth in zip(score, y_true) if truth == 0]
    positives = [value for value, truth in zip(score, y_true) if truth == 1]
    levels = [float("inf"), *sorted(set(score), reverse=True)]
    return tuple(np.array([share_above(group, level) for level in levels]) for group in (negatives, positives))


# %% grade_id="t7_mean_average_precision"
def mean_average_precision(Y, scores, average_precision):
    total = [average_precision(score=column, y=truth) for truth, column in zip(Y.T, scores.T) if 1 in truth]
    return np.float32(sum(total) / len(total))
