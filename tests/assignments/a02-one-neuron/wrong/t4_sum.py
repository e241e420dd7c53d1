# task: t4
# mistake: sums over the examples
# message: A sum instead of the mean
# %% grade_id="t4_gradient"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    return X.T @ slopes + l2 * w, np.sum(slopes)
