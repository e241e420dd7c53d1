# task: t4
# mistake: adds the penalty to the weights in place
# message: changed an array that it was given
# %% grade_id="t4_gradient"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(X @ w + b, y)
    w *= l2
    w += X.T @ slopes / len(y)
    return w, np.mean(slopes)
