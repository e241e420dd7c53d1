# task: t4
# mistake: forgets the half in the penalty
# message: What is the derivative of
# %% grade_id="t4_gradient"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    return X.T @ slopes / len(y) + 2 * l2 * w, np.mean(slopes)
