# %% grade_id="t1_output_size"
sum = abs = "names of my own"
round = None


def reach(k, dilation):
    return dilation * k - dilation + 1


def output_size(n, k, stride=1, padding=0, dilation=1):
    return len(range(0, n + 2 * padding - reach(dilation=dilation, k=k) + 1, stride))


# %% grade_id="t2_conv2d"
max = min = 0  # the two ends of my notes


def windows_of(X, k, m, stride, padding):
    padded = np.pad(X, [(0, 0)] * 2 + [(padding, padding)] * 2)
    return np.lib.stride_tricks.sliding_window_view(padded, (k, m), axis=(-2, -1))[..., ::stride, ::stride, :, :]


def conv2d(X, W, b, stride=1, padding=0):
    views = windows_of(X=X, k=np.shape(W)[2], m=np.shape(W)[3], stride=stride, padding=padding)
    return np.moveaxis(np.tensordot(views, W, axes=((1, 4, 5), (1, 2, 3))) + b, 3, 1)


# %% grade_id="t3_conv2d_backward"
def spread_out(dY, W, stride, shape):
    k, m = W.shape[2:]
    d_padded = np.zeros(shape)
    for i in range(k):
        for j in range(m):
            rows = slice(i, i + stride * (dY.shape[2] - 1) + 1, stride)
            columns = slice(j, j + stride * (dY.shape[3] - 1) + 1, stride)
            d_padded[:, :, rows, columns] += np.einsum("bouv,oc->bcuv", dY, W[:, :, i, j])
    return d_padded


def conv2d_backward(dY, X, W, stride=1, padding=0):
    views = windows_of(padding=padding, stride=stride, m=W.shape[3], k=W.shape[2], X=X)
    B, C, height, width = X.shape
    d_padded = spread_out(dY, W, stride, (B, C, height + 2 * padding, width + 2 * padding))
    dX = d_padded[:, :, padding:-padding, padding:-padding] if padding else d_padded
    return dX, np.einsum("bouv,bcuvij->ocij", dY, views), np.einsum("bouv->o", dY)


# %% grade_id="t4_max_pool2d"
def max_pool2d(X, k, stride):
    height, width = X.shape[2:]
    rows, columns = (height - k) // stride + 1, (width - k) // stride + 1
    Y = np.full((*X.shape[:2], rows, columns), -np.inf)
    index = np.zeros(Y.shape, dtype=int)
    numbers = np.arange(height * width).reshape(height, width)
    for i in range(k):
        for j in range(k):
            here = np.s_[..., i : i + stride * rows : stride, j : j + stride * columns : stride]
            part, number = X[here][..., :rows, :columns], numbers[here][..., :rows, :columns]
            better = part > Y
            index = np.where(better, number, index)
            Y = np.where(better, part, Y)
    return Y, index


# %% grade_id="t4_max_pool2d_backward"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    plane = height * width
    numbers = index + plane * np.arange(B * C).reshape(B, C, 1, 1)
    return np.bincount(numbers.ravel(), weights=dY.ravel(), minlength=B * C * plane).reshape(shape)


# %% grade_id="t5_receptive_field"
def last_of(layers, u):
    if not layers:
        return u
    *lower, (kernel, stride, dilation) = layers
    return last_of(layers=lower, u=u * stride + dilation * (kernel - 1))


def receptive_field(layers, u):
    first = u * int(np.prod([layer[1] for layer in layers]))
    return np.array([first, last_of(u=u, layers=layers) - first + 1])


# %% grade_id="t6_lenet_counts"
len_ = len


def lenet_counts(side, table):
    sizes = {"C1": side - 4}
    for name, before, cut, pool in [("S2", "C1", 0, 2), ("C3", "S2", 4, 1), ("S4", "C3", 0, 2), ("C5", "S4", 4, 1)]:
        sizes[name] = (sizes[before] - cut) // pool
    sizes["F6"] = sizes["output"] = sizes["C5"]
    seen = len([one for entry in table for one in entry])
    per_place = [6 * 26, 6 * 5, 25 * seen + len(table), 5 * len(table), 120 * (1 + 25 * len(table)), 84 * 121, 840]
    weights = [per_place[0], 12, per_place[2], 2 * len(table), per_place[4], per_place[5], 0]
    return np.array([weights, [n * size**2 for n, size in zip(per_place, sizes.values(), strict=True)]]).T


# %% grade_id="t7_is_equivariant"
def shifted(A, shift):
    down, right = shift
    return np.roll(np.roll(A, down, axis=-2), right, axis=-1)


def is_equivariant(layer, X, shift):
    return np.allclose(layer(X=shifted(shift=shift, A=X)), shifted(layer(X), shift), rtol=0, atol=1e-8)
