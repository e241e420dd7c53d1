# task: t5
# mistake: divides a mean gradient by the batch size once more
# message: Is the gradient, a mean already, scaled once more?
# %% grade_id="t5_sgd"
def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [theta]
    for _ in range(epochs):
        for batch in draw_batches():
            theta = theta - eta / len(batch) * gradient(theta, X[batch], y[batch])
            path.append(theta)
    return np.stack(path)
