# %% grade_id="t5_sgd" mistake="divides a mean gradient by the batch size once more" message="Is the gradient, a mean already, scaled once more?"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta / len(batch) * gradient(theta, X[batch], y[batch])
            path.append(theta)
    return np.stack(path)


# %% grade_id="t5_sgd" mistake="takes the batch from X but not from y" message="Does the batch index both X and y?"
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
