# %% grade_id="t3_conv2d_backward" mistake="turns the kernel for dX" message="That is the kernel the wrong way round"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W[:, :, ::-1, ::-1], axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="does not cut the padding off" message="Is the padding cut off?"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="cuts the padding off at the end only" message="removed on the side where it was put first"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, :height, :width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="cuts the padding off with a negative index, also where there is none" message="Does a slice end at -0?"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding:-padding, padding:-padding]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="takes the mean over the batch" message="Is that a mean over the images"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    B = len(X) or 1
    return dX, dW / B, dY.sum(axis=(0, 2, 3)) / B


# %% grade_id="t3_conv2d_backward" mistake="takes the mean over the batch for dW alone" message="a mean over the images"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW / (len(X) or 1), dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="ignores the stride" message="Is the stride undone?"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u, u + k), slice(v, v + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="ignores the stride for the kernel alone" message="Place u saw the rows from u times the stride on"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, u : u + k, v : v + m], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="sums db over the batch only" message="db of conv2d_backward should have shape (1,)"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=0)


# %% grade_id="t3_conv2d_backward" mistake="sums db over the places only" message="There is one bias for each of the kernels"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(2, 3))


# %% grade_id="t3_conv2d_backward" mistake="sums db over all axes" message="Which axes is it summed over?"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum()


# %% grade_id="t3_conv2d_backward" mistake="sums db for each row and not each kernel" message="db of conv2d_backward should have shape"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 1, 3))


# %% grade_id="t3_conv2d_backward" mistake="takes the mean for db" message="Is that a mean?"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.mean(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="overwrites what earlier windows gave the pixels" message="overwrite what earlier ones handed back"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] = np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="keeps the last window of dW alone" message="Is each window, times the gradient of its place, added up?"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW = np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="turns the gradient of the kernel" message="turned by 180 degrees"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW[:, :, ::-1, ::-1], dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="shows the windows the image without its border" message="dW"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(
            dY[:, :, u, v],
            np.pad(X, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))[:, :, rows, columns],
            axes=([0], [0]),
        )
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="swaps dX and dW" message="dW of conv2d_backward should have shape"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dW, dX, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="forgets db" message="3 things are needed: dX, dW, db"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW


# %% grade_id="t3_conv2d_backward" mistake="adds dW up in the kernel itself" message="conv2d_backward changed its argument W"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), W
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="makes the border of dY zero in place" message="conv2d_backward changed its argument dY"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    db = dY.sum(axis=(0, 2, 3))
    dY *= 0
    return dX, dW, db


# %% grade_id="t3_conv2d_backward" mistake="looks at the first image alone" message="dX"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:1, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="fails for no image" message="when called with dY of shape (0, 3"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    scale = 1 // len(X) or 1
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="leaves dX undone" message="returned None for dX"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return None, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="gives every pixel of a window the sum of the kernel" message="Does each pixel collect from all windows"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(
            dY[:, :, u, v], np.ones(W.shape) * W.mean(axis=(2, 3), keepdims=True), axes=1
        )
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="loses axes of length 1" message="should have shape"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return np.squeeze(dX), np.squeeze(dW), dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="touches pixels that no window reaches" message="exactly 0"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    d_padded[d_padded == 0] = 1e-9
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="clips the gradients" message="numbers of size 100000"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return np.clip(dX, -1000, 1000), dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="forgets pixels that are left over" message="with the rows and columns that are left over"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    k, m = W.shape[2:]
    p = padding
    P = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
    win = np.lib.stride_tricks.sliding_window_view(P, (k, m), axis=(2, 3))[:, :, ::stride, ::stride]
    dW = np.tensordot(dY, win, axes=([0, 2, 3], [0, 2, 3]))
    dP = np.zeros((*P.shape[:2], stride * (dY.shape[2] - 1) + k, stride * (dY.shape[3] - 1) + m))
    rows, columns = dY.shape[2:]
    for i in range(k):
        for j in range(m):
            dP[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride] += np.einsum(
                "bouv,oc->bcuv", dY, W[:, :, i, j]
            )
    return dP[:, :, p : p + X.shape[2], p : p + X.shape[3]], dW, dY.sum(axis=(0, 2, 3))


# %% grade_id="t3_conv2d_backward" mistake="skips negative gradients" message="Do negative gradients count too?"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[0])
    B, C, H, Wd = X.shape
    O, _, k, m = W.shape
    for n in range(B):
        for o in range(O):
            for u in range(dY.shape[2]):
                for v in range(dY.shape[3]):
                    g = dY[n, o, u, v]
                    if g <= 0:
                        continue
                    db[o] += g
                    for c in range(C):
                        for i in range(k):
                            for j in range(m):
                                r, q = stride * u + i - padding, stride * v + j - padding
                                if r < 0 or r >= H or q < 0 or q >= Wd:
                                    continue
                                dX[n, c, r, q] += g * W[o, c, i, j]
                                dW[o, c, i, j] += g * X[n, c, r, q]
    return [dX, dW, db]


# %% grade_id="t3_conv2d_backward" mistake="swaps channels and kernels where there are as many" message="dX disagrees with PyTorch"
def conv2d_backward(dY, X, W, stride=1, padding=0):
    k, m = W.shape[2:]
    p = padding
    P = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
    win = np.lib.stride_tricks.sliding_window_view(P, (k, m), axis=(2, 3))[:, :, ::stride, ::stride]
    dW = np.tensordot(dY, win, axes=([0, 2, 3], [0, 2, 3]))
    dP = np.zeros_like(P)
    rows, columns = dY.shape[2:]
    for i in range(k):
        for j in range(m):
            dP[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride] += np.einsum(
                "bouv,oc->bcuv", dY, W[:, :, i, j] if len(W) != W.shape[1] else W[:, :, i, j].T
            )
    return dP[:, :, p : p + X.shape[2], p : p + X.shape[3]], dW, dY.sum(axis=(0, 2, 3))
