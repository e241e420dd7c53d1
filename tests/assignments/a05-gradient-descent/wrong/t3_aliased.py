# task: t3
# mistake: stores one array, updated in place, again and again
# message: Was one array updated in place
# %% grade_id="t3_gradient_descent"
def gradient_descent(gradient, theta, eta, steps):
    theta = theta.copy()
    path = [theta]
    for _ in range(steps):
        theta -= eta * gradient(theta)
        path.append(theta)
    return np.stack(path)
