# task: t7
# mistake: takes no nudge back
# message: Was a nudge not taken back?
# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = f(theta)
        theta[index] -= 2 * h
        slopes[index] = (up - f(theta)) / (2 * h)
    return slopes
