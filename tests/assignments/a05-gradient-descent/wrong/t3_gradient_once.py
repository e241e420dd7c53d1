# task: t3
# mistake: computes the gradient once, at the start
# message: Is the gradient taken at the current theta
# %% grade_id="t3_gradient_descent"
def gradient_descent(gradient, theta, eta, steps):
    slope = gradient(theta)
    return np.stack([theta - eta * t * slope for t in range(steps + 1)])
