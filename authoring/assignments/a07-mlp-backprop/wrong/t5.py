# %% grade_id="t5_linear_backward" mistake="takes the mean for db" message="Is it averaged once more?"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.mean(axis=0), dZ @ W


# %% grade_id="t5_linear_backward" mistake="divides dW by the number of examples again" message="Are the pulls of the examples added, not averaged again?"
def linear_backward(dZ, X, W):
    return dZ.T @ X / len(X), dZ.sum(axis=0), dZ @ W


# %% grade_id="t5_linear_backward" mistake="returns db as a matrix with one row" message="db, shaped like b, should have shape"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0, keepdims=True), dZ @ W


# %% grade_id="t5_linear_backward" mistake="sums db over the neurons" message="Which axis are the examples?"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=1), dZ @ W


# %% grade_id="t5_linear_backward" mistake="applies a ReLU to the gradients of the inputs" message="dX should be"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0), np.maximum(dZ @ W, 0)


# %% grade_id="t5_linear_backward" mistake="multiplies with the transpose of W where the shapes allow it" message="Is the product the right way round, also where all shapes fit?"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0), dZ @ (W.T if W.shape[0] == W.shape[1] else W)


# %% grade_id="t5_linear_backward" mistake="leaves dX out" message="where 3 things are needed: dW, db, dX"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(axis=0)


# %% grade_id="t5_linear_backward" mistake="sums db over everything" message="Which axis are the examples?"
def linear_backward(dZ, X, W):
    return dZ.T @ X, dZ.sum(), dZ @ W


# %% grade_id="t5_relu_backward" mistake="sets entries of the caller's array to 0" message="relu_backward changed its argument dA"
def relu_backward(dA, A):
    dA[A <= 0] = 0
    return dA


# %% grade_id="t5_relu_backward" mistake="cuts off negative gradients" message="Is it cut off where dA itself is negative?"
def relu_backward(dA, A):
    return np.maximum(dA, 0) * (A > 0)


# %% grade_id="t5_relu_backward" mistake="lets gradients pass where the activation is 0" message="The activation decides whether dA passes"
def relu_backward(dA, A):
    return dA * (A >= 0)


# %% grade_id="t5_relu_backward" mistake="uses the derivative of a sigmoid" message="The activation decides whether dA passes"
def relu_backward(dA, A):
    return dA * A * (1 - A)


# %% grade_id="t5_relu_backward" mistake="counts small activations as off" message="be the activation tiny or large"
def relu_backward(dA, A):
    return dA * (A > 0.01)


# %% grade_id="t5_relu_backward" mistake="multiplies with the activation" message="Is it multiplied by the activation"
def relu_backward(dA, A):
    return dA * A


# %% grade_id="t5_linear_backward" mistake="scales the gradients of the caller" message="linear_backward changed its argument dZ"
def linear_backward(dZ, X, W):
    dZ /= len(X)
    return len(X) * dZ.T @ X, len(X) * dZ.sum(axis=0), len(X) * dZ @ W


# %% grade_id="t5_linear_backward" mistake="takes the product the other way round, and turns it where the shapes fail" message="also where all shapes fit?"
def linear_backward(dZ, X, W):
    dW = X.T @ dZ
    return dW if dW.shape == W.shape else dW.T, dZ.sum(axis=0), dZ @ W


# %% grade_id="t5_linear_backward" mistake="lets every example pull with the mean inputs" message="dW should be"
def linear_backward(dZ, X, W):
    return np.outer(dZ.sum(axis=0), X.mean(axis=0)), dZ.sum(axis=0), dZ @ W


# %% grade_id="t5_linear_backward" mistake="makes the shape of dW fit by force" message="dW should be"
def linear_backward(dZ, X, W):
    return (X.T @ dZ).reshape(W.shape), dZ.sum(axis=0), dZ @ W


# %% grade_id="t5_linear_backward" mistake="returns dW the other way round" message="Is the product the right way round?"
def linear_backward(dZ, X, W):
    return X.T @ dZ, dZ.sum(axis=0), dZ @ W


# %% grade_id="t5_relu_backward" mistake="makes a mask of the caller's activations" message="relu_backward changed its argument A"
def relu_backward(dA, A):
    A[A > 0] = 1
    return dA * A


# %% grade_id="t5_relu_backward" mistake="cuts large gradients off" message="dA must pass as it is"
def relu_backward(dA, A):
    return np.clip(dA, -500, 500) * (A > 0)


# %% grade_id="t5_linear_backward" mistake="cuts large gradients off" message="disagrees with finite differences"
def linear_backward(dZ, X, W):
    dZ = np.clip(dZ, -100, 100)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W


# %% grade_id="t5_linear_backward" mistake="returns db as a list" message="db, shaped like b, should be an array; got a list"
def linear_backward(dZ, X, W):
    return dZ.T @ X, [float(column.sum()) for column in dZ.T], dZ @ W
