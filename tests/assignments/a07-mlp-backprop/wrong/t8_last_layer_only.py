# task: t8
# mistake: moves the last layer alone
# message: Are all layers moved
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        (W, b), (dW, db) = parameters[-1], gradients[-1]
        parameters = [*parameters[:-1], (W - eta * dW, b - eta * db)]
    return parameters, losses
