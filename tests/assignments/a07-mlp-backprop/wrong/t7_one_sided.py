# task: t7
# mistake: nudges to one side only
# message: 12.02 comes from a nudge to one side
# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    slopes, here = np.empty(theta.shape), f(theta)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape)
        nudge[index] = h
        slopes[index] = (f(theta + nudge) - here) / h
    return slopes
