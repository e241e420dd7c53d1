# task: t8
# mistake: returns one loss for all batches
# message: three losses
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, [sum(losses)]
