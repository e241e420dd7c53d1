# Uses up what the test's functions return, calls them by keyword, and shuffles with a child of the generator.

# %% grade_id="t3_gradient_descent"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta]
    while len(path) < steps + 1:
        change = np.asarray(gradient(theta=path[-1]), dtype=float)
        change *= -eta
        change += path[-1]
        path.append(change)
    return np.array(path)


# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    (child,) = rng.spawn(1)
    rest, batches = child.permutation(n), []
    while len(rest):
        batches.append(rest[:batch_size])
        rest = rest[batch_size:]
    return batches


# %% grade_id="t5_sgd"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        waiting = draw_batches()
        waiting.reverse()
        while waiting:
            rows = waiting.pop()
            path.append(path[-1] - eta * gradient(theta=path[-1], y_batch=y[rows], X_batch=X[rows]))
    return np.array(path)
