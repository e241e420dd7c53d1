# task: t5
# mistake: draws the batches once and uses them in every epoch
# message: Is every epoch given a new shuffle?
# %% grade_id="t5_sgd"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    batches = draw_batches()
    for _ in range(epochs):
        for batch in batches:
            theta = theta - eta * gradient(theta, X[batch], y[batch])
            path.append(theta)
    return np.stack(path)
