# task: t8
# mistake: uses the batches in an order of its own
# message: Is each taken with its own batch
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches[::-1]:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses
