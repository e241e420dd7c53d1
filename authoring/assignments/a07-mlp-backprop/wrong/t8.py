# %% grade_id="t8_train" mistake="divides the slopes by the size of the batch again" message="as far as eta says?"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        step = eta / len(X)
        parameters = [(W - step * dW, b - step * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses


# %% grade_id="t8_train" mistake="returns inside the loop" message="Three batches make three losses"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
        return parameters, losses
    return parameters, losses


# %% grade_id="t8_train" mistake="moves the caller's arrays" message="Did you update in place (-=)"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        for (W, b), (dW, db) in zip(parameters, gradients):
            W -= eta * dW
            b -= eta * db
    return parameters, losses


# %% grade_id="t8_train" mistake="moves the last layer alone" message="Are all layers moved"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        (W, b), (dW, db) = parameters[-1], gradients[-1]
        parameters = [*parameters[:-1], (W - eta * dW, b - eta * db)]
    return parameters, losses


# %% grade_id="t8_train" mistake="notes the loss after the step" message="before the step"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
        losses.append(loss_and_gradients(parameters, X, y)[0])
    return parameters, losses


# %% grade_id="t8_train" mistake="puts the new layers into the caller's list" message="put the new layers into the old list?"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        for k, (dW, db) in enumerate(gradients):
            parameters[k] = parameters[k][0] - eta * dW, parameters[k][1] - eta * db
    return parameters, losses


# %% grade_id="t8_train" mistake="scales the slopes in place" message="Did you scale in place (*=)?"
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


# %% grade_id="t8_train" mistake="uses the batches in an order of its own" message="Is each taken with its own batch"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches[::-1]:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses


# %% grade_id="t8_train" mistake="takes the slopes at the start for every batch" message="at the parameters that the last step left?"
def train(parameters, loss_and_gradients, batches, eta):
    losses, start = [], parameters
    for X, y in batches:
        loss, gradients = loss_and_gradients(start, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses


# %% grade_id="t8_train" mistake="returns one loss for all batches" message="three losses"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, [sum(losses)]


# %% grade_id="t8_train" mistake="steps along the slopes" message="against their slopes, as far as eta says?"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W + eta * dW, b + eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses


# %% grade_id="t8_train" mistake="moves the weights and leaves the biases" message="Are weights and biases both moved"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses
