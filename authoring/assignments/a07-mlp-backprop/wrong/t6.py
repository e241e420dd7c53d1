# %% grade_id="t6_backward" mistake="divides by the number of examples at every layer" message="In the last layer dW should be"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k] / len(dZ), dZ.mean(axis=0)))
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients


# %% grade_id="t6_backward" mistake="returns the gradients from the last layer to the first" message="Are the pairs in the order of the layers?"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.append((dZ.T @ values[k], dZ.sum(axis=0)))
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients


# %% grade_id="t6_backward" mistake="walks from the first layer to the last" message="Are the pairs in the order of the layers?"
def backward(parameters, values, dZ):
    gradients = []
    for k in range(len(parameters)):
        slopes = dZ
        for W, _ in parameters[:k:-1]:
            slopes = slopes @ W
        gradients.append((slopes.T @ values[k + 1], slopes.sum(axis=0)))
    return gradients


# %% grade_id="t6_backward" mistake="sets activations of the caller to 0 and 1" message="backward changed its argument values"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        if k:
            values[k][values[k] > 0] = 1
            dZ = (dZ @ parameters[k][0]) * values[k]
    return gradients


# %% grade_id="t6_backward" mistake="forgets the ReLUs on the way back" message="Do the ReLUs that are off stop it?"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        dZ = dZ @ parameters[k][0]
    return gradients


# %% grade_id="t6_backward" mistake="multiplies with what a layer made instead of what it was given" message="What went into that layer?"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        given = values[k] if values[k].shape[1] != values[k + 1].shape[1] else values[k + 1]
        gradients.insert(0, (dZ.T @ (given if k else values[0]) * (1 if k else 1), dZ.sum(axis=0)))
        if k == len(parameters) - 1:
            gradients[0] = (dZ.T @ np.maximum(values[k] - 1, 0), gradients[0][1])
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients


# %% grade_id="t6_backward" mistake="takes the lists of the caller apart" message="backward changed its argument parameters"
def backward(parameters, values, dZ):
    gradients = []
    values.pop()
    while parameters:
        (W, _), A = parameters.pop(), values.pop()
        gradients.insert(0, (dZ.T @ A, dZ.sum(axis=0)))
        dZ = (dZ @ W) * (A > 0)
    return gradients


# %% grade_id="t6_backward" mistake="keeps only the positive inputs" message="X has no ReLU"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ np.maximum(values[k], 0), dZ.sum(axis=0)))
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients


# %% grade_id="t6_backward" mistake="treats the logits as if they had a ReLU" message="In the last layer dW should be"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        dZ = dZ * (values[k + 1] > 0)
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        dZ = dZ @ parameters[k][0]
    return gradients


# %% grade_id="t6_backward" mistake="uses the ReLU of the wrong layer where the shapes allow it" message="the ReLU whose activations went into it"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        mask = values[k - 1] if k > 1 and values[k - 1].shape == values[k].shape else values[k]
        dZ = (dZ @ parameters[k][0]) * (mask > 0)
    return gradients


# %% grade_id="t6_backward" mistake="knows networks with one hidden layer only" message="layers make a list of as many pairs"
def backward(parameters, values, dZ):
    X, A = values[0], values[1]
    hidden = (dZ @ parameters[-1][0]) * (A > 0)
    return [(hidden.T @ X, hidden.sum(axis=0)), (dZ.T @ A, dZ.sum(axis=0))]


# %% grade_id="t6_backward" mistake="forgets that the gradients of the biases pass the ReLU too" message="and db 1, 20"
def backward(parameters, values, dZ):
    gradients, before = [], dZ
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], before.sum(axis=0)))
        before = dZ @ parameters[k][0]
        dZ = before * (values[k] > 0)
    return gradients


# %% grade_id="t6_backward" mistake="passes the gradients through the layer before instead of the one behind, where the shapes allow it" message="do they pass the weights of the layer behind"
def backward(parameters, values, dZ):
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        W = parameters[k][0]
        if k and parameters[k - 1][0].shape == W.shape:
            W = parameters[k - 1][0]
        dZ = (dZ @ W) * (values[k] > 0)
    return gradients


# %% grade_id="t6_backward" mistake="makes masks of the caller's values" message="backward changed its argument values"
def backward(parameters, values, dZ):
    pairs = []
    for (W, _), A in list(zip(parameters, values))[::-1]:
        pairs.insert(0, (dZ.T @ A, np.sum(dZ, axis=0)))
        on = A
        on[...] = np.where(on > 0, 1.0, 0.0)
        dZ = on * (dZ @ W)
    return pairs


# %% grade_id="t6_backward" mistake="knows the last layer by its numbers" message="disagree with torch"
def backward(parameters, values, dZ):
    pairs, last = [], parameters[-1][0]
    for (W, _), A in list(zip(parameters, values))[::-1]:
        if np.array_equal(W, last):
            gradient = dZ
        pairs.insert(0, (gradient.T @ A, gradient.sum(axis=0)))
        gradient = (gradient @ W) * (A > 0)
    return pairs


# %% grade_id="t6_backward" mistake="returns one list of arrays" message="make a list of as many pairs"
def backward(parameters, values, dZ):
    arrays = []
    for (W, _), A in list(zip(parameters, values))[::-1]:
        arrays = [dZ.T @ A, dZ.sum(axis=0), *arrays]
        dZ = (dZ @ W) * (A > 0)
    return arrays


# %% grade_id="t6_backward" mistake="cuts large gradients off" message="disagree with torch"
def backward(parameters, values, dZ):
    pairs = []
    for (W, _), A in list(zip(parameters, values))[::-1]:
        dZ = np.clip(dZ, -60, 60)
        pairs.insert(0, (dZ.T @ A, dZ.sum(axis=0)))
        dZ = (dZ @ W) * (A > 0)
    return pairs
