# task: t8
# mistake: takes the slopes at the start for every batch
# message: at the parameters that the last step left?
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses, start = [], parameters
    for X, y in batches:
        loss, gradients = loss_and_gradients(start, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses
