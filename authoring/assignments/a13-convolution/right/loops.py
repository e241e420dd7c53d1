# %% grade_id="t1_output_size"
def output_size(n, k, stride=1, padding=0, dilation=1):
    places, first = 0, 0
    while first + (k - 1) * dilation <= n + 2 * padding - 1:
        places, first = places + 1, first + stride
    return places


# %% grade_id="t2_conv2d"
def conv2d(X, W, b, stride=1, padding=0):
    B, C, height, width = X.shape
    O, _, k, m = W.shape
    rows, columns = (height + 2 * padding - k) // stride + 1, (width + 2 * padding - m) // stride + 1
    Y = np.zeros((B, O, rows, columns))
    weights, biases = W.tolist(), b.tolist()
    for n, image in enumerate(X.tolist()):
        for o in range(O):
            for u in range(rows):
                for v in range(columns):
                    total = biases[o]
                    for c in range(C):
                        for i in range(k):
                            r = stride * u + i - padding
                            if not 0 <= r < height:
                                continue
                            for j in range(m):
                                s = stride * v + j - padding
                                if 0 <= s < width:
                                    total += weights[o][c][i][j] * image[c][r][s]
                    Y[n, o, u, v] = total
    return Y


# %% grade_id="t3_conv2d_backward"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(len(W))
    _, C, height, width = X.shape
    k, m = W.shape[2:]
    for n, o, u, v in np.ndindex(dY.shape):
        g = dY[n, o, u, v]
        db[o] += g
        for c in range(C):
            for i in range(k):
                for j in range(m):
                    r, s = stride * u + i - padding, stride * v + j - padding
                    if 0 <= r < height and 0 <= s < width:
                        dX[n, c, r, s] += g * W[o, c, i, j]
                        dW[o, c, i, j] += g * X[n, c, r, s]
    return [dX, dW, db]


# %% grade_id="t4_max_pool2d"
def max_pool2d(X, k, stride):
    B, C, height, width = X.shape
    rows, columns = (height - k) // stride + 1, (width - k) // stride + 1
    Y = np.zeros((B, C, rows, columns))
    index = np.zeros((B, C, rows, columns), dtype=np.int32)
    for n, c, u, v in np.ndindex(Y.shape):
        largest, where = -float("inf"), None
        for r in range(u * stride, u * stride + k):
            for s in range(v * stride, v * stride + k):
                if X[n, c, r, s] > largest:
                    largest, where = X[n, c, r, s], r * width + s
        Y[n, c, u, v], index[n, c, u, v] = largest, where
    return Y, index


# %% grade_id="t4_max_pool2d_backward"
def max_pool2d_backward(dY, index, shape):
    dX = np.zeros(shape)
    for n, c, u, v in np.ndindex(dY.shape):
        row, column = divmod(int(index[n, c, u, v]), shape[3])
        dX[n, c, row, column] += dY[n, c, u, v]
    return dX


# %% grade_id="t5_receptive_field"
def receptive_field(layers, u):
    seen = {u}
    for kernel, stride, dilation in layers[::-1]:
        below = set()
        for unit in (min(seen), max(seen)):
            below |= {unit * stride + i * dilation for i in range(kernel)}
        seen = below
    return min(seen), max(seen) - min(seen) + 1


# %% grade_id="t6_lenet_counts"
def lenet_counts(side, table):
    def dense(maps, inputs, places, bias=1):
        return maps * (inputs + bias), places * places * maps * (inputs + bias)

    counts = []
    size, maps = side - 4, 6
    counts.append(dense(6, 25, size))
    size = size // 2
    counts.append((2 * maps, size * size * maps * 5))
    size = size - 4
    weights = 0
    for entry in table:
        weights += dense(1, 25 * len(entry), 1)[0]
    counts.append((weights, size * size * weights))
    size, maps = size // 2, len(table)
    counts.append((2 * maps, size * size * maps * 5))
    size = size - 4
    counts.append(dense(120, 25 * maps, size))
    counts.append(dense(84, 120, size))
    counts.append((0, dense(10, 84, size, bias=0)[1]))
    return counts


# %% grade_id="t7_is_equivariant"
def rolled(A, shift):
    out = A.copy()
    height, width = A.shape[2:]
    for r in range(height):
        for s in range(width):
            out[:, :, (r + shift[0]) % height, (s + shift[1]) % width] = A[:, :, r, s]
    return out


def is_equivariant(layer, X, shift):
    one, other = layer(rolled(X, shift)), rolled(layer(X), shift)
    for a, b in zip(one.ravel().tolist(), other.ravel().tolist(), strict=True):
        if abs(a - b) > 1e-8:
            return False
    return True
