# %% grade_id="t4_gradient" mistake="hands the labels over first" message="The sums first, then the labels"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(y, X @ w + b)
    return X.T @ slopes / len(y) + l2 * w, np.mean(slopes)


# %% grade_id="t4_gradient" mistake="adds the penalty to the weights in place" message="changed its argument"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    w *= l2
    w += X.T @ slopes / len(y)
    return w, np.mean(slopes)


# %% grade_id="t4_gradient" mistake="leaves the bias out of the sums" message="Does the bias enter"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w, y)
    return X.T @ slopes / len(y) + l2 * w, np.mean(slopes)


# %% grade_id="t4_gradient" mistake="forgets the penalty" message="What is the derivative of"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    return X.T @ slopes / len(y), np.mean(slopes)


# %% grade_id="t4_gradient" mistake="penalizes the bias too" message="Is the bias penalized"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    return X.T @ slopes / len(y) + l2 * w, np.mean(slopes) + l2 * b


# %% grade_id="t4_gradient" mistake="divides the penalty by the number of examples" message="What is the derivative of"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    return (X.T @ slopes + l2 * w) / len(y), np.mean(slopes)


# %% grade_id="t4_gradient" mistake="sums over the examples" message="A sum instead of the mean"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    return X.T @ slopes + l2 * w, np.sum(slopes)


# %% grade_id="t4_gradient" mistake="forgets the half in the penalty" message="What is the derivative of"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    return X.T @ slopes / len(y) + 2 * l2 * w, np.mean(slopes)


# %% grade_id="t4_gradient" mistake="the mean over the examples that pull" message="over all examples"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    pulling = max(np.count_nonzero(slopes), 1)
    return X.T @ slopes / pulling + l2 * w, np.sum(slopes) / pulling


# %% grade_id="t4_gradient" mistake="one slope for each weight and none for the bias" message="where 2 things are needed"
def gradient(X, y, w, b, slope, l2):
    return X.T @ slope(X @ w + b, y) / len(y) + l2 * w
