# %% grade_id="t3_gradient_descent" mistake="stores one array, updated in place, again and again" message="Was one array updated in place"
def gradient_descent(gradient, theta, eta, steps):
    theta = theta.copy()
    path = [theta]
    for _ in range(steps):
        theta -= eta * gradient(theta)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t3_gradient_descent" mistake="updates the caller's start in place" message="changed the start that it was given"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta.copy()]
    for _ in range(steps):
        theta -= eta * gradient(theta)
        path.append(theta.copy())
    return np.stack(path)


# %% grade_id="t3_gradient_descent" mistake="computes the gradient once, at the start" message="Is the gradient taken at the current theta"
def gradient_descent(gradient, theta, eta, steps):
    slope = gradient(theta)
    return np.stack([theta - eta * t * slope for t in range(steps + 1)])


# %% grade_id="t3_gradient_descent" mistake="the path leaves out the start" message="Is the start or the last step missing?"
def gradient_descent(gradient, theta, eta, steps):
    path = []
    for _ in range(steps):
        theta = theta - eta * gradient(theta)
        path.append(theta)
    return np.array(path)


# %% grade_id="t3_gradient_descent" mistake="scales the array that gradient() returned in place" message="changed the array that gradient() returned"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps):
        slope = gradient(theta)
        slope *= eta
        theta = theta - slope
        path.append(theta)
    return np.stack(path)
