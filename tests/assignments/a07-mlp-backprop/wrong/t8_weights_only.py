# task: t8
# mistake: moves the weights and leaves the biases
# message: Are weights and biases both moved
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses
