# task: t4
# mistake: divides the penalty by the number of examples
# message: What is the derivative of
# %% grade_id="t4_gradient"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    return (X.T @ slopes + l2 * w) / len(y), np.mean(slopes)
