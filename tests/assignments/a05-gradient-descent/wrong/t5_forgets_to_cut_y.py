# task: t5
# mistake: takes the batch from X but not from y
# message: Does the batch index both X and y?
# %% grade_id="t5_sgd"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta * gradient(theta, X[batch], y)
            path.append(theta)
    return np.stack(path)
