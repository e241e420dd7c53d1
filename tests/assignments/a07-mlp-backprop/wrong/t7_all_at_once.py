# task: t7
# mistake: nudges all entries at once
# message: a nudge of all entries at once
# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    return np.full(theta.shape, (f(theta + h) - f(theta - h)) / (2 * h))
