# %% grade_id="t8_train" mistake="divides the gradients by the size of the batch again" message="as far as eta says?"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        step = eta / len(X)
        parameters = [(W - step * dW, b - step * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses


# %% grade_id="t8_train" mistake="returns inside the loop" message="3 batches make a list of as many losses"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
        return parameters, losses
    return parameters, losses


# %% grade_id="t8_train" mistake="moves the caller's arrays" message="train changed its argument parameters"
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


# %% grade_id="t8_train" mistake="puts the new layers into the caller's list" message="train changed its argument parameters"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        for k, (dW, db) in enumerate(gradients):
            parameters[k] = parameters[k][0] - eta * dW, parameters[k][1] - eta * db
    return parameters, losses


# %% grade_id="t8_train" mistake="uses the batches in an order of its own" message="Is each taken with its own batch"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches[::-1]:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses


# %% grade_id="t8_train" mistake="takes the gradients at the start for every batch" message="at the parameters that the last step left?"
def train(parameters, loss_and_gradients, batches, eta):
    losses, start = [], parameters
    for X, y in batches:
        loss, gradients = loss_and_gradients(start, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses


# %% grade_id="t8_train" mistake="returns one loss for all batches" message="3 batches make a list of as many losses"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, [sum(losses)]


# %% grade_id="t8_train" mistake="steps along the gradients" message="against their gradients, as far as eta says?"
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


# %% grade_id="t8_train" mistake="takes new gradients after each layer has moved" message="taken before any of them is moved?"
def train(parameters, loss_and_gradients, batches, eta):
    now, losses = [*parameters], []
    for X, y in batches:
        loss, _ = loss_and_gradients(now, X, y)
        losses.append(loss)
        for at, (W, b) in enumerate(now):
            _, gradients = loss_and_gradients(now, X, y)
            now[at] = W - eta * gradients[at][0], b - eta * gradients[at][1]
    return now, losses


# %% grade_id="t8_train" mistake="moves weights and biases in the caller's arrays" message="train changed its argument parameters"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        for layer, moves in zip(parameters, gradients):
            for array, move in zip(layer, moves):
                array -= eta * move
        losses.append(loss)
    return parameters, losses


# %% grade_id="t8_train" mistake="stops where a batch is flat" message="5 batches make a list of as many losses"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        if not any(np.any(array) for pair in gradients for array in pair):
            break
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses


# %% grade_id="t8_train" mistake="returns the parameters alone" message="where 2 things are needed"
def train(parameters, loss_and_gradients, batches, eta):
    for X, y in batches:
        _, gradients = loss_and_gradients(parameters, X, y)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return {"parameters": parameters}


# %% grade_id="t8_train" mistake="takes the batches off the caller's list" message="train changed its argument batches"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    while batches:
        X, y = batches.pop(0)
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients)]
    return parameters, losses
