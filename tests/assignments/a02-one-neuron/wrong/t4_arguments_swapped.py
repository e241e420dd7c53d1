# task: t4
# mistake: hands the labels over first
# message: The sums first, then the labels
# %% grade_id="t4_gradient"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(y, X @ w + b)
    return X.T @ slopes / len(y) + l2 * w, np.mean(slopes)
