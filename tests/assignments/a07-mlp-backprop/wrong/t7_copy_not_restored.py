# task: t7
# mistake: nudges a copy and never puts it back
# message: put back before the next?
# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    slopes, work = np.empty(theta.shape), theta.copy()
    for index in np.ndindex(theta.shape):
        work[index] = theta[index] + h
        up = f(work)
        work[index] = theta[index] - h
        slopes[index] = (up - f(work)) / (2 * h)
    return slopes
