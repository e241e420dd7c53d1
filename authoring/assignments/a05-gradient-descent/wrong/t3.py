# %% grade_id="t3_gradient_descent" mistake="stores one array, updated in place, again and again" message="Was one array updated in place"
def gradient_descent(gradient, theta, eta, steps):
    theta = theta.copy()
    path = [theta]
    for _ in range(steps):
        theta -= eta * gradient(theta)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t3_gradient_descent" mistake="updates the caller's start in place" message="changed its argument theta"
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


# %% grade_id="t3_gradient_descent" mistake="moves one coordinate after the other, each with a gradient of its own" message="once for all coordinates together"
def gradient_descent(gradient, theta, eta, steps):
    now = np.array(theta, dtype=float)
    path = np.empty((steps + 1, len(now)))
    path[0] = now
    for t in range(1, steps + 1):
        for at in range(len(now)):
            now[at] -= eta * gradient(now.copy())[at]
        path[t] = now
    return path


# %% grade_id="t3_gradient_descent" mistake="keeps the path in the type of the start" message="Are the decimals cut off"
def gradient_descent(gradient, theta, eta, steps):
    path = np.empty_like(theta, shape=(steps + 1, *theta.shape))
    path[0] = theta
    for t in range(1, steps + 1):
        path[t] = path[t - 1] - eta * gradient(path[t - 1])
    return path


# %% grade_id="t3_gradient_descent" mistake="makes one step more and leaves the start out" message="Row 0 of the path should be the start"
def gradient_descent(gradient, theta, eta, steps):
    path = []
    while len(path) <= steps:
        theta = theta - eta * gradient(theta)
        path.append(theta)
    return np.array(path)


# %% grade_id="t3_gradient_descent" mistake="stops where it is flat" message="Does the loop end early where it is"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps):
        slope = gradient(path[-1])
        if np.allclose(slope, 0):
            break
        path.append(path[-1] - eta * slope)
    return np.array(path)


# %% grade_id="t3_gradient_descent" mistake="stops where a step hardly moves anything" message="Does the loop end early where it is"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps):
        path.append(path[-1] - eta * gradient(path[-1]))
        if np.abs(path[-1] - path[-2]).max() < 1e-3:
            break
    return np.array(path)


# %% grade_id="t3_gradient_descent" mistake="drops the axis of a single parameter" message="should have shape (4, 1)"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps):
        path.append(path[-1] - eta * gradient(path[-1]))
    return np.squeeze(path)


# %% grade_id="t3_gradient_descent" mistake="returns a list of arrays" message="should be an array; got a list"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps):
        path.append(path[-1] - eta * gradient(path[-1]))
    return path


# %% grade_id="t3_gradient_descent" mistake="steps along the gradient" message="Is the step against the gradient?"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps):
        path.append(path[-1] + eta * gradient(path[-1]))
    return np.array(path)
