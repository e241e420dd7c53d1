# task: t8
# mistake: divides the slopes by the size of the batch again
# message: as far as eta says?
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        step = eta / len(X)
        parameters = [(W - step * dW, b - step * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses
