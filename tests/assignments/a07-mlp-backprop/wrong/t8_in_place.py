# task: t8
# mistake: moves the caller's arrays
# message: Did you update in place (-=)
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        for (W, b), (dW, db) in zip(parameters, gradients):
            W -= eta * dW
            b -= eta * db
    return parameters, losses
