# task: t8
# mistake: notes the loss after the step
# message: before the step
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
        losses.append(loss_and_gradients(parameters, X, y)[0])
    return parameters, losses
