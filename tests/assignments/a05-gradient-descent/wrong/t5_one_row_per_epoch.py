# task: t5
# mistake: keeps one row per epoch instead of one per update
# message: Is there an update after every batch
# %% grade_id="t5_sgd"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta * gradient(theta, X[batch], y[batch])
        path.append(theta)
    return np.stack(path)
