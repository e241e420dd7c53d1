# task: t7
# mistake: uses a step of its own
# message: each nudge must be 0.5
# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    h = 1e-5
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape)
        nudge[index] = h
        slopes[index] = (f(theta + nudge) - f(theta - nudge)) / (2 * h)
    return slopes
