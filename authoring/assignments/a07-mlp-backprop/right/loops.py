# %% grade_id="t1_count_parameters"
def count_parameters(widths):
    total = 0
    before = widths[0]
    for neurons in widths[1:]:
        for _ in range(neurons):
            total += before + 1
        before = neurons
    return total


# %% grade_id="t2_linear"
def linear(X, W, b):
    Z = np.zeros((len(X), len(W)))
    for i in range(len(X)):
        for m in range(len(W)):
            z = b[m]
            for j in range(len(W[m])):
                z = z + W[m][j] * X[i][j]
            Z[i, m] = z
    return Z


# %% grade_id="t2_forward"
def forward(parameters, X):
    current = X
    values = [current]
    for number, (W, b) in enumerate(parameters, start=1):
        rows = []
        for x in current:
            row = []
            for w, bias in zip(W, b):
                z = sum(w * x) + bias
                if number < len(parameters) and z < 0:
                    z = 0.0
                row.append(z)
            rows.append(row)
        current = np.array(rows)
        values.append(current)
    return values


# %% grade_id="t3_softmax"
import math


def softmax(Z):
    rows = []
    for row in Z.tolist():
        largest = max(row)
        powers = [math.exp(z - largest) for z in row]
        rows.append([power / sum(powers) for power in powers])
    return np.array(rows)


# %% grade_id="t3_cross_entropy"
import math


def cross_entropy(Z, y):
    total = 0.0
    for row, label in zip(Z.tolist(), y.tolist()):
        total += math.log(sum(math.exp(z - max(row)) for z in row)) + max(row) - row[label]
    return total / len(y)


# %% grade_id="t4_cross_entropy_gradient"
def cross_entropy_gradient(y_hat, y):
    dZ = y_hat.copy()
    for i, label in enumerate(y):
        dZ[i, label] -= 1
    for i in range(len(y)):
        dZ[i] /= len(y)
    return dZ


# %% grade_id="t5_linear_backward"
def linear_backward(dZ, X, W):
    (n, M), p = dZ.shape, X.shape[1]
    dW, db, dX = np.zeros((M, p)), np.zeros(M), np.zeros((n, p))
    for i in range(n):
        for m in range(M):
            db[m] += dZ[i, m]
            for j in range(p):
                dW[m, j] += dZ[i, m] * X[i, j]
                dX[i, j] += dZ[i, m] * W[m, j]
    return [dW, db, dX]


# %% grade_id="t5_relu_backward"
def relu_backward(dA, A):
    dZ = dA.copy()
    for index, a in np.ndenumerate(A):
        if a <= 0:
            dZ[index] = 0
    return dZ


# %% grade_id="t6_backward"
def backward(parameters, values, dZ):
    last = len(parameters) - 1
    gradients = [None] * len(parameters)
    k = last
    while k >= 0:
        W, b = parameters[k]
        A = values[k]
        dW = np.zeros(W.shape)
        db = np.zeros(b.shape)
        dA = np.zeros(A.shape)
        for slopes, a, da in zip(dZ, A, dA):
            dW += np.outer(slopes, a)
            db += slopes
            da += slopes @ W
        gradients[k] = [dW, db]
        dZ = np.where(A > 0, dA, 0)
        k -= 1
    return gradients


# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    slopes = np.zeros_like(theta)
    for index in np.ndindex(*theta.shape):
        old = theta[index]
        theta[index] = old + h
        up = f(theta)
        theta[index] = old - h
        down = f(theta)
        theta[index] = old
        slopes[index] = (up - down) / (2 * h)
    return slopes


# %% grade_id="t7_relative_error"
def relative_error(a, b):
    apart = first = second = 0.0
    for one, other in zip(a.ravel().tolist(), b.ravel().tolist()):
        apart += (one - other) ** 2
        first += one**2
        second += other**2
    if first == 0 and second == 0:
        return 0.0
    return (apart / max(first, second)) ** 0.5


# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    weights = [W.copy() for W, b in parameters]
    biases = [b.copy() for W, b in parameters]
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(list(zip(weights, biases)), X, y)
        for W, b, (dW, db) in zip(weights, biases, gradients):
            W -= eta * dW
            b -= eta * db
        losses.append(loss)
    return list(zip(weights, biases)), losses
