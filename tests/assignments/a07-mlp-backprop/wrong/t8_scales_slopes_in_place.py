# task: t8
# mistake: scales the slopes in place
# message: Did you scale in place (*=)?
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        for dW, db in gradients:
            dW *= eta
            db *= eta
        parameters = [(W - dW, b - db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses
