# task: t8
# mistake: puts the new layers into the caller's list
# message: put the new layers into the old list?
# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        for k, (dW, db) in enumerate(gradients):
            parameters[k] = parameters[k][0] - eta * dW, parameters[k][1] - eta * db
    return parameters, losses
