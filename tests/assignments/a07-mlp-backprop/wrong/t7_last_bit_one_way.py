# task: t7
# mistake: adds h and takes it away again on either side
# message: but not to the last bit
# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = f(theta)
        theta[index] -= h
        theta[index] -= h
        down = f(theta)
        theta[index] += h
        slopes[index] = (up - down) / (2 * h)
    return slopes
