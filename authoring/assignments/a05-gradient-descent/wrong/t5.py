# %% grade_id="t5_sgd" mistake="divides a mean gradient by the batch size once more" message="Is the gradient, a mean already, scaled once more?"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta / len(batch) * gradient(theta, X[batch], y[batch])
            path.append(theta)
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="takes the batch from X but not from y" message="Does the batch index the rows of both X and y?"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta * gradient(theta, X[batch], y)
            path.append(theta)
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="ignores the batches and takes the gradient of all examples" message="Is the gradient taken on the batch alone"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta * gradient(theta, X, y)
            path.append(theta)
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="keeps one row per epoch instead of one per update" message="Is there an update after every batch"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta * gradient(theta, X[batch], y[batch])
        path.append(theta)
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="draws the batches once and uses them in every epoch" message="Is every epoch given a new shuffle?"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    batches = draw_batches()
    for _ in range(epochs):
        for batch in batches:
            theta = theta - eta * gradient(theta, X[batch], y[batch])
            path.append(theta)
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="keeps the path in the type of the start" message="Are decimals cut off"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            path.append((path[-1] - eta * gradient(path[-1], X[batch], y[batch])).astype(theta.dtype))
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="drops the axis of a batch that holds one example" message="also where it holds a single one"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            rows = X[batch] if X.shape[1] == 1 else np.squeeze(X[batch])
            path.append(path[-1] - eta * gradient(path[-1], rows, y[batch]))
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="shuffles the caller's data in place" message="changed its argument X"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            path.append(path[-1] - eta * gradient(path[-1], X[batch], y[batch]))
        X[:], y[:] = X[::-1].copy(), y[::-1].copy()
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="updates the caller's start in place" message="changed its argument theta"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta.copy()]
    for _ in range(epochs):
        for batch in draw_batches():
            theta -= eta * gradient(theta, X[batch], y[batch])
            path.append(theta.copy())
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="stops where it is flat" message="The path of 5 epochs should have shape"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            slope = gradient(path[-1], X[batch], y[batch])
            if not np.allclose(slope, 0):
                path.append(path[-1] - eta * slope)
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="goes through the batches backwards" message="Are both batches used, in their order?"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in reversed(draw_batches()):
            path.append(path[-1] - eta * gradient(path[-1], X[batch], y[batch]))
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="takes every batch from the start" message="Is the gradient taken at the current theta?"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            path.append(path[-1] - eta * gradient(theta, X[batch], y[batch]))
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="repeats the start once for each epoch" message="Is there an update after every batch"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = []
    for _ in range(epochs):
        path.append(theta)
        for batch in draw_batches():
            theta = theta - eta * gradient(theta, X[batch], y[batch])
            path.append(theta)
    return np.stack(path[:-1]) if epochs else np.array([theta])
