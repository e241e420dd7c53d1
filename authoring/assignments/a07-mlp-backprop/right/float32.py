# %% grade_id="t1_count_parameters"
def count_parameters(widths):
    before, after = np.array(widths[:-1]), np.array(widths[1:])
    return before @ after + after.sum()


# %% grade_id="t2_linear"
def linear(X, W, b):
    X, W, b = (np.asarray(array, dtype=np.float32) for array in (X, W, b))
    return (W @ X.T + b[:, None]).T


# %% grade_id="t2_forward"
def forward(parameters, X):
    values = (X.astype(np.float32),)
    for W, b in parameters:
        Z = values[-1].dot(W.T.astype(np.float32)) + b.astype(np.float32)
        values += (Z.clip(min=0),)
    return values[:-1] + (Z,)


# %% grade_id="t3_softmax"
def softmax(Z):
    Z = Z.astype(np.float32)
    return np.exp(Z - np.logaddexp.reduce(Z, axis=-1)[:, None])


# %% grade_id="t3_cross_entropy"
def cross_entropy(Z, y):
    Z = Z.astype(np.float32)
    one_hot = np.eye(Z.shape[1], dtype=np.float32)[y]
    return (np.logaddexp.reduce(Z, axis=1) - (Z * one_hot).sum(axis=1)).mean()


# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    n, K = y_hat.shape
    return ((y_hat - np.eye(K)[y]) / n).astype(np.float32)


# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    dZ, X, W = (array.astype(np.float32) for array in (dZ, X, W))
    ones = np.ones((1, len(dZ)), dtype=np.float32)
    return (X.T @ dZ).T, (ones @ dZ)[0], np.dot(dZ, W)


# %% grade_id="t5_relu_backward"
def relu_backward(dA, A):
    return dA.astype(np.float32) * np.sign(A).astype(np.float32)


# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    dZ = dZ.astype(np.float32)
    gradients = []
    for (W, _), A in zip(parameters[::-1], list(values)[-2::-1]):
        A = A.astype(np.float32)
        gradients = [(dZ.T @ A, dZ.sum(0))] + gradients
        dZ = dZ @ W.astype(np.float32)
        dZ[A <= 0] = 0
    return gradients


# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    flat = theta.flatten()
    slopes = []
    for j in range(theta.size):
        up, down = flat.copy(), flat.copy()
        up[j] += h
        down[j] -= h
        slopes.append((f(up.reshape(theta.shape)) - f(down.reshape(theta.shape))) / (2 * h))
    return np.array(slopes).reshape(theta.shape)


# %% grade_id="t7_relative_error"
def relative_error(a, b):
    length = lambda v: float(np.sqrt(np.square(v).sum()))
    return length(a - b) / (max(length(a), length(b)) or 1.0)


# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    current = [(W.astype(np.float32), b.astype(np.float32)) for W, b in parameters]
    losses = np.zeros(len(batches), dtype=np.float32)
    for t, (X, y) in enumerate(batches):
        losses[t], slopes = loss_and_gradients(current, X, y)
        step = np.float32(eta)
        current = [tuple(p - step * s.astype(np.float32) for p, s in zip(*both)) for both in zip(current, slopes)]
    return tuple(current), list(losses)
