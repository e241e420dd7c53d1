# task: t4
# mistake: leaves the bias out of the sums
# message: Does the bias enter
# %% grade_id="t4_gradient"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w, y)
    return X.T @ slopes / len(y) + l2 * w, np.mean(slopes)
