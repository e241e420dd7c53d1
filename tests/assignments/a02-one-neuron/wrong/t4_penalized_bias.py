# task: t4
# mistake: penalizes the bias too
# message: Is the bias penalized
# %% grade_id="t4_gradient"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    return X.T @ slopes / len(y) + l2 * w, np.mean(slopes) + l2 * b
