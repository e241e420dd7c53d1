# %% grade_id="t7_minimize" mistake="returns the last theta alone" message="Is the start kept, and every step"
def minimize(gradient, theta, stepper, steps):
    memory = None
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, gradient(theta), t)
    return theta


# %% grade_id="t7_minimize" mistake="writes over one array, so that all rows are equal" message="Are all rows one array"
def minimize(gradient, theta, stepper, steps):
    theta, memory = theta.copy(), None
    path = [theta]
    for t in range(1, steps + 1):
        theta[:], memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="writes over the caller's start" message="minimize changed its argument theta"
def minimize(gradient, theta, stepper, steps):
    memory = None
    path = [theta.copy()]
    for t in range(1, steps + 1):
        theta[:], memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta.copy())
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="asks for one gradient too many" message="Is one asked for that no step uses, or twice?"
def minimize(gradient, theta, stepper, steps):
    path, memory, g = [theta], None, gradient(theta)
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, g, t)
        g = gradient(theta)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="asks for each gradient twice" message="Is one asked for that no step uses, or twice?"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(1, steps + 1):
        if np.all(np.isfinite(gradient(theta))):
            theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="counts t from 0" message="Does t count from 1?"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(steps):
        with np.errstate(all="ignore"):
            theta, memory = stepper(theta, memory, gradient(theta), np.float64(t))
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="leaves the start out" message="Is the start kept, and every step"
def minimize(gradient, theta, stepper, steps):
    path, memory = [], None
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="leaves the last step out" message="Is the start kept, and every step"
def minimize(gradient, theta, stepper, steps):
    path, memory = [], None
    for t in range(1, steps + 1):
        path.append(theta)
        theta, memory = stepper(theta, memory, gradient(theta), t)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="makes one step too many" message="Is the start kept, and every step"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(1, steps + 2):
        theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="throws the memory away" message="The memory must be None at the first step, and after that"
def minimize(gradient, theta, stepper, steps):
    path = [theta]
    for t in range(1, steps + 1):
        theta, _ = stepper(theta, None, gradient(theta), t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="takes the gradient at the start in every step" message="Is the gradient taken at the current theta?"
def minimize(gradient, theta, stepper, steps):
    path, memory, start = [theta], None, theta
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, gradient(start), t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="makes each step from the start" message="The path should go from"
def minimize(gradient, theta, stepper, steps):
    path, memory, start = [theta], None, theta
    for t in range(1, steps + 1):
        theta, memory = stepper(start, memory, gradient(theta), t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="adds what the stepper returns to theta" message="The path should go from"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(1, steps + 1):
        change, memory = stepper(theta, memory, gradient(theta), t)
        theta = theta + change
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="returns a column for each step in place of a row" message="should have shape (4, 2); got shape (2, 4)"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return np.stack(path).T


# %% grade_id="t7_minimize" mistake="begins with an empty memory of its own" message="The memory must be None at the first step"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], np.zeros(len(theta))
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="forgets to return the path" message="Does it end with a return?"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)


# %% grade_id="t7_minimize" mistake="takes a memory that is 0 or empty for none" message="also where that is 0 or empty"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(1, steps + 1):
        try:
            memory = memory or None
        except ValueError:
            pass
        theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="stops where it is flat" message="also where it is flat"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(1, steps + 1):
        g = gradient(theta)
        if np.allclose(g, 0):
            break
        theta, memory = stepper(theta, memory, g, t)
        path.append(theta)
    return np.stack(path)


# %% grade_id="t7_minimize" mistake="drops the axis of a single parameter" message="the start included, should have shape"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return np.squeeze(np.stack(path))


# %% grade_id="t7_minimize" mistake="returns a list" message="should be an array; got a list"
def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(1, steps + 1):
        theta, memory = stepper(theta, memory, gradient(theta), t)
        path.append(theta)
    return path
