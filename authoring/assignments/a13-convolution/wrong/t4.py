# %% grade_id="t4_max_pool2d" mistake="index within the window" message="within the window, not within the plane"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), i * k + j


# %% grade_id="t4_max_pool2d" mistake="index counts column by column" message="column by column, not row by row"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (columns + j) * X.shape[2] + rows + i


# %% grade_id="t4_max_pool2d" mistake="index forgets the stride" message="have the numbers 5, 3 and 11, 12"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:]
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="index counts from 1" message="The first pixel has the number 0"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j + 1


# %% grade_id="t4_max_pool2d" mistake="rows are as long as the output" message="as many pixels as the image is wide"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * (X.shape[3] - 1) + columns + j


# %% grade_id="t4_max_pool2d" mistake="takes the mean" message="That is the mean"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.mean(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="takes the smallest" message="That is the smallest"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmin(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.min(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="takes the largest by size" message="the largest by its size"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(np.abs(flat).argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return np.take_along_axis(flat, np.abs(flat).argmax(axis=-1)[..., None], axis=-1)[..., 0], (rows + i) * X.shape[
        3
    ] + columns + j


# %% grade_id="t4_max_pool2d" mistake="starts from zeros" message="there are no zeros around"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return np.maximum(flat.max(axis=-1), 0), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="starts from -1000" message="disagrees with PyTorch"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return np.maximum(flat.max(axis=-1), -1000), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="ignores the stride" message="a window that does not fit has none"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="moves on by the window" message="Is the stride used?"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::k, ::k]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * k
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="pads the last windows with minus infinity" message="a window that does not fit has none"
def max_pool2d(X, k, stride):
    X = np.pad(X, ((0, 0), (0, 0), (0, stride - 1), (0, stride - 1)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="takes the last of equal pixels" message="the first of them, row by row"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(k * k - 1 - flat[..., ::-1].argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="takes the first of equal pixels column by column" message="the first of them, row by row"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    j, i = np.divmod(windows.swapaxes(4, 5).reshape(flat.shape).argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="index holds floats" message="The index should hold integers"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j + 0.0


# %% grade_id="t4_max_pool2d" mistake="index runs through all planes" message="in its own plane"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j + X.shape[2] * X.shape[3] * np.indices(i.shape)[1]


# %% grade_id="t4_max_pool2d" mistake="returns Y alone" message="2 things are needed: Y, index"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1)


# %% grade_id="t4_max_pool2d" mistake="fails for no image" message="max_pool2d raised ValueError"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], -1)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d" mistake="sets the largest pixels to 0 in place" message="max_pool2d changed its argument X"
def max_pool2d(X, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    X[X == X.max(initial=-np.inf)] = 0
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j


# %% grade_id="t4_max_pool2d_backward" mistake="overwrites" message="overwrite the gradient of an earlier one"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    dX = np.zeros(shape)
    for b, c, u, v in np.ndindex(dY.shape):
        row, column = divmod(int(index[b, c, u, v]), width)
        dX[b, c, row, column] = dY[b, c, u, v]
    return dX


# %% grade_id="t4_max_pool2d_backward" mistake="uses an index list with +=" message="overwrite the gradient of an earlier one"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    dX = np.zeros((B, C, height * width))
    flat, numbers = dY.reshape(B, C, dY.shape[2] * dY.shape[3]), index.reshape(B, C, dY.shape[2] * dY.shape[3])
    for b, c in np.ndindex(B, C):
        dX[b, c, numbers[b, c]] += flat[b, c]
    return dX.reshape(shape)


# %% grade_id="t4_max_pool2d_backward" mistake="counts column by column" message="counted column by column"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    dX = np.zeros(shape)
    for b, c, u, v in np.ndindex(dY.shape):
        column, row = divmod(int(index[b, c, u, v]), height)
        dX[b, c, row, column] += dY[b, c, u, v]
    return dX


# %% grade_id="t4_max_pool2d_backward" mistake="keeps the gradient in one row" message="shaped like the images that were pooled"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    dX = np.zeros(shape)
    for b, c, u, v in np.ndindex(dY.shape):
        row, column = divmod(int(index[b, c, u, v]), width)
        dX[b, c, row, column] += dY[b, c, u, v]
    return dX.ravel()


# %% grade_id="t4_max_pool2d_backward" mistake="gives all to the first plane" message="its own gradients"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    dX = np.zeros(shape)
    for b, c, u, v in np.ndindex(dY.shape):
        row, column = divmod(int(index[b, c, u, v]), width)
        dX[0, 0, row, column] += dY[b, c, u, v]
    return dX


# %% grade_id="t4_max_pool2d_backward" mistake="returns the shape of dY" message="shaped like the images that were pooled"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    dX = np.zeros(shape)
    if dY.size:
        return dY
    for b, c, u, v in np.ndindex(dY.shape):
        row, column = divmod(int(index[b, c, u, v]), width)
        dX[b, c, row, column] += dY[b, c, u, v]
    return dX


# %% grade_id="t4_max_pool2d_backward" mistake="averages the windows of a pixel" message="Is that a mean"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    dX = np.zeros(shape)
    for b, c, u, v in np.ndindex(dY.shape):
        row, column = divmod(int(index[b, c, u, v]), width)
        dX[b, c, row, column] += dY[b, c, u, v]
    count = np.zeros(shape)
    for b, c, u, v in np.ndindex(dY.shape):
        row, column = divmod(int(index[b, c, u, v]), width)
        count[b, c, row, column] += 1
    return dX / np.maximum(count, 1)


# %% grade_id="t4_max_pool2d_backward" mistake="drops negative gradients" message="or only positive ones"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    dX = np.zeros(shape)
    for b, c, u, v in np.ndindex(dY.shape):
        row, column = divmod(int(index[b, c, u, v]), width)
        dX[b, c, row, column] += max(dY[b, c, u, v], 0)
    return dX


# %% grade_id="t4_max_pool2d_backward" mistake="changes the index in place" message="changed its argument index"
def max_pool2d_backward(dY, index, shape):
    B, C, height, width = shape
    dX = np.zeros(shape)
    for b, c, u, v in np.ndindex(dY.shape):
        row, column = divmod(int(index[b, c, u, v]), width)
        dX[b, c, row, column] += dY[b, c, u, v]
    index %= width
    return dX


# %% grade_id="t4_max_pool2d" mistake="looks for the largest number in the whole plane" message="looked for in the whole plane"
def _largest(plane, top, left, k):
    window = plane[top : top + k, left : left + k]
    return window.max(), np.argmax(plane.ravel() == window.max())


def max_pool2d(X, k, stride):
    tops, lefts = range(0, X.shape[2] - k + 1, stride), range(0, X.shape[3] - k + 1, stride)
    Y = np.empty((*X.shape[:2], len(tops), len(lefts)), dtype=np.float32)
    index = np.empty(Y.shape, dtype=np.uint8)
    for b, c, u, v in np.ndindex(Y.shape):
        Y[b, c, u, v], index[b, c, u, v] = _largest(X[b, c], top=tops[u], left=lefts[v], k=k)
    return Y, index


# %% grade_id="t4_max_pool2d" mistake="makes whole numbers" message="so that fractions are cut off"
def max_pool2d(X, k, stride):
    B, C, H, W = X.shape
    rows, cols = (H - k) // stride + 1, (W - k) // stride + 1
    Y, index = np.zeros((B, C, rows, cols), dtype=int), np.zeros((B, C, rows, cols), dtype=int)
    for n in range(B):
        for c in range(C):
            for u in range(rows):
                for v in range(cols):
                    best, where = None, None
                    for r in range(u * stride, u * stride + k):
                        for q in range(v * stride, v * stride + k):
                            if best is None or X[n, c, r, q] > best:
                                best, where = X[n, c, r, q], r * W + q
                    Y[n, c, u, v], index[n, c, u, v] = best, where
    return Y, index


# %% grade_id="t4_max_pool2d_backward" mistake="makes whole numbers" message="so that fractions are cut off"
def max_pool2d_backward(dY, index, shape):
    dX = np.zeros(shape, dtype=index.dtype)
    B, C, rows, cols = dY.shape
    for n in range(B):
        for c in range(C):
            for u in range(rows):
                for v in range(cols):
                    r, q = divmod(index[n, c, u, v], shape[3])
                    dX[n, c, r, q] += dY[n, c, u, v]
    return dX
