# %% grade_id="t2_conv2d" mistake="flips the kernel" message="That is the flipped kernel"
def conv2d(X, W, b, stride=1, padding=0):
    W = W[:, :, ::-1, ::-1]
    k, m = W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, m), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="turns the kernel upside down" message="upside down"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W[:, :, ::-1]) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="swaps rows and columns of the output" message="Are rows and columns swapped?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bovu", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="takes the kernel for square" message="Each axis has its own side of the kernel"
def conv2d(X, W, b, stride=1, padding=0):
    k = W.shape[2]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W[..., :k]) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="does not sum the channels" message="Are the channels summed?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bocuv", windows, W) + b[:, None, None, None]


# %% grade_id="t2_conv2d" mistake="keeps the last channel alone" message="Is the last channel all that counts?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    for c in range(X.shape[1]):
        Y = np.einsum("buvij,oij->bouv", windows[:, c], W[:, c]) + b[:, None, None]
    return Y


# %% grade_id="t2_conv2d" mistake="takes the mean over the channels" message="Is that a mean over the channels?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) / X.shape[1] + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="adds the bias for each product" message="not for each product"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + (W[0].size * b)[:, None, None]


# %% grade_id="t2_conv2d" mistake="adds the bias for each channel" message="Is the bias added once for each channel?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + (X.shape[1] * b)[:, None, None]


# %% grade_id="t2_conv2d" mistake="adds the bias along the columns" message="conv2d raised ValueError"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b


# %% grade_id="t2_conv2d" mistake="adds the first bias to every map" message="Each map has its own bias"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b[0]


# %% grade_id="t2_conv2d" mistake="forgets the bias" message="Is the bias added?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W)


# %% grade_id="t2_conv2d" mistake="pads above and on the left only" message="Is the padding used, on all four sides?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, 0), (padding, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="puts all the padding above and on the left" message="one row and column on each?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (2 * padding, 0), (2 * padding, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="repeats the last pixels in the border" message="not the image's last pixels once more"
def conv2d(X, W, b, stride=1, padding=0):
    if len(X):
        padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge")
    else:
        padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="pads all four axes" message="What conv2d returns should have shape"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, padding)
    W = np.pad(W, ((0, 0), (padding, padding), (0, 0), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="steps over the image, and not over the padded one" message="Is the padding used"
def conv2d(X, W, b, stride=1, padding=0):
    k, m = W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows, columns = (X.shape[2] - k) // stride + 1, (X.shape[3] - m) // stride + 1
    Y = np.zeros((len(X), len(W), max(rows, 0), max(columns, 0)))
    for u, v in np.ndindex(Y.shape[2:]):
        window = padded[:, :, u * stride : u * stride + k, v * stride : v * stride + m]
        Y[:, :, u, v] = np.tensordot(window, W, axes=([1, 2, 3], [1, 2, 3])) + b
    return Y


# %% grade_id="t2_conv2d" mistake="ignores the stride where it cuts out windows" message="Is the stride undone?"
def conv2d(X, W, b, stride=1, padding=0):
    k, m = W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows, columns = (padded.shape[2] - k) // stride + 1, (padded.shape[3] - m) // stride + 1
    Y = np.zeros((len(X), len(W), rows, columns))
    for u, v in np.ndindex(Y.shape[2:]):
        Y[:, :, u, v] = np.tensordot(padded[:, :, u : u + k, v : v + m], W, axes=([1, 2, 3], [1, 2, 3])) + b
    return Y


# %% grade_id="t2_conv2d" mistake="strides along rows only" message="Is the stride used for both axes?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="loses axes of length 1" message="Are axes of length 1 lost?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.squeeze(np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None])


# %% grade_id="t2_conv2d" mistake="stops at the first image" message="conv2d"
def conv2d(X, W, b, stride=1, padding=0):
    k, m = W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows, columns = (padded.shape[2] - k) // stride + 1, (padded.shape[3] - m) // stride + 1
    Y = np.zeros((len(X), len(W), rows, columns))
    for o, u, v in np.ndindex(Y.shape[1:]):
        window = padded[0, :, u * stride : u * stride + k, v * stride : v * stride + m]
        Y[:, o, u, v] = np.sum(window * W[o]) + b[o]
    return Y


# %% grade_id="t2_conv2d" mistake="fails for no image" message="X of shape (0, 2, 5, 6)"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.stack([np.einsum("cuvij,ocij->ouv", image, W) + b[:, None, None] for image in windows])


# %% grade_id="t2_conv2d" mistake="cuts negative numbers off" message="should be 3, 12.5"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(np.maximum(X, 0), ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="adds the bias to the kernel in place" message="conv2d changed its argument W"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    Y = np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]
    W += b[:, None, None, None]
    return Y


# %% grade_id="t2_conv2d" mistake="returns nothing" message="conv2d returned None. Does it end with a return?"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    Y = np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="returns a list" message="should be an array"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return (np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]).tolist()


# %% grade_id="t2_conv2d" mistake="makes whole numbers" message="should be 3, 12.5"
def conv2d(X, W, b, stride=1, padding=0):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return (np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]).astype(int)


# %% grade_id="t2_conv2d" mistake="pads rows only" message="Is the padding used, on all four sides?"
from numpy.lib.stride_tricks import sliding_window_view


def conv2d(X, W, b, stride=1, padding=0):
    P = np.pad(X, ((0, 0), (0, 0), (padding, padding), (0, 0)))
    windows = sliding_window_view(P, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t2_conv2d" mistake="rounds to two decimals" message="is something rounded"
from numpy.lib.stride_tricks import sliding_window_view


def conv2d(X, W, b, stride=1, padding=0):
    P = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = sliding_window_view(P, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.round(np.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None], 2)


# %% grade_id="t2_conv2d" mistake="computes in float16" message="coarser than float32"
def _padded(X, padding, dtype=np.float16):
    B, C, H, W = X.shape
    P = np.zeros((B, C, H + 2 * padding, W + 2 * padding), dtype=dtype)
    P[:, :, padding : padding + H, padding : padding + W] = X
    return P


def _places(n, k, stride):
    return range(0, n - k + 1, stride)


def conv2d(X, W, b, stride=1, padding=0):
    P = _padded(X, padding=padding)
    k, m = W.shape[-2:]
    rows, columns = _places(P.shape[2], k, stride=stride), _places(P.shape[3], m, stride=stride)
    Y = np.empty((len(X), len(W), len(rows), len(columns)), dtype=np.float16)
    for u, r in enumerate(rows):
        for v, c in enumerate(columns):
            patch = P[:, :, r : r + k, c : c + m].reshape(len(X), W[0].size)
            Y[:, :, u, v] = patch @ W.reshape(len(W), -1).T.astype(np.float16) + b.astype(np.float16)
    return Y
