# task: t7
# mistake: flattens the parameters
# message: f must be called with arrays of theta's shape
# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    theta = theta.flatten()
    slopes = np.empty(theta.size)
    for j in range(theta.size):
        nudge = np.zeros(theta.size)
        nudge[j] = h
        slopes[j] = (f(theta + nudge) - f(theta - nudge)) / (2 * h)
    return slopes
