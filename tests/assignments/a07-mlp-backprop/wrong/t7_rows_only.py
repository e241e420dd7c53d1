# task: t7
# mistake: nudges whole rows of a matrix
# message: some slopes are not what central differences give
# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    slopes = np.empty(theta.shape)
    for j in range(len(theta)):
        nudge = np.zeros(theta.shape)
        nudge[j] = h
        slopes[j] = (f(theta + nudge) - f(theta - nudge)) / (2 * h)
    return slopes
