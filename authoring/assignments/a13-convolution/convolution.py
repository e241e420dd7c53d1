# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 13: Convolution
#
# You will build what convolutional networks are made of: the sizes, the convolution and its way back, max pooling and
# its way back, and the receptive field. Then you draw up the bill of LeNet-5, and write the test that tells a layer which
# treats every place alike from one that does not. In the last cell your convolution learns a kernel from one image.
#
# **Practices** [lecture 16, Convolution](../../course/16-convolution.ipynb), and in tasks 3 and 6
# [lecture 17, LeNet](../../course/17-lenet.ipynb). **Time** 90 to 120 minutes. **You need** NumPy only; the tests
# compare with PyTorch.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the size of an output | 2 |
# | t2 | the convolution | 5 |
# | t3 | its way back | 5 |
# | t4 | max pooling and its way back | 3 |
# | t5 | the receptive field | 2 |
# | t6 | the bill of LeNet-5 | 2 |
# | t7 | a test of equivariance | 1 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
# Write the layers yourself: PyTorch's own functions are the yardstick, not the answer.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a13-convolution/convolution.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.
#
# **Shapes, for tasks 2 to 4.** $B$ images with $C$ channels make an array $(B, C, \text{height}, \text{width})$, and
# $O$ kernels an array $(O, C, k, m)$: each kernel has $k$ rows and $m$ columns for each channel, and need not be
# square. `stride` is the same for rows and columns, and so is `padding`, which puts that many rows and columns of zeros
# on *all four* sides. The window always fits at least once; rows and columns that are too few for one more window are
# left over. $B$ may be 0, and then all goes as with any other $B$: arrays that have an axis $B$ come out empty, and
# `reshape` may not be able to work out a -1.
#
# **Rules.** Functions return new arrays and **leave those that they were given as they were**. They are given NumPy's
# arrays, and may return NumPy's or torch's; a list is none. Loops over places and even over single pixels are fine: no
# image in the tests is larger than $2 \times 3 \times 9 \times 9$.
#
# **How exact.** The tests use float64, and your numbers may be off by 0.0001, or, in an array of larger numbers than 1,
# by one part in 10,000 of the largest. So float32 is exact enough, unless a text asks for more.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

from helpers import ask

# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}


# Nothing to write here: what the tests ask with.
def maps_of(convolution, X, W, b, rows, columns, looks=None, **how):
    """Return the maps that a convolution makes; where their shape is wrong, say what it looks like."""
    (B, C), kernels = X.shape[:2], len(W)
    looks = {
        (B, kernels, columns, rows): "Are rows and columns swapped?",
        (kernels, B, rows, columns): "Are the axes of images and kernels swapped?",
        (B, rows, columns, kernels): "The maps come before rows and columns.",
        (B, C, kernels, rows, columns): "Are the channels summed?",
        (B, kernels, C, rows, columns): "Are the channels summed?",
        (B, C, rows, columns): "There is one map for each kernel, and channels are summed.",
        (kernels, rows, columns): "Is there a map for each image?",
        (B, rows, columns): "Is there a map for each kernel?",
        (rows, columns): "Are axes of length 1 lost?",
    } | (looks or {})
    Y = ask.result(convolution, X, W, b, **how)
    hint = looks.get(tuple(getattr(Y, "shape", ())), "Do kernel, stride and padding enter as in lecture 16?")
    return ask.array(Y, (B, kernels, rows, columns), f"What {convolution.__name__} returns", hint)


def gradient_of(name, backward, dY, X, W, *numbers, **how):
    """Return one of the gradients that a function returns, dX, dW or db; complain unless its shape is right."""
    names = ["dX", "dW", "db"]
    part = ask.results("dX, dW, db", backward, dY, X, W, *numbers, **how)[names.index(name)]
    shape = dict(zip(names, (X.shape, W.shape, (len(W),)), strict=True))[name]
    found, padding = tuple(getattr(part, "shape", ())), how.get("padding", 0)
    hint = f"It is shaped like {name[1]}."
    if padding and found == (*X.shape[:2], X.shape[2] + 2 * padding, X.shape[3] + 2 * padding):
        hint = "Is the padding cut off?"
    reached = how.get("stride", 1) * (np.array(dY.shape[-2:]) - 1) + W.shape[-2:] - padding
    if found != W.shape and found[2:] in [tuple(reached - padding), tuple(np.minimum(reached, X.shape[2:]))]:
        hint = "It is shaped like X, with the rows and columns that are left over."
    if 0 in found and 0 not in shape:
        hint = "Does a slice end at -0? Then it is empty."
    if name == "db":
        hint = "Which axes is it summed over? There is one bias for each of the kernels."
    return ask.array(part, shape, f"{name} of {backward.__name__}", hint)


def pooled(pool, X, k, stride, rows, columns):
    """Return Y and index of a max pooling; complain unless both are shaped right and the index is one."""
    shape = (*X.shape[:2], rows, columns)
    Y, index = ask.results("Y, index", pool, X, k, stride)
    hint = "There is one place for each window, and a window that does not fit has none. Is the stride used?"
    Y = ask.array(Y, shape, f"Y of {pool.__name__}", hint)
    index = ask.array(index, shape, f"The index of {pool.__name__}", hint)
    assert index.dtype.kind in "iu", (
        f"The index should hold integers, with which one can index; yours holds numbers of the type {index.dtype}."
    )
    return Y, index


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the size of an output (2 points)
#
# How many windows of $k$ pixels fit into a row of $n$? The window starts at the first pixel of the padded row, which has
# $n + 2p$ pixels, and moves on by the stride $s$ as long as its last pixel is still inside. With dilation $d$ its
# pixels stand $d$ apart. Lecture 16 has the formula
#
# $$n' = \Big\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \Big\rfloor + 1$$
#
# If the window does not even fit once, the answer is 0. It is an integer, because an array will be made of that size.


# %% nbgrader={"grade": false, "grade_id": "t1_output_size", "locked": false, "schema_version": 3, "solution": true, "task": false}
def output_size(n, k, stride=1, padding=0, dilation=1):
    """Return how many places a window has in a row of pixels.

    n: number of pixels, 1 or more
    k: number of pixels that the window looks at, 1 or more
    stride: number of pixels from one place to the next, 1 or more
    padding: number of zeros on each side of the row, 0 or more
    dilation: number of pixels from one pixel of the window to the next, 1 or more

    Returns an integer, 0 or more.
    """
    ### BEGIN SOLUTION
    room = n + 2 * padding - dilation * (k - 1) - 1
    return max(0, room // stride + 1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_output_size_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Small rows, one option at a time; for the last one draw the row and count.
for n, k, options, right, mistakes in [
    (9, 4, {}, 6, {5: "Is the last place counted?", 9: "Is the window larger than one pixel?"}),
    (8, 3, {"stride": 2}, 3, {4: "A place that does not fit is none.", 6: "Is the stride used?"}),
    (5, 3, {"padding": 1}, 5, {4: "Zeros stand on both sides.", 3: "Is the padding used?"}),
    (9, 3, {"dilation": 2}, 5, {4: "How far is it from the first pixel of the window to the last?"}),
    (3, 5, {}, 0, {-1: "No window fits, and there is no number of places below 0."}),
    (9, 3, {"stride": 3, "padding": 2, "dilation": 4}, 2, {3: "Do stride, padding and dilation work together?"}),
]:
    size = ask.number(ask.result(output_size, n, k, **options), "What output_size returns")
    told = ", ".join([f"n = {n}", f"k = {k}", *(f"{name} = {value}" for name, value in options.items())])
    assert size == right, (
        f"With {told} there are {right} places, but yours are {size}. {mistakes.get(size, 'Count them on paper.')}"
    )
    assert isinstance(size, int) and not isinstance(size, bool), (
        f"The number of places should be an integer, such as {right}; yours is {size}, a {type(size).__name__}. "
        "Is / in place of //, or a float from a floor?"
    )

# %% nbgrader={"grade": true, "grade_id": "t1_output_size_count", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: all rows of up to 12 pixels with many windows, against counting; arguments by name and in order.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
settings = [
    (1, 1, 0, 1),
    (2, 1, 0, 1),
    (3, 2, 0, 1),
    (2, 3, 0, 2),
    (3, 3, 1, 1),
    (3, 1, 2, 3),
    (4, 2, 1, 2),
    (5, 4, 3, 1),
]
settings += [(2, 5, 0, 1), (6, 3, 0, 1), (7, 2, 1, 1), (1, 4, 2, 3), (3, 13, 1, 2)]
settings += [tuple(int(number) for number in rng.integers([1, 1, 0, 1], [7, 6, 5, 5])) for _ in range(6)]
for k, stride, padding, dilation in settings:
    for n in range(1, 13):
        row = n + 2 * padding
        counted = len([first for first in range(0, row, stride) if first + dilation * (k - 1) < row])
        size = ask.number(ask.result(output_size, n, k, stride, padding, dilation), "What output_size returns")
        told = f"n = {n}, k = {k}, stride = {stride}, padding = {padding}, dilation = {dilation}"
        assert size >= 0, f"With {told} output_size gives {size}, and there is no number of places below 0."
        hint = "Does every place fit, is the last one counted, and is the answer 0 where none fits?"
        if size == 0:
            hint = "Does the window, with its dilation, fit into the padded row?"
        assert size == counted, (
            f"With {told} counting finds another number of places than output_size, which gives {size}. {hint}"
        )
        assert isinstance(size, int), f"With {told} output_size gives {size}, which is no integer."
assert ask.number(ask.result(output_size, n=11, k=3, dilation=2, stride=3), "What output_size returns") == 3, (
    "With n = 11, k = 3, stride = 3 and dilation = 2, all by name and without a padding, output_size is wrong."
)
assert ask.number(ask.result(output_size, 640, 7, 2, 3), "What output_size returns") == 320, (
    "With n = 640, k = 7, stride = 2 and padding = 3 output_size is wrong. Does it count for long rows, too?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: the convolution (5 points)
#
# A map of the output holds, for each place of the window, the sum over all channels and all pixels of the window,
# weighted by the kernel, plus the bias of the kernel:
#
# $$y_{b,o,u,v} = \beta_o + \sum_{c}\sum_{i=0}^{k-1}\sum_{j=0}^{m-1} w_{o,c,i,j}\; x_{b,\,c,\;su+i-p,\;sv+j-p}$$
#
# Here $\beta_o$ is `b[o]`, $s$ the stride and $p$ the padding, and $x$ is 0 outside of the image. As in lecture 16 and
# in PyTorch the kernel is *not* flipped: its first weight meets the upper left pixel of the window. The sizes of the
# output are those of task 1, rows and columns each with their own side of the kernel.


# %% nbgrader={"grade": false, "grade_id": "t2_conv2d", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv2d(X, W, b, stride=1, padding=0):
    """Return the maps that kernels make of images.

    X: array (B, C, height, width), the images
    W: array (O, C, k, m), the kernels
    b: array (O,), the bias of each kernel
    stride: number of pixels from one place of the window to the next, 1 or more
    padding: number of rows and columns of zeros on each side, 0 or more

    Returns a new array (B, O, rows, columns).
    """
    ### BEGIN SOLUTION
    k, m = W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows = (padded.shape[2] - k) // stride + 1
    columns = (padded.shape[3] - m) // stride + 1
    Y = np.empty((len(X), len(W), rows, columns))
    for u, v in np.ndindex(rows, columns):
        window = padded[:, :, u * stride : u * stride + k, v * stride : v * stride + m]
        Y[:, :, u, v] = np.tensordot(window, W, axes=([1, 2, 3], [1, 2, 3])) + b
    return Y
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_conv2d_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One image of 3×4 pixels, one kernel of 2×3 weights, so the window has 2×2 places.
X = np.array([[[[1.0, 2.0, 0.0, -1.0], [0.0, 3.0, 1.0, 2.0], [2.0, -1.0, 1.0, 0.0]]]])
W, b = np.array([[[[1.0, -2.0, 0.5], [2.0, 0.0, -1.0]]]]), np.array([7.0])
sides = "Each axis has its own side of the kernel: here it has 2 rows and 3 columns."
Y = maps_of(conv2d, X, W, b, 2, 2, {(1, 1, 2, 3): sides, (1, 1, 1, 2): sides, (1, 1, 1, 3): sides})
likely = {
    "That is the flipped kernel: its first weight should meet the first pixel.": [[1.0, 4.5], [13.0, 5.5]],
    "That is the kernel upside down.": [[3.5, 14.0], [10.5, 8.0]],
    "That is the kernel from right to left.": [[5.5, 8.0], [2.0, 9.5]],
    "Is the bias added?": [[-4.0, 5.5], [-2.5, 0.0]],
    "The bias is added once for each place, not for each product.": [[38.0, 47.5], [39.5, 42.0]],
}
assert ask.close(Y[0, 0], [[3, 12.5], [4.5, 7]]), (
    f"The map should be 3, 12.5 and 4.5, 7, but is {np.round(Y[0, 0], 4).tolist()}. "
    + ask.cause(Y[0, 0], likely, "Does each place weigh its own window, and does u count rows and v columns?")
)

# %% nbgrader={"grade": true, "grade_id": "t2_conv2d_channels", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two images with two channels of 1×3 pixels and three kernels of 1×1: at each pixel, the kernels are a matrix.
X = np.array([[[[1.0, 2.0, -3.0]], [[10.0, 0.0, 5.0]]], [[[0.5, 0.0, 4.0]], [[-6.0, 1.0, 2.0]]]])
W, b = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 3.0]])[:, :, None, None], np.array([0.25, -1.0, 2.0])
Y = maps_of(conv2d, X, W, b, 1, 3)
likely = {
    "Is the bias of each map added?": [21.0, 4.0, 30.0],
    "Each map has its own bias.": [21.25, 4.25, 30.25],
    "Is the last channel all that counts?": [20.25, 4.0, 32.0],
    "Is the first channel all that counts?": [1.25, -2.0, 2.0],
    "Is the bias added once for each channel?": [21.5, 2.0, 34.0],
    "Is that a mean over the channels? It should be their sum.": [10.75, 1.0, 17.0],
}
assert ask.close(Y[0, :, 0, 0], [21.25, 3, 32]), (
    "At the first pixel of the first image, where the channels hold 1 and 10, the three maps should be 21.25, 3 and 32, "
    f"but are {np.round(Y[0, :, 0, 0], 4).tolist()}. {ask.cause(Y[0, :, 0, 0], likely, 'Are the channels summed?')}"
)
assert ask.close(Y[1, :, 0, 2], [8.25, -4, 8]), (
    "At the last pixel of the second image, where the channels hold 4 and 2, the three maps should be 8.25, -4 and 8, "
    f"but are {np.round(Y[1, :, 0, 2], 4).tolist()}. Is every image and every pixel worked out by itself?"
)

# Hidden tests: 1×1 kernels against a matrix product; the channels of X and W in another order, together; images in
# another order; X = 0.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
X, W, b = rng.normal(size=(2, 3, 4, 6)), rng.normal(size=(4, 3, 1, 1)), rng.normal(size=4)
Y = maps_of(conv2d, X, W, b, 4, 6)
right = (W[:, :, 0, 0] @ X.reshape(2, 3, 24) + b[:, None]).reshape(2, 4, 4, 6)
hint = "Are the channels summed, each with its own weight, and is there one bias for each kernel?"
if ask.near(Y, right, slack=5e-3):
    hint = "They nearly do: is something rounded, or in a type coarser than float32?"
assert ask.near(Y, right), (
    "Kernels of 1×1 must make, at each pixel, the product of a matrix (O, C) with the channels, plus the bias; yours do "
    f"not. {hint}"
)
W = rng.normal(size=(2, 3, 2, 3))
Y, mixed = maps_of(conv2d, X, W, b[:2], 3, 4), maps_of(conv2d, X[:, [2, 0, 1]], W[:, [2, 0, 1]], b[:2], 3, 4)
assert ask.near(mixed, Y, slack=1e-3), (
    "With the channels of X and of W in another order, the same for both, the maps must stay as they are; yours change. "
    "Are the channels summed?"
)
assert ask.near(maps_of(conv2d, X[::-1].copy(), W, b[:2], 3, 4), Y[::-1], slack=1e-3), (
    "With the images in another order the maps must be the same in that order; yours are not. "
    "Is every image worked out by itself?"
)
Y = maps_of(conv2d, np.zeros((2, 3, 3, 5)), W, b[:2], 2, 3)
assert ask.near(Y, np.broadcast_to(b[:2, None, None], (2, 2, 2, 3))), (
    "Where X is 0 each map must hold its bias everywhere; yours do not."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_conv2d_stride", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The first image again, with a border of zeros and the window moved on by 3: it stands at each corner of the padded image.
X = np.array([[[[1.0, 2.0, 0.0, -1.0], [0.0, 3.0, 1.0, 2.0], [2.0, -1.0, 1.0, 0.0]]]])
W, b = np.array([[[[1.0, -2.0, 0.5], [2.0, 0.0, -1.0]]]]), np.array([7.0])
looks = {
    (1, 1, 4, 4): "Is the stride used?",
    (1, 1, 1, 1): "Is the padding used, on all four sides?",
    (1, 1, 2, 1): "Is the padding used, on all four sides?",
    (1, 1, 1, 2): "Is the padding used, on all four sides?",
    (1, 1, 2, 4): "Is the stride used for both axes?",
    (1, 1, 4, 2): "Is the stride used for both axes?",
}
Y = maps_of(conv2d, X, W, b, 2, 2, looks, stride=3, padding=1)
likely = {
    "Is the padding on all four sides, one row and column on each?": [[7.0, 7.0], [5.0, 7.0]],
    "The border holds zeros, not the image's last pixels once more.": [[7.0, 9.5], [9.5, 10.0]],
    "The border holds zeros, not ones.": [[6.5, 5.5], [4.5, 9.5]],
    "That is the flipped kernel: its first weight should meet the first pixel.": [[7.0, 9.0], [5.0, 6.0]],
    "Is the bias added?": [[-2.0, 0.0], [-4.5, 1.0]],
    "Is the stride undone? Those are the first places of the window, not every third one.": [[5.0, 9.0], [3.0, 3.0]],
}
assert ask.close(Y[0, 0], [[5, 7], [2.5, 8]]), (
    f"With stride 3 and padding 1 the map should be 5, 7 and 2.5, 8, but is {np.round(Y[0, 0], 4).tolist()}. "
    + ask.cause(Y[0, 0], likely, "Where does the window stand for u = 1 and v = 1, counted in the padded image?")
)

# Hidden tests: strides of 1 to 5, larger than the kernel too, each padding from 0 to 4, against PyTorch.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional


def library(X, W, b, stride, padding):
    """Return PyTorch's maps."""
    return F.conv2d(*map(torch.tensor, (X, W, b)), stride, padding).numpy()


rng = np.random.default_rng()
X, W, b = rng.normal(size=(1, 1, 5, 7)), rng.normal(size=(2, 1, 3, 2)), rng.normal(size=2)
for stride, padding in [(1, 1), (2, 0), (2, 1), (3, 0), (3, 2), (4, 1), (5, 0), (5, 3), (1, 4), (2, 4)]:
    right = library(X, W, b, stride, padding)
    looks = {
        library(X, W, b, stride, 0).shape: "Is the padding used?",
        library(X, W, b, 1, padding).shape: "Is the stride used?",
    }
    Y = maps_of(conv2d, X, W, b, *right.shape[2:], looks, stride=stride, padding=padding)
    on_one_side = np.pad(X, ((0, 0), (0, 0), (2 * padding, 0), (2 * padding, 0)))
    edge = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)), "edge")
    likely = {
        "Is the kernel flipped?": library(X, W[:, :, ::-1, ::-1].copy(), b, stride, padding),
        "Is all the padding on one side?": library(on_one_side, W, b, stride, 0),
        "Does the border repeat the image's last pixels?": library(edge, W, b, stride, 0),
        "Is the bias added?": right - b[:, None, None],
    }
    assert ask.near(Y, right), (
        f"With stride {stride} and padding {padding} conv2d disagrees with PyTorch. "
        f"{ask.cause(Y, likely, 'Does the window start at u times the stride, counted in the padded image?')}"
    )
Y = maps_of(conv2d, np.zeros((1, 1, 3, 5)), W, b, 5, 8, padding=2)
assert ask.near(Y, np.broadcast_to(b[:, None, None], (1, 2, 5, 8))), (
    "Where X is 0 each map must hold its bias everywhere, also where the window sees nothing but padding; yours do not."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_conv2d_torch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: many shapes against PyTorch, no image and one row among them, kernels as large as the padded image,
# small and large numbers; arguments by name and in order.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional


def library(X, W, b, stride, padding):
    """Return PyTorch's maps."""
    return F.conv2d(*map(torch.tensor, (X, W, b)), stride, padding).numpy()


rng = np.random.default_rng()
for X_shape, W_shape, stride, padding in [
    ((2, 3, 7, 9), (4, 3, 3, 2), 1, 0),
    ((2, 3, 9, 7), (2, 3, 2, 4), 1, 2),
    ((1, 3, 4, 5), (3, 3, 2, 2), 1, 0),
    ((2, 1, 9, 6), (1, 1, 3, 3), 2, 1),
    ((1, 1, 5, 8), (1, 1, 1, 1), 1, 0),
    ((2, 3, 6, 9), (2, 3, 1, 1), 3, 1),
    ((1, 3, 3, 5), (2, 3, 3, 5), 1, 0),
    ((1, 2, 2, 3), (3, 2, 4, 5), 1, 1),
    ((2, 1, 1, 9), (2, 1, 1, 3), 2, 0),
    ((1, 2, 9, 1), (3, 2, 5, 1), 2, 2),
    ((0, 2, 5, 6), (3, 2, 3, 2), 2, 1),
    ((1, 3, 8, 4), (1, 3, 5, 2), 3, 3),
]:
    for scale in (1.0, 1e5):
        X, W, b = scale * rng.normal(size=X_shape), rng.normal(size=W_shape), scale * rng.normal(size=W_shape[0])
        right = library(X, W, b, stride, padding)
        Y = maps_of(conv2d, X, W, b, *right.shape[2:], stride=stride, padding=padding)
        told = f"X of shape {X_shape}, W of shape {W_shape}, stride {stride} and padding {padding}"
        likely = {
            "Is the kernel flipped?": library(X, W[:, :, ::-1, ::-1].copy(), b, stride, padding),
            "Is one channel all that counts?": library(X[:, -1:], W[:, -1:], b, stride, padding),
            "Is the bias added once?": right - b[:, None, None],
            "Is the mean taken over the channels, where it should be the sum?": (right - b[:, None, None]) / X_shape[1]
            + b[:, None, None],
        }
        assert ask.near(Y, right), (
            f"With {told}, and numbers of size {scale:g}, conv2d disagrees with PyTorch. "
            f"{ask.cause(Y, likely, 'Has each axis its own side of the kernel, each image its own maps, each map its own bias?')}"
        )
X, W, b = rng.normal(size=(1, 2, 6, 8)), rng.normal(size=(3, 2, 2, 3)), rng.normal(size=3)
for Y, stride, padding in [
    (ask.result(conv2d, b=b, X=X, padding=2, W=W, stride=3), 3, 2),
    (ask.result(conv2d, X, W, b, 2, 1), 2, 1),
    (ask.result(conv2d, X, W, b, padding=1), 1, 1),
    (ask.result(conv2d, X, W, b, 2), 2, 0),
]:
    right = library(X, W, b, stride, padding)
    Y = ask.array(Y, right.shape, "What conv2d returns", "Are stride and padding 1 and 0 where they are left out?")
    assert ask.near(Y, right), (
        f"With stride {stride} and padding {padding}, by name, in order or left out, conv2d disagrees with PyTorch."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_conv2d_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: shifted images, sums of images and of kernels, a single bright pixel, a kernel with a single weight.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
X, W, b = rng.normal(size=(1, 2, 9, 8)), rng.normal(size=(2, 2, 3, 2)), rng.normal(size=2)
for stride, rows, columns in [(1, 7, 7), (2, 4, 4), (3, 3, 3)]:
    Y = maps_of(conv2d, X, W, b, rows, columns, stride=stride)
    down, right = np.roll(X, stride, axis=2), np.roll(X, stride, axis=3)
    moved = maps_of(conv2d, down, W, b, rows, columns, stride=stride)
    assert ask.near(moved[:, :, 1:], Y[:, :, :-1], slack=1e-3), (
        f"With stride {stride}, an image that is moved down by {stride} rows must move its maps down by one row; yours do "
        "not move so. Does the window treat every place alike, and move on by the stride?"
    )
    moved = maps_of(conv2d, right, W, b, rows, columns, stride=stride)
    assert ask.near(moved[:, :, :, 1:], Y[:, :, :, :-1], slack=1e-3), (
        f"With stride {stride}, an image that is moved to the right by {stride} columns must move its maps by one column; "
        "yours do not move so. Does the window treat every place alike, and move on by the stride?"
    )
other, kernels, none = rng.normal(size=X.shape), rng.normal(size=W.shape), np.zeros(2)
mixed = maps_of(conv2d, 2 * X - 3 * other, W, none, 7, 7)
parts = [maps_of(conv2d, part, W, none, 7, 7) for part in (X, other)]
assert ask.near(mixed, 2 * parts[0] - 3 * parts[1], slack=1e-3), (
    "Without a bias, twice one image minus three times another must make twice the one's maps minus three times the "
    "other's; yours do not. Is something cut off, squared or taken by its size?"
)
mixed = maps_of(conv2d, X, 2 * W - 3 * kernels, none, 7, 7)
parts = [maps_of(conv2d, X, part, none, 7, 7) for part in (W, kernels)]
assert ask.near(mixed, 2 * parts[0] - 3 * parts[1], slack=1e-3), (
    "Without a bias, twice one kernel minus three times another must make twice the one's maps minus three times the "
    "other's; yours do not. Is something cut off, squared or taken by its size?"
)
X, W = np.zeros((1, 2, 6, 7)), rng.normal(size=(2, 2, 3, 4))
X[0, 1, 3, 4] = 1
Y = maps_of(conv2d, X, W, none, 4, 4)
likely = {"Is the kernel flipped?": W[:, 1, :, 1:]}
assert ask.near(Y[0, :, 1:4, 1:4], W[:, 1, ::-1, ::-1][:, :, :3]), (
    "One bright pixel in row 3 and column 4 must leave the kernel in the maps, turned by 180 degrees, since the window "
    "comes to it with its last weight first; yours do not show that. "
    + ask.cause(Y[0, :, 1:4, 1:4], likely, "Does it meet each weight of its channel once, and no other?")
)
X, W = rng.normal(size=(2, 2, 6, 7)), np.zeros((1, 2, 3, 5))
W[0, 1, 2, 1] = 1
Y = maps_of(conv2d, X, W, none[:1], 4, 3)
assert ask.near(Y[:, 0], X[:, 1, 2:6, 1:4]), (
    "A kernel with a single 1, in its row 2 and column 1 for channel 1, must give this channel back, cut out two rows and "
    "one column from its corner; yours does not. Which weight meets which pixel?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: the way back (5 points)
#
# For training we need gradients. Let $L$ be a loss, and let `dY` hold $\partial L / \partial y$ for every number of
# $Y$ = conv2d($X$, $W$, $b$, stride, padding). Return $\partial L/\partial X$, $\partial L/\partial W$ and
# $\partial L/\partial b$. By the formula of task 2 each $y_{b,o,u,v}$ depends on a window of $X$, on one kernel and on
# one bias, each with a simple slope. So go through the places of the window once more and *add up* what each of them
# hands back: to the pixels that it saw, to the weights that it used, to its bias.
#
# - A pixel gets something from every window that it was in. A pixel that no window touched gets exactly 0.
# - The border of zeros is no part of $X$, and what it gets is dropped.
# - $L$ is one number for the whole batch, so gradients of $W$ and $b$ are sums over all images, not means.


# %% nbgrader={"grade": false, "grade_id": "t3_conv2d_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv2d_backward(dY, X, W, stride=1, padding=0):
    """Return the gradients of a loss with respect to what went into a convolution.

    dY: array (B, O, rows, columns), the gradient with respect to the maps
    X: array (B, C, height, width), the images
    W: array (O, C, k, m), the kernels
    stride: number of pixels from one place of the window to the next, 1 or more
    padding: number of rows and columns of zeros on each side, 0 or more

    Returns three new arrays, dX, dW and db, with the shapes of X, W and b, which is (O,).
    """
    ### BEGIN SOLUTION
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, dW = np.zeros(padded.shape), np.zeros(W.shape)
    for u, v in np.ndindex(dY.shape[2:]):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + m)
        d_padded[:, :, rows, columns] += np.tensordot(dY[:, :, u, v], W, axes=1)
        dW += np.tensordot(dY[:, :, u, v], padded[:, :, rows, columns], axes=([0], [0]))
    dX = d_padded[:, :, padding : padding + height, padding : padding + width]
    return dX, dW, dY.sum(axis=(0, 2, 3))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_conv2d_backward_weights", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The example of task 2, with a gradient for each of its four places.
X = np.array([[[[1.0, 2.0, 0.0, -1.0], [0.0, 3.0, 1.0, 2.0], [2.0, -1.0, 1.0, 0.0]]]])
W = np.array([[[[1.0, -2.0, 0.5], [2.0, 0.0, -1.0]]]])
dY = np.array([[[[1.0, -2.0], [0.5, 3.0]]]])
dW = gradient_of("dW", conv2d_backward, dY, X, W)
likely = {
    "Those are the weights turned by 180 degrees: is a kernel flipped?": [[-2.5, 3.5, -8.0], [8.5, 6.5, 6.0]],
    "That is a mean over the places, where the sum is asked for.": [[1.5, 1.625, 2.125], [-2.0, 0.875, -0.625]],
    "Do negative gradients count too?": [[10.0, 6.5, 6.5], [-2.0, 5.5, 1.5]],
}
assert ask.close(dW[0, 0], [[6, 6.5, 8.5], [-8, 3.5, -2.5]]), (
    f"dW should be 6, 6.5, 8.5 and -8, 3.5, -2.5, but is {np.round(dW[0, 0], 4).tolist()}. "
    + ask.cause(dW[0, 0], likely, "Is each window, times the gradient of its place, added up?")
)
db = gradient_of("db", conv2d_backward, dY, X, W)
assert ask.close(db, [2.5]), f"db should be 2.5, but is {np.round(db, 4).tolist()}. " + ask.cause(
    db, {"Is that a mean?": [0.625]}, "What does each place add?"
)

# Hidden tests: db and dW of several images, channels and kernels, by the law of the adjoint: a small change of the
# weights changes the loss by what the gradient says.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional

rng = np.random.default_rng()
X, W, change = rng.normal(size=(2, 3, 6, 9)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=(4, 3, 3, 2))
maps = F.conv2d(torch.tensor(X), torch.tensor(change)).numpy()
dY = rng.normal(size=maps.shape)
dW = gradient_of("dW", conv2d_backward, dY, X, W)
likely = {"Is that a mean over the images, where the sum is asked for?": np.sum(dY * maps)}
assert np.abs(np.sum(dW * change) - np.sum(dY * maps)) <= 1e-4 * np.sum(np.abs(change)), (
    "With two images the products of dW and a change of the weights must add up to what that change does to the loss; they "
    f"do not. {ask.cause(2 * np.sum(dW * change), likely, 'Do all images, channels and kernels have their part?')}"
)
db = gradient_of("db", conv2d_backward, dY, X, W)
likely = {
    "Is that a mean over the images?": dY.sum(axis=(0, 2, 3)) / 2,
    "Is that a mean over images and places?": dY.mean(axis=(0, 2, 3)),
    "Does one image alone count?": dY[-1].sum(axis=(1, 2)),
}
assert ask.near(db, np.einsum("bouv->o", dY)), (
    "With two images db is wrong. "
    f"{ask.cause(db, likely, 'The bias of a kernel is in every number of its map, in all images.')}"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_conv2d_backward_images", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same example: what goes back to the pixels.
X = np.array([[[[1.0, 2.0, 0.0, -1.0], [0.0, 3.0, 1.0, 2.0], [2.0, -1.0, 1.0, 0.0]]]])
W = np.array([[[[1.0, -2.0, 0.5], [2.0, 0.0, -1.0]]]])
dY = np.array([[[[1.0, -2.0], [0.5, 3.0]]]])
dX = gradient_of("dX", conv2d_backward, dY, X, W)
likely = {
    "That is the kernel the wrong way round: where is it flipped, and where not?": [
        [-1.0, 2.0, 2.0, -4.0],
        [0.0, -6.0, 6.0, 4.0],
        [0.25, 0.5, -5.5, 3.0],
    ],
    "Does a later window overwrite what earlier ones handed back?": [
        [1.0, -2.0, 4.0, -1.0],
        [0.5, 3.0, -6.0, 1.5],
        [1.0, 6.0, 0.0, -3.0],
    ],
    "Do negative gradients count too?": [
        [1.0, -2.0, 0.5, 0.0],
        [2.5, 2.0, -6.75, 1.5],
        [1.0, 6.0, -0.5, -3.0],
    ],
}
assert ask.close(dX[0, 0], [[1, -4, 4.5, -1], [2.5, -2, -6.75, 3.5], [1, 6, -0.5, -3]]), (
    "dX should be 1, -4, 4.5, -1 in its first row, 2.5, -2, -6.75, 3.5 in its second and 1, 6, -0.5, -3 in its last, "
    f"but is {np.round(dX[0, 0], 4).tolist()}. {ask.cause(dX[0, 0], likely, 'Does each pixel collect from all windows it was in?')}"
)

# Hidden tests: several images, channels and kernels, by the law of the adjoint; one bright gradient.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional

rng = np.random.default_rng()
X, W, change = rng.normal(size=(2, 3, 6, 8)), rng.normal(size=(4, 3, 2, 3)), rng.normal(size=(2, 3, 6, 8))
maps = F.conv2d(torch.tensor(change), torch.tensor(W)).numpy()
dY = rng.normal(size=maps.shape)
dX = gradient_of("dX", conv2d_backward, dY, X, W)
assert np.abs(np.sum(dX * change) - np.sum(dY * maps)) <= 1e-4 * np.sum(np.abs(change)), (
    "The products of dX and a change of the pixels must add up to what that change does to the loss; they do not. Does "
    "each pixel collect from all windows that it was in, through all kernels, each weight where it was?"
)
dY = np.zeros(maps.shape)
dY[1, 2, 3, 4] = -2.0
dX = gradient_of("dX", conv2d_backward, dY, X, W)
alone = np.zeros(X.shape)
alone[1, :, 3:5, 4:7] = -2 * W[2]
likely = {
    "It comes flipped: is the kernel turned once too often?": np.flip(alone[:, :, 3:5, 4:7], axis=(2, 3)),
    "Does it come through another kernel than the one that made that map?": -2 * np.stack([0 * W[0], W[1]]),
}
assert ask.near(dX, alone), (
    "Where dY is 0 but for one place of one map, dX must hold that map's kernel, times this gradient, at the window of "
    f"that place, and 0 elsewhere; yours does not. {ask.cause(dX[:, :, 3:5, 4:7], likely, 'Which window saw which pixels?')}"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_conv2d_backward_stride", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same example with stride 2 and padding 1.
X = np.array([[[[1.0, 2.0, 0.0, -1.0], [0.0, 3.0, 1.0, 2.0], [2.0, -1.0, 1.0, 0.0]]]])
W = np.array([[[[1.0, -2.0, 0.5], [2.0, 0.0, -1.0]]]])
dY = np.array([[[[1.0, -2.0], [0.5, 3.0]]]])
dX = gradient_of("dX", conv2d_backward, dY, X, W, stride=2, padding=1)
likely = {
    "Is the stride undone? Place u stands at row u times the stride.": [
        [-2.0, -6.75, 3.5, 0.0],
        [6.0, -0.5, -3.0, 0.0],
        [0.0, 0.0, 0.0, 0.0],
    ],
    "Is the padding removed on the side where it was put first?": [
        [1.0, -2.0, -1.5, 4.0],
        [2.0, 0.0, -5.0, 0.0],
        [0.5, -1.0, 3.25, -6.0],
    ],
    "Is the padding removed on both sides, as much as was put there?": [
        [3.25, -6.0, 1.5, 0.0],
        [5.5, 0.0, -3.0, 0.0],
        [0.0, 0.0, 0.0, 0.0],
    ],
    "That is the kernel the wrong way round: where is it flipped, and where not?": [
        [-2.0, 0.0, 4.0, -2.0],
        [0.0, -2.0, 0.0, 6.0],
        [-1.0, 2.0, -6.0, 3.0],
    ],
}
assert ask.close(dX[0, 0], [[0, -5, 0, 2], [-1, 3.25, -6, 1.5], [0, 5.5, 0, -3]]), (
    "With stride 2 and padding 1 dX should be 0, -5, 0, 2 in its first row, -1, 3.25, -6, 1.5 in its second and "
    f"0, 5.5, 0, -3 in its last, but is {np.round(dX[0, 0], 4).tolist()}. "
    + ask.cause(dX[0, 0], likely, "Is the stride undone, and the padding removed?")
)
dW = gradient_of("dW", conv2d_backward, dY, X, W, stride=2, padding=1)
likely = {"Is the stride undone? Place u saw the rows from u times the stride on.": [[3.0, 6.5, 1.0], [-2.0, 6.0, 6.5]]}
assert ask.close(dW[0, 0], [[9, 3, 7.5], [-7, 5, 3.5]]), (
    f"With stride 2 and padding 1 dW should be 9, 3, 7.5 and -7, 5, 3.5, but is {np.round(dW[0, 0], 4).tolist()}. "
    + ask.cause(dW[0, 0], likely, "Did the windows see the padded image?")
)

# Hidden tests: strides of 1 to 4 and paddings of 0 to 3, by the law of the adjoint.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional

rng = np.random.default_rng()
for stride, padding in [(1, 2), (2, 0), (2, 3), (3, 1), (4, 0), (4, 3)]:
    X, W, change = rng.normal(size=(1, 2, 7, 5)), rng.normal(size=(3, 2, 2, 3)), rng.normal(size=(1, 2, 7, 5))
    maps = F.conv2d(torch.tensor(change), torch.tensor(W), None, stride, padding).numpy()
    dY = rng.normal(size=maps.shape)
    dX = gradient_of("dX", conv2d_backward, dY, X, W, stride=stride, padding=padding)
    assert np.abs(np.sum(dX * change) - np.sum(dY * maps)) <= 1e-4 * np.sum(np.abs(change)), (
        f"With stride {stride} and padding {padding} the products of dX and a change of the pixels must add up to what that "
        "change does to the loss; they do not. Is the stride undone, and the padding removed?"
    )
    change = rng.normal(size=W.shape)
    maps = F.conv2d(torch.tensor(X), torch.tensor(change), None, stride, padding).numpy()
    dW = gradient_of("dW", conv2d_backward, dY, X, W, stride=stride, padding=padding)
    assert np.abs(np.sum(dW * change) - np.sum(dY * maps)) <= 1e-4 * np.sum(np.abs(change)), (
        f"With stride {stride} and padding {padding} the products of dW and a change of the weights must add up to what that "
        "change does to the loss; they do not. Did the windows see the padded image, one stride apart?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_conv2d_backward_torch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: many shapes against PyTorch's gradients, no image and one row among them, small and large numbers;
# arguments by name and in order.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional


def library(dY, X, W, stride, padding):
    """Return PyTorch's dX, dW and db."""
    leaves = [torch.tensor(array).requires_grad_() for array in (X, W, np.zeros(len(W)))]
    grown = torch.autograd.grad(F.conv2d(*leaves, stride, padding), leaves, torch.tensor(dY))
    return [gradient.numpy() for gradient in grown]


rng = np.random.default_rng()
for X_shape, W_shape, stride, padding in [
    ((2, 3, 7, 9), (4, 3, 3, 2), 1, 0),
    ((1, 3, 4, 5), (3, 3, 2, 2), 1, 0),
    ((2, 1, 9, 6), (1, 1, 3, 3), 2, 1),
    ((1, 1, 5, 8), (1, 1, 1, 1), 1, 0),
    ((2, 3, 6, 9), (2, 3, 1, 1), 3, 1),
    ((1, 3, 3, 5), (2, 3, 3, 5), 1, 0),
    ((1, 2, 2, 3), (3, 2, 4, 5), 1, 1),
    ((2, 1, 1, 9), (2, 1, 1, 3), 2, 0),
    ((0, 2, 5, 6), (3, 2, 3, 2), 2, 1),
    ((1, 3, 8, 4), (1, 3, 5, 2), 3, 3),
]:
    for scale in (1.0, 1e5):
        X, W = scale * rng.normal(size=X_shape), rng.normal(size=W_shape)
        sides = [(X_shape[at] + 2 * padding - W_shape[at]) // stride + 1 for at in (2, 3)]
        dY = scale * rng.normal(size=(X_shape[0], W_shape[0], *sides))
        told = f"X of shape {X_shape}, W of shape {W_shape}, stride {stride} and padding {padding}"
        right = dict(zip(("dX", "dW", "db"), library(dY, X, W, stride, padding), strict=True))
        for name, wanted in right.items():
            found = gradient_of(name, conv2d_backward, dY, X, W, stride=stride, padding=padding)
            means = {
                "Is that a mean over the images?": wanted / (X_shape[0] or 1),
                "Is that a mean over images and places?": wanted / (dY.size // W_shape[0] or 1),
            }
            assert ask.near(found, wanted), (
                f"With {told}, and numbers of size {scale:g}, {name} disagrees with PyTorch. "
                f"{ask.cause(found, means, 'Are stride and padding undone, and is all added up, nothing cut off or overwritten?')}"
            )
X, W = rng.normal(size=(1, 2, 6, 8)), rng.normal(size=(3, 2, 2, 3))
for stride, padding, numbers, named in [
    (3, 2, (), {"padding": 2, "stride": 3}),
    (2, 1, (2, 1), {}),
    (1, 1, (), {"padding": 1}),
    (2, 0, (2,), {}),
    (1, 0, (), {}),
]:
    dY = rng.normal(size=(1, 3, (4 + 2 * padding) // stride + 1, (5 + 2 * padding) // stride + 1))
    arrays = (dY, X, W) if numbers else ()
    by_name = {} if numbers else {"W": W, "dY": dY, "X": X}
    found = ask.results("dX, dW, db", conv2d_backward, *arrays, *numbers, **by_name, **named)
    for name, part, wanted in zip(("dX", "dW", "db"), found, library(dY, X, W, stride, padding), strict=True):
        hint = "Are stride and padding 1 and 0 where they are left out?"
        assert ask.near(ask.array(part, wanted.shape, f"{name} of conv2d_backward", hint), wanted), (
            f"With stride {stride} and padding {padding}, by name, in order or left out, {name} disagrees with PyTorch."
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_conv2d_backward_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: pixels that no window touches; a batch against its images one by one; twice the gradient.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for height, width, k, m, stride in [(8, 9, 3, 3, 2), (7, 9, 2, 3, 4), (5, 8, 1, 1, 2)]:
    X, W = rng.normal(size=(2, 2, height, width)), rng.uniform(1, 2, size=(2, 2, k, m))
    dY = rng.uniform(1, 2, size=(2, 2, (height - k) // stride + 1, (width - m) // stride + 1))
    dX = gradient_of("dX", conv2d_backward, dY, X, W, stride=stride)
    touched = np.zeros((height, width), dtype=bool)
    for u, v in np.ndindex(dY.shape[2:]):
        touched[u * stride : u * stride + k, v * stride : v * stride + m] = True
    told = f"With {height}×{width} pixels, a window of {k}×{m} and stride {stride}"
    assert np.all(dX[:, :, ~touched] == 0), (
        f"{told} some pixels are in no window, and dX must be exactly 0 there; yours is not. Is the stride undone?"
    )
    assert np.all(dX[:, :, touched] != 0), (
        f"{told} some pixels are in a window of positive weights and gradients, and yet dX is 0 there. Is the stride undone?"
    )
X, W, dY = rng.normal(size=(2, 2, 6, 5)), rng.normal(size=(3, 2, 3, 2)), rng.normal(size=(2, 3, 4, 4))
for name in ("dW", "db"):
    whole = gradient_of(name, conv2d_backward, dY, X, W)
    first, second = (gradient_of(name, conv2d_backward, dY[at : at + 1], X[at : at + 1], W) for at in (0, 1))
    mean = {"Is that a mean over the images?": (first + second) / 2}
    assert ask.near(whole, first + second, slack=1e-3), (
        f"{name} of two images must be the sum of those of each image alone; yours is not. "
        f"{ask.cause(whole, mean, 'Does every image have its part?')}"
    )
other = rng.normal(size=dY.shape)
for name in ("dX", "dW", "db"):
    first, second, mixed = (gradient_of(name, conv2d_backward, part, X, W) for part in (dY, other, 2 * dY - 3 * other))
    assert ask.near(mixed, 2 * first - 3 * second, slack=1e-3), (
        f"Twice one dY minus three times another must make twice the one's {name} minus three times the other's; yours does "
        "not. Is something cut off or taken by its size?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: max pooling and its way back (3 points)
#
# Each channel of each image is a plane of height × width pixels. Max pooling slides a window of $k \times k$ over every
# plane, moves it on by the stride, and keeps the largest pixel of each window. There is no padding. For the way back we
# have to remember *where* that pixel was: as PyTorch does, number the pixels of a plane row by row, so that the pixel in
# row $r$ and column $c$ has the number $r \cdot \text{width} + c$. If several pixels of a window are the largest, take
# the first in this order.
#
# On the way back each gradient goes to the pixel that was the largest in its window. All other pixels get 0, and a
# pixel that was the largest in several windows gets the sum.


# %% nbgrader={"grade": false, "grade_id": "t4_max_pool2d", "locked": false, "schema_version": 3, "solution": true, "task": false}
def max_pool2d(X, k, stride):
    """Return the largest pixel of each window, and where it is.

    X: array (B, C, height, width), the images
    k: number of rows and of columns of the window, 1 or more
    stride: number of pixels from one place of the window to the next, 1 or more

    Returns two new arrays (B, C, rows, columns): Y, and the index of integers, the number of the pixel in its plane.
    """
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(X, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
    flat = windows.reshape(*windows.shape[:4], k * k)
    i, j = np.divmod(flat.argmax(axis=-1), k)
    rows, columns = np.indices(i.shape)[2:] * stride
    return flat.max(axis=-1), (rows + i) * X.shape[3] + columns + j
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t4_max_pool2d_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def max_pool2d_backward(dY, index, shape):
    """Return the gradient of a loss with respect to the images that were pooled.

    dY: array (B, C, rows, columns), the gradient with respect to what max pooling returned
    index: array (B, C, rows, columns) of integers, the number of the largest pixel of each window in its plane
    shape: tuple of integers, (B, C, height, width), the shape of the images

    Returns a new array of the shape of the images.
    """
    ### BEGIN SOLUTION
    B, C, height, width = shape
    dX = np.zeros((B, C, height * width))
    np.add.at(dX, (np.arange(B)[:, None, None, None], np.arange(C)[:, None, None], index), dY)
    return dX.reshape(shape)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_max_pool2d_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A plane of 4×5 pixels and a window of 2×2, moved on by 2. The last column is left over.
X = np.array(
    [
        [
            [
                [1.0, -2.0, 0.5, 3.0, 9.0],
                [4.0, 0.0, 2.5, -1.0, 8.0],
                [-5.0, -3.0, -1.0, -7.0, 6.0],
                [-4.0, -6.0, -2.0, -8.0, 7.0],
            ]
        ]
    ]
)
Y, index = pooled(max_pool2d, X, 2, 2, 2, 2)
likely = {
    "That is the mean.": [[0.75, 1.25], [-4.5, -4.5]],
    "A window of negative numbers has a negative largest one: there are no zeros around.": [[4.0, 3.0], [0.0, 0.0]],
    "Is the stride used?": [[4.0, 2.5], [4.0, 2.5]],
    "That is the smallest.": [[-2.0, -1.0], [-6.0, -8.0]],
    "That is the largest by its size, whatever its sign.": [[4.0, 3.0], [-6.0, -8.0]],
}
assert ask.close(Y[0, 0], [[4, 3], [-3, -1]]), (
    f"The largest pixels are 4, 3 and -3, -1, but yours are {np.round(Y[0, 0], 4).tolist()}. "
    + ask.cause(Y[0, 0], likely, "Does each window keep its own largest pixel?")
)
likely = {
    "That is the number within the window, not within the plane.": [[2, 1], [1, 0]],
    "That counts column by column, not row by row.": [[1, 12], [6, 10]],
    "Does a row have as many pixels as the image is wide?": [[4, 3], [9, 10]],
    "That is a number among the windows.": [[0, 1], [2, 3]],
    "The first pixel has the number 0.": [[6, 4], [12, 13]],
    "Is it looked for in the whole plane, where the same number stands elsewhere too?": [[5, 3], [11, 8]],
}
assert np.array_equal(index[0, 0], [[5, 3], [11, 12]]), (
    f"The largest pixels have the numbers 5, 3 and 11, 12 in the plane, but yours are {index[0, 0].tolist()}. "
    + ask.cause(index[0, 0], likely, "Pixel 5 is the first of the second row.")
)

# %% nbgrader={"grade": true, "grade_id": "t4_max_pool2d_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: many shapes against PyTorch, overlapping windows, windows of one pixel, no image; negative pixels; equal
# pixels; a number added to all pixels; brighter pixels.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional

rng = np.random.default_rng()
for shape, k, stride in [
    ((2, 3, 7, 9), 3, 2),
    ((2, 3, 9, 6), 2, 2),
    ((1, 2, 6, 8), 3, 1),
    ((2, 1, 5, 8), 1, 1),
    ((1, 1, 5, 8), 1, 2),
    ((1, 3, 8, 5), 2, 3),
    ((1, 1, 4, 7), 4, 3),
    ((0, 2, 5, 6), 2, 2),
]:
    size = int(np.prod(shape))
    for lift in (0.0, -1000.0):
        X = 0.37 * (rng.permutation(size) - size // 2).reshape(shape) + lift
        maxima, places = (part.numpy() for part in F.max_pool2d(torch.tensor(X), k, stride, return_indices=True))
        Y, index = pooled(max_pool2d, X, k, stride, *maxima.shape[2:])
        told = f"With X of shape {shape}, " + ("all of it negative, " if lift else "") + f"k = {k} and stride {stride}"
        whole = {"Does Y hold integers, so that fractions are cut off?": np.trunc(maxima)}
        assert ask.near(Y, maxima), (
            f"{told} Y disagrees with PyTorch. "
            f"{ask.cause(Y, whole, 'Does each window keep its own largest pixel, and is it moved by the stride?')}"
        )
        assert np.array_equal(index, places), (
            f"{told} the index disagrees with PyTorch. Is it the number of the pixel in its own plane, row by row?"
        )
X = rng.integers(-1, 2, size=(2, 2, 6, 7)) * 1.5
X[0, 0], X[0, 1, :3] = -1.5, 0.0
Y, index = pooled(max_pool2d, X, 3, 1, 4, 5)
for b, c, u, v in np.ndindex(2, 2, 4, 5):
    window = X[b, c, u : u + 3, v : v + 3]
    row, column = np.argwhere(window == window.max())[0]
    assert index[b, c, u, v] == (u + row) * 7 + v + column, (
        "Where several pixels of a window are the largest, the index must be the first of them, row by row; yours is "
        "another one."
    )
X = 0.37 * rng.permutation(84).reshape(1, 2, 6, 7) - 12
Y, index = pooled(max_pool2d, X, 3, 2, 2, 3)
lifted, same_index = pooled(max_pool2d, X - 50, 3, 2, 2, 3)
assert ask.near(lifted, Y - 50, slack=1e-3) and np.array_equal(same_index, index), (
    "With 50 less in all pixels the largest ones must be 50 less, and at the same places; yours are not. "
    "Do zeros, or other numbers of your own, take part?"
)
brighter, _ = pooled(max_pool2d, X + rng.uniform(0, 20, size=X.shape), 3, 2, 2, 3)
assert np.all(brighter - Y > -1e-3), "With every pixel brighter than before some maximum has become smaller."
answer = ask.results("Y, index", max_pool2d, stride=2, X=X, k=3)
assert ask.near(ask.array(answer[0], Y.shape, "Y of max_pool2d"), Y), (
    "With its arguments by name max_pool2d gives another Y."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_max_pool2d_backward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four windows of a plane of 3×4 pixels. Pixel 1 was the largest in two of them.
dY, index = np.array([[[[2.0, -0.5], [3.0, 1.5]]]]), np.array([[[[1, 1], [6, 5]]]])
hint = "The gradient is shaped like the images that were pooled."
dX = ask.array(
    ask.result(max_pool2d_backward, dY, index, (1, 1, 3, 4)), (1, 1, 3, 4), "What max_pool2d_backward returns", hint
)
likely = {
    "Does a later window overwrite the gradient of an earlier one?": [[0, -0.5, 0, 0], [0, 1.5, 3, 0], [0, 0, 0, 0]],
    "Is only the first gradient of a pixel kept, or only positive ones?": [[0, 2, 0, 0], [0, 1.5, 3, 0], [0, 0, 0, 0]],
    "Are the numbers counted column by column?": [[0, 0, 3, 0], [1.5, 0, 0, 0], [0, 1.5, 0, 0]],
    "Is that a mean, where the sum is asked for?": [[0, 0.75, 0, 0], [0, 1.5, 3, 0], [0, 0, 0, 0]],
    "Are the gradients kept as integers, so that fractions are cut off?": [[0, 1, 0, 0], [0, 1, 3, 0], [0, 0, 0, 0]],
}
assert ask.close(dX[0, 0], [[0, 1.5, 0, 0], [0, 1.5, 3, 0], [0, 0, 0, 0]]), (
    "dX should be 1.5 at pixel 1, 1.5 at pixel 5 and 3 at pixel 6, counted row by row from 0, and 0 elsewhere, but is "
    f"{np.round(dX[0, 0], 4).tolist()}. {ask.cause(dX[0, 0], likely, 'Does each gradient go to the pixel with its number?')}"
)

# Hidden tests: several images and channels, windows that overlap and windows that do not, against PyTorch; the sum of
# all gradients; no image.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional

rng = np.random.default_rng()
for shape, k, stride in [
    ((2, 3, 7, 9), 3, 1),
    ((2, 3, 9, 6), 2, 2),
    ((1, 2, 6, 8), 4, 2),
    ((1, 1, 5, 8), 1, 1),
    ((2, 1, 8, 5), 2, 3),
    ((1, 1, 3, 4), 3, 1),
    ((0, 2, 5, 6), 2, 2),
]:
    X = torch.tensor(0.37 * rng.permutation(int(np.prod(shape))).reshape(shape)).requires_grad_()
    Y, places = F.max_pool2d(X, k, stride, return_indices=True)
    for scale in (1.0, 1e5):
        dY = scale * rng.normal(size=tuple(Y.shape))
        (right,) = torch.autograd.grad(Y, X, torch.tensor(dY), retain_graph=True)
        dX = ask.result(max_pool2d_backward, index=places.numpy(), shape=shape, dY=dY)
        dX = ask.array(dX, shape, "What max_pool2d_backward returns", hint)
        told = f"With images of shape {shape}, k = {k} and stride {stride}"
        assert np.abs(np.sum(dX) - np.sum(dY)) <= 1e-4 * (dX.size + np.sum(np.abs(dY))), (
            f"{told} the sum of dX must be the sum of dY, since every gradient goes to one pixel; it is not. "
            "Does a later window overwrite the gradient of an earlier one?"
        )
        assert ask.near(dX, right.numpy()), (
            f"{told} dX disagrees with PyTorch. Does every plane get its own gradients, each at the pixel with its number?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: the receptive field (2 points)
#
# Which pixels can change a unit deep in a network? Take one axis, say the columns, and a list of layers from the image
# on. Each layer is a triple (kernel, stride, dilation), be it a convolution or a pooling, and none has padding. Unit
# $u$ of a layer, counted from 0, sees the units $su,\, su + d,\, su + 2d, \dots$ of the layer before it, as many as its
# kernel has.
#
# Return the **first** pixel that unit $u$ of the last layer sees, and the **size** of its field: how many pixels it is
# from the first to the last one, holes that a dilation leaves included. Without any layer a unit is a pixel.


# %% nbgrader={"grade": false, "grade_id": "t5_receptive_field", "locked": false, "schema_version": 3, "solution": true, "task": false}
def receptive_field(layers, u):
    """Return where the receptive field of a unit starts, and its size.

    layers: list of triples (kernel, stride, dilation) of integers, from the image on
    u: number of the unit in the last layer, 0 for the first

    Returns a pair of integers: the number of the first pixel, 0 for the first of the image, and the size in pixels.
    """
    ### BEGIN SOLUTION
    first, last = u, u
    for kernel, stride, dilation in reversed(layers):
        first, last = first * stride, last * stride + (kernel - 1) * dilation
    return first, last - first + 1
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_receptive_field_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three layers: 3 pixels with stride 2; 3 pixels that stand 2 apart; pooling of 2 with stride 2.
layers = [(3, 2, 1), (3, 1, 2), (2, 2, 1)]
first, size = ask.results("first, size", receptive_field, layers, 3)
first, size = ask.number(first, "The first pixel"), ask.number(size, "The size of the field")
likely = {
    "Does a layer's own stride widen its window? It moves the window only, and counts for the layers behind it.": 17,
    "Is the dilation used?": 9,
    "Does pooling count, and the last layer?": 11,
    "Do the layers come in their order, from the image on?": 14,
    "How much does a window of k units add to a single one?": 20,
    "Do the strides of the layers before count?": 8,
}
assert size == 13, f"The field of a unit behind the three layers is 13 pixels wide, but yours is {size}. " + ask.cause(
    size, likely, "What is the distance, in pixels, of two neighbors in each layer?"
)
likely = {
    "Unit 3 of the last layer starts farther on than pixel 3: how far are two neighbors apart?": 3,
    "Does the stride of the last layer count too?": 6,
    "Is that the middle of the field?": 18,
    "Is that the last pixel of the field?": 24,
    "Is that a number from 1? The first pixel has the number 0.": 13,
    "Is that the start of unit 0?": 0,
}
assert first == 12, f"The field of unit 3 starts at pixel 12, but yours at {first}. " + ask.cause(
    first, likely, "What is the distance, in pixels, of two neighbors in the last layer?"
)

# %% nbgrader={"grade": true, "grade_id": "t5_receptive_field_gradient", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the pixels that really have a gradient, for many lists of layers, no layer and one among them; two lists
# one behind the other; twenty layers.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional


def seen_by(layers, u):
    """Return the first pixel with a gradient, and how many it is from there to the last one."""
    length = u + 2
    for kernel, stride, dilation in reversed(layers):
        length = (length - 1) * stride + (kernel - 1) * dilation + 1
    x = torch.ones(1, 1, length, dtype=torch.float64, requires_grad=True)
    y = x
    for kernel, stride, dilation in layers:
        y = F.conv1d(y, torch.ones(1, 1, kernel, dtype=torch.float64), stride=stride, dilation=dilation)
    places = torch.autograd.grad(y[0, 0, u], x)[0][0, 0].nonzero()[:, 0].tolist()
    return places[0], places[-1] - places[0] + 1


def answer_for(layers, u):
    """Return the two numbers of the student's."""
    first, size = ask.results("first, size", receptive_field, u=u, layers=layers)
    return ask.number(first, "The first pixel"), ask.number(size, "The size of the field")


rng = np.random.default_rng()
cases = [[], [(5, 1, 1)], [(3, 4, 1)], [(4, 1, 3)], [(1, 2, 1), (3, 1, 1)], [(2, 3, 1), (1, 1, 1), (4, 2, 2)]]
cases += [[(3, 1, 1), (3, 2, 1), (3, 1, 4)], [(2, 2, 1)] * 4, [(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1), (5, 1, 1)]]
cases += [[tuple(map(int, rng.integers(1, [5, 4, 4]))) for _ in range(4)] for _ in range(6)]
for layers in cases:
    for u in (0, 1, 6):
        first, size = ask.results("first, size", receptive_field, u=u, layers=layers)
        first, size = ask.number(first, "The first pixel"), ask.number(size, "The size of the field")
        wanted = seen_by(layers, u)
        assert first == wanted[0], (
            f"For the layers {layers} the first pixel with a gradient at unit {u} is not pixel {first}, where yours "
            "starts. How far apart are two neighbors of the last layer, in pixels?"
        )
        assert size == wanted[1], (
            f"For the layers {layers} it is not {size} pixels from the first with a gradient to the last. Do stride, "
            "dilation and every layer count, in the order from the image on?"
        )
lower, upper = [(3, 2, 1), (2, 1, 3)], [(4, 3, 2), (2, 2, 1)]
for u in (0, 5):
    first, size = answer_for(upper, u)
    begin, (last, width) = answer_for(lower, first)[0], answer_for(lower, first + size - 1)
    assert answer_for(lower + upper, u) == (begin, last + width - begin), (
        "A unit of the upper layers sees units of the lower ones, and they see pixels. Found in these two steps, the field "
        "must be the one of all layers at once; yours is another."
    )
first, size = answer_for([(3, 2, 1)] * 20, 1)
assert (first, size) == (2**20, 2**21 - 1), "For twenty layers of (3, 2, 1) and unit 1 the field is wrong."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: the bill of LeNet-5 (2 points)
#
# The network of 1998, in [lecture 17](../../course/17-lenet.ipynb), has seven layers. A **weight** is a number that is
# trained, a bias too. A **connection** is one number that enters one output, a pixel or a bias; a shared weight is used
# in many connections. Draw up the bill for images of side × side pixels, and for any table of C3. All windows are
# without padding, and rows and columns that are left over make no output.
#
# | layer | maps | what it does |
# | --- | --- | --- |
# | C1 | 6 | 5×5 windows, stride 1, and a bias |
# | S2 | 6 | the sum of a 2×2 window, stride 2, times *one* trained factor, plus *one* bias for each map |
# | C3 | one for each entry of the table | 5×5 windows on those maps of S2 that its entry names, and one bias |
# | S4 | as many as C3 | as S2 |
# | C5 | 120 | 5×5 windows on all maps of S4, and a bias |
# | F6 | 84 | at each place of C5, all its 120 maps, and a bias |
# | output | 10 | at each place, all 84 of F6, with weights that were drawn by hand: none is trained, and no bias |
#
# At each output of S2 and S4 enter four pixels and a bias, which makes five connections. With 32×32 pixels C5 has a
# single place, and with the table below the sums are 60,000 weights and 340,908 connections. Larger images have more
# places in every layer, and just as many weights. Compute, and copy no numbers: the hidden tests ask for other sides
# and tables.

# %% nbgrader={"grade": false, "grade_id": "t6_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Which of the six maps of S2 each of the 16 maps of C3 looks at.
TABLE = [
    *([0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5]),
    *([0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5]),
    *([0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5]),
    [0, 1, 2, 3, 4, 5],
]


# %% nbgrader={"grade": false, "grade_id": "t6_lenet_counts", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lenet_counts(side, table):
    """Return the weights and the connections of the seven layers.

    side: number of rows and of columns of the image, 32 or more
    table: list with one list for each map of C3: the numbers of the maps of S2 that it looks at

    Returns a list of seven pairs of integers (weights, connections): C1, S2, C3, S4, C5, F6 and output, in this order.
    """
    ### BEGIN SOLUTION
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    windows = sum(25 * len(seen) + 1 for seen in table)
    return [
        (6 * 26, c1**2 * 6 * 26),
        (6 * 2, s2**2 * 6 * 5),
        (windows, c3**2 * windows),
        (len(table) * 2, s4**2 * len(table) * 5),
        (120 * (25 * len(table) + 1), c5**2 * 120 * (25 * len(table) + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 10 * 84),
    ]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_lenet_counts_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The network of 1998.
names = ["C1", "S2", "C3", "S4", "C5", "F6", "output"]
bill = ask.numbers(lenet_counts, 32, TABLE)
assert bill.shape == (7, 2), (
    f"The bill should be seven pairs (weights, connections), one for each layer; yours has the shape {bill.shape}."
)
weights, connections = bill.T.tolist()
mistakes = {
    ("C1", 150): "Does each kernel have a bias?",
    ("S2", 6): "Each map has one factor and one bias.",
    ("S2", 30): "One factor is shared by the four pixels.",
    ("C3", 2416): "That is the full connection: each map looks at the maps of S2 that its entry names.",
    ("C3", 1500): "Does each kernel have a bias?",
    ("C3", 1560): "A map of C3 has one bias, however many maps it looks at.",
    ("C5", 48000): "Does each kernel have a bias?",
    ("C5", 3120): "C5 looks at all maps of S4.",
    ("F6", 10080): "Does each of the 84 have a bias?",
    ("output", 840): "The weights of the output layer are not trained.",
    ("output", 850): "The weights of the output layer are not trained, and it has no bias.",
}
for name, number, right in zip(names, weights, [156, 12, 1516, 32, 48120, 10164, 0], strict=True):
    assert number == right, (
        f"{name} has {right:,} weights, but yours has {number:,}. "
        f"{mistakes.get((name, number), 'Is each number that is trained counted once, biases too?')}"
    )
mistakes = {
    ("C1", 117600): "A bias enters each output too.",
    ("C1", 159744): "How many places has a window of 5 in a row of 32?",
    ("S2", 4704): "A bias enters each output too.",
    ("S2", 2352): "Four pixels and a bias enter each output.",
    ("C3", 150000): "A bias enters each output too.",
    ("S4", 1600): "A bias enters each output too.",
    ("S4", 800): "Four pixels and a bias enter each output.",
    ("output", 0): "Connections count whether they are trained or not.",
    ("output", 850): "The output layer has no bias.",
}
for name, number, right in zip(names, connections, [122304, 5880, 151600, 2000, 48120, 10164, 840], strict=True):
    assert number == right, (
        f"{name} has {right:,} connections, but yours has {number:,}. "
        f"{mistakes.get((name, number), 'How many places has the window, and how many numbers enter at each?')}"
    )

# %% nbgrader={"grade": true, "grade_id": "t6_lenet_counts_others", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: other sides, where rows are left over too, and other tables: all maps, one map, more maps, fewer maps.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
mixed = [sorted(map(int, rng.permutation(6)[: rng.integers(1, 6)])) for _ in range(int(rng.integers(5, 12)))]
tables = {
    "16 maps that look at all six": [list(range(6))] * 16,
    "a single map that looks at map 3": [[3]],
    "21 maps": [[at % 6, (at + 2) % 6] for at in range(20)] + [[0, 1, 3, 4, 5]],
    f"{len(mixed)} maps": mixed,
    "16 maps as in 1998": TABLE,
}
for side in (32, 33, 36, 47, 60):
    for name, table in tables.items():
        bill = ask.numbers(lenet_counts, side=side, table=table)
        assert bill.shape == (7, 2), (
            f"The bill should be seven pairs (weights, connections); yours has shape {bill.shape}."
        )
        # The places of a window of 5, then of one of 2 that moves by 2, and so on; the inputs of all windows of a layer.
        places = [side - 4]
        for cut, pool in [(0, 2), (4, 1), (0, 2), (4, 1)]:
            places.append((places[-1] - cut) // pool)
        places += places[-1:] * 2
        maps, seen = len(table), int(np.sum([len(entry) for entry in table]))
        entering = [156, 30, 25 * seen + maps, 5 * maps, 120 * (25 * maps + 1), 84 * 121, 840]
        trained = [156, 12, entering[2], 2 * maps, entering[4], entering[5], 0]
        for at, layer in enumerate(["C1", "S2", "C3", "S4", "C5", "F6", "output"]):
            told = f"With images of {side}×{side} and a table of {name}, {layer}"
            assert bill[at, 0] == trained[at], (
                f"{told} does not have {bill[at, 0]:,.0f} weights. Are all factors and biases counted, and do weights depend on the table alone?"
            )
            assert bill[at, 1] == entering[at] * places[at] ** 2, (
                f"{told} does not have {bill[at, 1]:,.0f} connections. How many places has its window, rows that are left "
                "over not counted, and how many numbers enter at each?"
            )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: a test of equivariance (1 point)
#
# Lecture 16 asked that a layer treat every place alike: if the image moves, the output moves along. Write the test. Shift
# `X` by `shift` = (rows, columns), down and to the right, where what leaves on one side comes back on the other, and
# apply the layer. Then apply the layer first and shift what comes out by the same numbers of rows and columns, whatever
# its size. A shift may be larger than the image, and goes round more than once then. If the two agree, the layer has
# passed.
#
# They agree if *no* number differs by more than $10^{-8}$, however large the numbers are. That much forgives rounding in
# float64, but not in float32.


# %% nbgrader={"grade": false, "grade_id": "t7_is_equivariant", "locked": false, "schema_version": 3, "solution": true, "task": false}
def is_equivariant(layer, X, shift):
    """Return whether a layer moves its output as its input moves.

    layer: function; layer(X) is an array (B, O, rows, columns)
    X: array (B, C, height, width), the images
    shift: pair of integers of any sign, by how many rows down and columns to the right

    Returns True or False.
    """
    ### BEGIN SOLUTION
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    return bool(np.all(np.abs(moved - np.roll(layer(X), shift, axis=(2, 3))) <= 1e-8))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_is_equivariant_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Layers of a few words. The first looks at a pixel and its left neighbor; the second weighs each row by its own number.
def says(layer, shift, X):
    """Return the student's answer, which is True or False."""
    answer = ask.as_numbers(ask.result(is_equivariant, layer, X, shift), "is_equivariant returned")
    assert answer.shape == () and answer.dtype == bool, (
        f"is_equivariant should return True or False; got {ask.kind_of(answer)} of the type {answer.dtype}."
    )
    return bool(answer)


X = np.array([[[[0.5, -2.0, 3.0, 1.5], [1.0, 4.0, -1.5, 2.0], [-3.0, 2.5, 0.0, -0.5]]]])
by_row, by_column = np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 2.0, 4.0, 8.0])
for told, layer, shift, right, why in [
    (
        "of a pixel and its left neighbor",
        lambda X: 0.5 * (X + np.roll(X, 1, axis=3)),
        (1, -1),
        True,
        "Is the shift circular, the same for both, and along rows and columns?",
    ),
    (
        "that weighs each row by its own number",
        lambda X: X * by_row,
        (0, 1),
        True,
        "Are rows and columns of the shift swapped, or is the shift along other axes?",
    ),
    (
        "that weighs each row by its own number",
        lambda X: X * by_row,
        (1, 0),
        False,
        "Is the first axis of the shift used, and what comes out compared?",
    ),
    (
        "that weighs each column by its own number",
        lambda X: X * by_column,
        (0, 1),
        False,
        "Is the second axis of the shift used, and are all numbers compared?",
    ),
]:
    assert says(layer, shift, X) == right, (
        f"For a layer {told}, shifted by {shift}, the answer should be {right}, but is {not right}. {why}"
    )

# Hidden tests: convolutions with circular and with zero padding, with stride 2, a dense layer; differences a little
# smaller and larger than the limit, in single numbers and in images of large numbers; only one sign of difference;
# shifts of both signs, and larger than the image.
### BEGIN HIDDEN TESTS
import torch

F = torch.nn.functional

rng = np.random.default_rng()
X = rng.uniform(0.5, 2, size=(2, 3, 6, 8)) * rng.choice([-1, 1], size=(2, 3, 6, 8))
X[:, :, 0, 0] = [[12.0], [15.0]]
W, dense = torch.tensor(rng.normal(size=(4, 3, 3, 3))), rng.normal(size=(144, 144))
patch = np.zeros((2, 3, 6, 8))
patch[1, 2, 3, 5] = 1
corner = np.outer(np.arange(6) == 0, np.arange(8) == 0)


def around(X):
    return F.conv2d(torch.tensor(np.pad(X, ((0, 0), (0, 0), (1, 1), (1, 1)), "wrap"), dtype=torch.float64), W).numpy()


def with_zeros(X):
    return F.conv2d(torch.tensor(X, dtype=torch.float64), W, padding=1).numpy()


def every_second(X):
    return around(X)[:, :, ::2, ::2]


def nudged(X):
    Y = X.copy()
    Y[1, 2, 3, 5] += 1e-5
    return Y


def all_to_all(X):
    return (X.reshape(2, 144) @ dense).reshape(2, 3, 6, 8)


for told, layer, shift, factor, right, why in [
    (
        "a circular convolution",
        around,
        (2, -3),
        1,
        True,
        "Is the shift circular, along rows and columns, in both of its uses?",
    ),
    (
        "a circular convolution",
        around,
        (0, 5),
        1,
        True,
        "Is the shift circular, along rows and columns, in both of its uses?",
    ),
    ("a circular convolution of large numbers", around, (-1, 1), 1e3, True, "Is the shift circular?"),
    ("a convolution with zeros around", with_zeros, (1, 0), 1, False, "Is the border compared too?"),
    ("a convolution with zeros around", with_zeros, (0, -1), 1, False, "Are columns shifted, and the border compared?"),
    ("a convolution with stride 2", every_second, (1, 2), 1, False, "Is what comes out shifted by the same numbers?"),
    ("a convolution with stride 2", every_second, (3, 1), 1, False, "Is what comes out compared number by number?"),
    ("a dense layer", all_to_all, (1, 1), 1, False, "Are the numbers compared, not only the shapes or sums?"),
    ("a dense layer that is not shifted", all_to_all, (0, 0), 1, True, "Without a shift any layer passes."),
    (
        "a layer that adds 1 to one pixel of one image",
        lambda X: X + patch,
        (2, 1),
        1,
        False,
        "Are the numbers of all images and maps compared, one by one?",
    ),
    (
        "a layer off by half the limit at one place",
        lambda X: X + 5e-9 * patch,
        (1, 3),
        1,
        True,
        "Is the limit the one of the text?",
    ),
    (
        "a layer off by little among large numbers",
        lambda X: X + 1e-5 * patch,
        (2, 1),
        1e4,
        False,
        "Does the limit grow with the numbers, or is something in float32?",
    ),
    (
        "a layer that adds little to one large number",
        nudged,
        (2, 1),
        1e4,
        False,
        "Does the limit grow with the numbers, or is something in float32?",
    ),
    (
        "a layer off by half the limit in every second column",
        lambda X: X + 5e-9 * (np.arange(8) % 2),
        (0, 1),
        1,
        True,
        "Does the limit hold for each number by itself?",
    ),
    (
        "a layer that weighs each row by its own number",
        lambda X: X * np.arange(1.0, 7.0)[:, None],
        (7, 0),
        1,
        False,
        "Does a shift that is larger than the image go round?",
    ),
    (
        "a layer that weighs each column by its own number",
        lambda X: X * np.arange(1.0, 9.0),
        (6, -9),
        1,
        False,
        "Does a shift that is larger than the image go round?",
    ),
    (
        "a layer off by twice the limit at one place",
        lambda X: X + 2e-8 * patch,
        (1, 3),
        1,
        False,
        "Is the limit the one of the text, for each number by itself?",
    ),
    ("a layer that adds 1 to its corner", lambda X: X + corner, (0, 3), 1, False, "Is the border compared too?"),
    (
        "a layer that mirrors left and right",
        lambda X: X[:, :, :, ::-1].copy(),
        (0, 1),
        1,
        False,
        "Are the numbers compared at their places?",
    ),
    (
        "a layer that mirrors left and right",
        lambda X: X[:, :, :, ::-1].copy(),
        (-2, 0),
        1,
        True,
        "Rows stay in their order here.",
    ),
    (
        "a layer that adds its first pixel everywhere",
        lambda X: X + X[:, :1, :1, :1],
        (1, 0),
        1,
        False,
        "Do differences of both signs count?",
    ),
    (
        "a layer that takes away its first pixel everywhere",
        lambda X: X - X[:, :1, :1, :1],
        (1, 0),
        1,
        False,
        "Do differences of both signs count?",
    ),
    (
        "a layer that is uneven for negative pixels alone",
        lambda X: X + np.arange(8.0) * np.minimum(X, 0),
        (2, 3),
        1,
        False,
        "Is X used as it is?",
    ),
    (
        "a layer that is uneven beyond the first decimal alone",
        lambda X: X + np.arange(8.0) * (X - np.round(X, 1)),
        (2, -1),
        1,
        False,
        "Is X used as it is?",
    ),
]:
    assert says(layer, shift, factor * X) == right, f"For {told}, shifted by {shift}, the answer is wrong. {why}"
X, kept = np.zeros((1, 1, 5, 6)), np.zeros((5, 6))
X[0, 0, 1, 1], kept[:4, :4] = 3, 1
for shift, right in [((2, 0), True), ((-2, 0), False), ((0, 2), True), ((0, -2), False), ((-1, -1), True)]:
    assert says(lambda X: X * kept, shift, X) == right, (
        f"For a layer that keeps four rows and columns, and one bright pixel in row 1 and column 1, shifted by {shift}, the "
        "answer is wrong. Do positive numbers shift down and to the right, and negative ones up and to the left?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# No points: run the cell. A kernel of 3×3 is forgotten, and all that is left of it is an image of noise and what it made
# of it. Starting from zeros, gradient descent with your convolution and your way back finds it again.

# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    rng = np.random.default_rng(0)
    sobel = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])[None, None]
    image, W, b = rng.normal(size=(1, 1, 9, 8)), np.zeros((1, 1, 3, 3)), np.zeros(1)
    wanted = maps_of(conv2d, image, sobel, b, 9, 8, padding=1)
    for step in range(101):
        error = maps_of(conv2d, image, W, b, 9, 8, padding=1) - wanted
        if step % 25 == 0:
            print(f"step {step:3d}: mean squared error {np.mean(error**2):.6f}")
        _, dW, db = ask.all_numbers("dX, dW, db", conv2d_backward, 2 * error / error.size, image, W, padding=1)
        W, b = W - 0.2 * dW, b - 0.2 * db
    print(np.round(W[0, 0], 3))
except NotImplementedError:
    print("Tasks 2 and 3 are still open. Come back when both are done.")
