# task: t7
# mistake: divides by h instead of 2h
# message: from the wrong divisor
# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape)
        nudge[index] = h
        slopes[index] = (f(theta + nudge) - f(theta - nudge)) / h
    return slopes
