# task: t5
# mistake: ignores the batches and takes the gradient of all examples
# message: Is the gradient taken on the batch alone
# %% grade_id="t5_sgd"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta * gradient(theta, X, y)
            path.append(theta)
    return np.stack(path)
