# task: t3
# mistake: scales the array that gradient() returned in place
# message: changed the array that gradient() returned
# %% grade_id="t3_gradient_descent"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps):
        slope = gradient(theta)
        slope *= eta
        theta = theta - slope
        path.append(theta)
    return np.stack(path)
