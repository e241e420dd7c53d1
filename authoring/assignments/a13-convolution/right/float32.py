# %% grade_id="t1_output_size"
import math


def output_size(n, k, stride=1, padding=0, dilation=1):
    room = n + padding + padding - 1 - dilation * (k - 1)
    if room < 0:
        return 0
    return 1 + math.floor(room / stride)


# %% grade_id="t2_conv2d"
def conv2d(X, W, b, stride=1, padding=0):
    X, W, b = (np.asarray(array, dtype=np.float32) for array in (X, W, b))
    B, C, height, width = X.shape
    O, _, k, m = W.shape
    padded = np.zeros((B, C, height + 2 * padding, width + 2 * padding), dtype=np.float32)
    padded[:, :, padding : padding + height, padding : padding + width] = X
    rows, columns = (height + 2 * padding - k) // stride + 1, (width + 2 * padding - m) // stride + 1
    Y = np.zeros((B, O, rows, columns), dtype=np.float32)
    for i in range(k):
        for j in range(m):
            part = padded[:, :, i : i + (rows - 1) * stride + 1 : stride, j : j + (columns - 1) * stride + 1 : stride]
            Y += np.einsum("bcuv,oc->bouv", part, W[:, :, i, j])
    return Y + b.reshape(1, O, 1, 1)


# %% grade_id="t3_conv2d_backward"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    dY, X, W = (np.array(array, dtype=np.float32) for array in (dY, X, W))
    k, m = W.shape[2:]
    B, C, height, width = X.shape
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros_like(padded), np.zeros_like(W)
    for u in range(dY.shape[2]):
        for v in range(dY.shape[3]):
            top, left = u * stride, v * stride
            for n in range(B):
                for o in range(len(W)):
                    d_padded[n, :, top : top + k, left : left + m] += dY[n, o, u, v] * W[o]
                    dW[o] += dY[n, o, u, v] * padded[n, :, top : top + k, left : left + m]
    db = np.sum(dY.transpose(1, 0, 2, 3).reshape(len(W), -1) if B else np.zeros((len(W), 1)), axis=1)
    return d_padded[:, :, padding : height + padding, padding : width + padding], dW, db


# %% grade_id="t4_max_pool2d"
def max_pool2d(X, k, stride):
    X = X.astype(np.float32)
    B, C, height, width = X.shape
    rows, columns = range(0, height - k + 1, stride), range(0, width - k + 1, stride)
    Y = np.empty((B, C, len(rows), len(columns)), dtype=np.float32)
    index = np.empty(Y.shape, dtype=np.uint16)
    for u, top in enumerate(rows):
        for v, left in enumerate(columns):
            window = X[:, :, top : top + k, left : left + k].reshape(B, C, k * k)
            best = np.argmax(window, axis=2)
            Y[:, :, u, v] = np.take_along_axis(window, best[:, :, None], axis=2)[:, :, 0]
            index[:, :, u, v] = (top + best // k) * width + left + best % k
    return [Y, index]


# %% grade_id="t4_max_pool2d_backward"
def max_pool2d_backward(dY, index, shape):
    dY = np.float32(dY)
    numbers = np.arange(shape[2] * shape[3]).reshape(1, 1, 1, 1, -1)
    hits = (index[..., None] == numbers).astype(np.float32)
    return np.einsum("bcuv,bcuvn->bcn", dY, hits).reshape(shape)


# %% grade_id="t5_receptive_field"
def receptive_field(layers, u):
    size, jump = np.float64(1), np.float64(1)
    for layer in layers:
        size, jump = size + jump * layer[2] * (layer[0] - 1), jump * layer[1]
    return jump * u, size


# %% grade_id="t6_lenet_counts"
def lenet_counts(side, table):
    places = [side - 4]
    places += [places[-1] // 2]
    places += [places[-1] - 4]
    places += [places[-1] // 2]
    places += [places[-1] - 4] * 3
    n = float(len(table))
    inputs = [25.0 * 6, 24.0, 25.0 * sum(map(len, table)), 4 * n, 25 * n * 120, 120 * 84.0, 840.0]
    biases = [6.0, 6.0, n, n, 120.0, 84.0, 0.0]
    weights = [i + b for i, b in zip(inputs, biases)]
    weights[1], weights[3], weights[6] = 12.0, 2 * n, 0.0
    return [(w, p * p * (i + b)) for w, p, i, b in zip(weights, places, inputs, biases)]


# %% grade_id="t7_is_equivariant"
def is_equivariant(layer, X, shift):
    rows, columns = np.indices(X.shape[2:])
    before = X[:, :, (rows - shift[0]) % X.shape[2], (columns - shift[1]) % X.shape[3]]
    Y = layer(X)
    rows, columns = np.indices(Y.shape[2:])
    after = Y[:, :, (rows - shift[0]) % Y.shape[2], (columns - shift[1]) % Y.shape[3]]
    return not np.any(np.abs(layer(before) - after) > 1e-8)
