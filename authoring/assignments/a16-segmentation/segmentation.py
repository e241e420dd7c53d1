# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 16: Segmentation
#
# You will build what stands around a network that answers for every pixel: the matrix that counts its mistakes, the
# scores that are read off it, a loss for small things, the two ways up from a small map to a large one, and a U-Net with
# and without its skips. The last task scores depth, of which one picture never tells the scale.
#
# **Practices** [lecture 23, Segmentation and depth](../../course/23-segmentation-and-depth.ipynb). **Time** 90 minutes.
# **You need** PyTorch tensors and modules ([lecture 10](../../course/10-training-in-pytorch.ipynb)).
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the confusion matrix of pixels | 2 |
# | t2 | mean IoU and Dice | 3 |
# | t3 | the Dice loss | 3 |
# | t4 | max unpooling | 3 |
# | t5 | the transposed convolution | 3 |
# | t6 | a U-Net | 4 |
# | t7 | depth without a scale | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
# Write tasks 4 and 5 yourself: `F.max_unpool2d` and `F.conv_transpose2d` are the yardstick there, not the answer. Loops
# are fine, and so is the rest of PyTorch.
#
# **Rules.** Functions take and return PyTorch tensors, and **leave those that they were given as they were**. Tensors of
# real numbers are of type float64 in tasks 1 to 5 and 7, and float32 in task 6. Where a docstring says *number*, it may be
# Python's or a tensor without axes. $B$ is at least 1.
#
# **How exact.** Your numbers may be off by 0.0001, or by one part in 10,000 where they are larger than 1, and in a tensor
# with numbers above 1 by one part in 10,000 of the largest. So float32 is exact enough everywhere.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a16-segmentation/segmentation.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from helpers import ask, data


# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: what the tests ask with.
def real(numbers):
    """Return numbers as a tensor of float64."""
    return torch.tensor(np.asarray(numbers, dtype=float))


def matrix_of(confusion, prediction, truth, K):
    """Return the student's matrix, after a look at its form."""
    looks = {
        (256, 256): "255 is no class.",
        (K + 1, K + 1): "The ignored pixels make no class.",
        (K * K,): "Is it reshaped to rows and columns?",
    }
    matrix = ask.result(confusion, prediction, truth, K)
    hint = looks.get(
        tuple(getattr(matrix, "shape", ())),
        "There is a row and a column for each of the K classes, even if none occurs.",
    )
    matrix = ask.array(matrix, (K, K), "What confusion returns", hint)
    assert matrix.dtype.kind in "iu", (
        f"The matrix counts pixels, so it should hold integers; yours holds numbers of the type {matrix.dtype}."
    )
    return matrix


def mean_of(miou, matrix):
    """Return the student's mean IoU as a number."""
    found = ask.number(ask.result(miou, matrix), "What miou returns", "It is one mean, over the classes.", finite=False)
    assert np.isfinite(found), f"miou returned {found}. Is a class that occurs nowhere, whose IoU is 0/0, left out?"
    return found


def dice_of(dice, matrix):
    """Return the student's Dice coefficients as an array."""
    what, hint = "What dice returns", "There is one number for each class."
    return ask.array(ask.result(dice, matrix), (len(matrix),), what, hint, finite=False)


def loss_of(dice_loss, logits, truth, smooth):
    """Return the student's loss, a tensor without axes."""
    loss = ask.result(dice_loss, logits, truth, smooth)
    assert isinstance(loss, torch.Tensor), (
        f"dice_loss should return a tensor, so that gradients can go back; got {ask.kind_of(loss)}."
    )
    ask.number(loss, "What dice_loss returns", "It is one number, the mean over the images.")
    return loss


def slope_of(dice_loss, logits, truth, smooth):
    """Return the gradient of the student's loss with respect to the logits."""
    leaf = logits.clone().requires_grad_()
    loss = loss_of(dice_loss, leaf, truth, smooth)
    assert loss.requires_grad, (
        "No gradient goes back from the loss to the logits. Is it computed from decisions (argmax, round, >), in NumPy, "
        "or behind detach() or item()?"
    )
    (slope,) = torch.autograd.grad(loss, leaf, allow_unused=True)
    assert slope is not None, "No gradient goes back from the loss to the logits. Is it computed from them all the way?"
    return slope.numpy()


def unpooled(max_unpool2d, Y, index, size):
    """Return the student's larger maps, after a look at their shape."""
    B, C, height, width = Y.shape
    looks = {
        (B, C, 2 * height, 2 * width): "The size is given, and it need not be twice the old one.",
        (B, C, size[1], size[0]): "Are height and width exchanged?",
        (B, C, size[0] * size[1]): "Is it reshaped to rows and columns?",
        tuple(size): "There is a plane for each channel of each image.",
    }
    maps = ask.result(max_unpool2d, Y, index, size)
    hint = looks.get(tuple(getattr(maps, "shape", ())), "Each plane becomes one of the given size.")
    return ask.array(maps, (B, C, *size), "What max_unpool2d returns", hint)


def spread(transposed_conv2d, X, W, stride):
    """Return the student's larger maps, after a look at their shape."""
    (B, C, H, V), (_, D, k, _) = X.shape, W.shape
    shape = (B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    looks = {
        (B, D, H * stride, V * stride): "The last stamp ends k pixels after it begins.",
        (B, D, H * stride + k, V * stride + k): "Behind the last pixel no stride follows.",
        (B, D, H * stride + k - 1, V * stride + k - 1): "Are there zeros behind the last pixel, too?",
        (B, D, H + k - 1, V + k - 1): "Is the stride used?",
        (B, C, *shape[2:]): "W has the shape (C, D, k, k), and D channels come out.",
        (B, D, shape[3], shape[2]): "Are rows and columns exchanged?",
    }
    maps = ask.result(transposed_conv2d, X, W, stride)
    hint = looks.get(tuple(getattr(maps, "shape", ())), "How far from the first pixel does the last stamp reach?")
    return ask.array(maps, shape, "What transposed_conv2d returns", hint)


PARTS = ["down1", "down2", "bottom", "lift2", "up2", "lift1", "up1", "head"]


def built(UNet, channels, classes, skip):
    """Return a network of the student's, after a look at the names of its parts."""
    net = ask.result(UNet, channels, classes, skip)
    assert isinstance(net, nn.Module), f"UNet(...) should be an nn.Module; got {ask.kind_of(net)}."
    there = list(dict.fromkeys(name.split(".")[0] for name in net.state_dict()))
    missing, others = [name for name in PARTS if name not in there], [name for name in there if name not in PARTS]
    assert not missing, f"The network has no weights in {', '.join(missing)}. Is it an attribute, and made in __init__?"
    assert not others, f"The network has weights of its own in {', '.join(others)}, of which the table knows nothing."
    return net


def fill(net, rng):
    """Put random numbers into all weights of a network, and into what its batch norms have seen."""
    drawn = {}
    for name, value in net.state_dict().items():
        if name.endswith("num_batches_tracked"):
            drawn[name] = torch.tensor(7)
        elif name.endswith("running_var"):
            drawn[name] = torch.tensor(rng.uniform(0.5, 2, size=tuple(value.shape)), dtype=torch.float32)
        else:
            lift = 1.0 if name.endswith(".1.weight") else 0.0
            drawn[name] = torch.tensor(lift + 0.4 * rng.normal(size=tuple(value.shape)), dtype=torch.float32)
    net.load_state_dict(drawn)
    return drawn


def scores_of(net, X, classes):
    """Return the student's scores as an array, after a look at their shape."""
    B, _, height, width = X.shape
    looks = {
        (B, classes, height // 2, width // 2): "Does it come up twice?",
        (B, classes, height // 4, width // 4): "Does it come up again?",
        (B, height, width): "Scores are asked for, one for each class, not decisions.",
    }

    def forward(X):
        return net(X)

    scores = ask.result(forward, X)
    hint = looks.get(tuple(getattr(scores, "shape", ())), "There is a score for each class at each pixel.")
    return ask.array(scores, (B, classes, height, width), "What UNet returns", hint)


def depth_error(scale_invariant_error, d, d_star, mask):
    """Return the student's error as a number."""
    hint = "It is one number, for all valid pixels."
    found = ask.number(ask.result(scale_invariant_error, d, d_star, mask), "The error", hint, finite=False)
    assert np.isfinite(found), f"The error is {found}. Do pixels without a valid depth take part?"
    return found


def scale_of(median_scale, d, d_star, mask):
    """Return the student's scale as a number."""
    hint = "It is one number, for all valid pixels."
    found = ask.number(ask.result(median_scale, d, d_star, mask), "The scale", hint, finite=False)
    assert np.isfinite(found), f"The scale is {found}. Do pixels without a valid depth take part?"
    return found


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the confusion matrix of pixels (2 points)
#
# Everything that scores a segmentation can be read off one matrix of $K$ rows and $K$ columns. Its entry in row $k$ and
# column $j$ says how many pixels of the **true** class $k$ were **called** $j$, over all images together.
#
# Where nobody could tell the class, along edges above all, data sets write the label 255. Such pixels are *ignored*:
# whatever the prediction says there, they count nowhere. All other pixels have a true class from 0 to $K-1$, and the
# prediction has one everywhere. Not every class need occur, and it may be that every pixel is ignored.


# %% nbgrader={"grade": false, "grade_id": "t1_confusion", "locked": false, "schema_version": 3, "solution": true, "task": false}
def confusion(prediction, truth, K):
    """Return how many pixels of each true class were called what.

    prediction: tensor of integers (int64) of any shape, the predicted class of each pixel, 0 to K - 1
    truth: tensor of integers (int64) of the same shape, the true class of each pixel, or 255 where it is ignored
    K: number of classes, 1 to 100

    Returns a tensor (K, K) of integers: row k for the true class k, column j for the predicted class j.
    """
    ### BEGIN SOLUTION
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_confusion_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One image of 3×4 pixels and four classes, of which the last does not occur; two pixels are ignored.
truth = torch.tensor([[[0, 0, 2, 2], [1, 255, 2, 0], [0, 2, 255, 2]]])
prediction = torch.tensor([[[0, 1, 2, 0], [1, 2, 1, 0], [0, 2, 0, 2]]])
matrix = matrix_of(confusion, prediction, truth, 4)
likely = {
    "Rows are the truth, columns the prediction.": [[3, 0, 1, 0], [1, 1, 1, 0], [0, 0, 3, 0], [0, 0, 0, 0]],
    "Are the ignored pixels counted as class 0?": [[4, 1, 1, 0], [0, 1, 0, 0], [1, 1, 3, 0], [0, 0, 0, 0]],
    "Are the ignored pixels counted as the last class?": [[3, 1, 0, 0], [0, 1, 0, 0], [1, 1, 3, 0], [1, 0, 1, 0]],
    "Are the ignored pixels counted as class 1?": [[3, 1, 0, 0], [1, 1, 1, 0], [1, 1, 3, 0], [0, 0, 0, 0]],
    "Are the ignored pixels counted as right?": [[4, 1, 0, 0], [0, 1, 0, 0], [1, 1, 4, 0], [0, 0, 0, 0]],
    "Are only the pixels counted that are right?": [[3, 0, 0, 0], [0, 1, 0, 0], [0, 0, 3, 0], [0, 0, 0, 0]],
    "Is every pair counted only once?": [[1, 1, 0, 0], [0, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0]],
}
assert ask.close(matrix, [[3, 1, 0, 0], [0, 1, 0, 0], [1, 1, 3, 0], [0, 0, 0, 0]]), (
    "The rows should be 3, 1, 0, 0 for class 0, then 0, 1, 0, 0, then 1, 1, 3, 0, and 0, 0, 0, 0 for class 3, but are "
    f"{matrix.tolist()}. {ask.cause(matrix, likely, 'Count the pixels of class 2 on paper.')}"
)

# %% nbgrader={"grade": true, "grade_id": "t1_confusion_counts", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: many shapes against scikit-learn, all pixels ignored and a single class among them; many pixels of one
# class; the sum of the matrix; the arguments exchanged; what stands in the prediction where the truth is 255; classes with
# other numbers.
### BEGIN HIDDEN TESTS
from sklearn.metrics import confusion_matrix

rng = np.random.default_rng()
for shape, K, known in [
    ((3, 7, 5), 5, 5),
    ((6, 9), 4, 2),
    ((40,), 21, 9),
    ((2, 8, 8), 3, 3),
    ((1, 1, 1), 2, 2),
    ((2, 3, 4, 5), 2, 2),
    ((4, 6), 100, 100),
    ((20, 30), 16, 1),
]:
    first = int(rng.integers(0, K - known + 1))
    called, true = rng.integers(0, K, size=shape), rng.integers(first, first + known, size=shape)
    true.flat[0], called.flat[0] = first, (first + 1) % K
    called.flat[-1] = 0
    ignored = rng.random(shape) < 0.3
    ignored.flat[0], ignored.flat[-1] = False, true.size > 1
    marked = np.where(ignored, 255, true)
    matrix = matrix_of(confusion, torch.tensor(called), torch.tensor(marked), K)
    told = f"With labels of shape {shape}, K = {K} and some pixels ignored"
    assert matrix.sum() == np.sum(~ignored), (
        f"{told} the matrix must add up to the number of pixels that are not ignored; yours does not. "
        "Are ignored pixels counted somewhere, or classes left out?"
    )
    right = confusion_matrix(true[~ignored], called[~ignored], labels=range(K))
    likely = {"Rows are the truth, columns the prediction.": right.T}
    assert ask.close(matrix, right), (
        f"{told} the matrix disagrees with scikit-learn. {ask.cause(matrix, likely, 'Is every pixel at its place?')}"
    )
    other = np.where(ignored, rng.integers(0, K, size=shape), called)
    assert ask.close(matrix_of(confusion, torch.tensor(other), torch.tensor(marked), K), matrix), (
        "With another prediction where the truth is 255 the matrix must be the same; yours is not."
    )
    plain = matrix_of(confusion, torch.tensor(called), torch.tensor(true), K)
    assert ask.close(matrix_of(confusion, torch.tensor(true), torch.tensor(called), K), plain.T), (
        "Where no pixel is ignored and both arguments change places, the matrix must become its transpose; "
        "yours does not."
    )
    order = rng.permutation(K)
    matrix = matrix_of(confusion, torch.tensor(order[called]), torch.tensor(order[true]), K)
    assert ask.close(matrix[np.ix_(order, order)], plain), (
        "If the classes are numbered in another way, rows and columns must change their places with them, and nothing "
        "else; yours do not."
    )
matrix = matrix_of(confusion, torch.tensor([[3, 0], [1, 2]]), torch.full((2, 2), 255), 4)
assert ask.close(matrix, np.zeros((4, 4))), "Where every pixel is ignored the matrix must hold zeros; yours does not."
one = matrix_of(confusion, torch.zeros(2, 3).long(), torch.tensor([[0, 255, 0], [0, 0, 255]]), 1)
assert ask.close(one, [[4]]), (
    "With a single class, and four pixels that are not ignored, the matrix must be [[4]]; yours is not."
)
for side in (17, 190):
    pixels = side * side
    many = matrix_of(confusion, torch.ones(side, side).long(), torch.zeros(side, side).long(), 2)
    assert ask.close(many, [[0, pixels], [0, 0]], slack=1e-9), (
        f"Where {pixels} pixels of class 0 are called 1, that is what row 0 must hold in column 1; yours holds "
        f"{many[0, 1]}. Integers of 8 bits end at 127 or 255, and those of 16 bits at 32,767."
    )
truth, prediction = torch.tensor([2, 255, 0, 1]), torch.tensor([1, 1, 0, 1])
named = ask.array(ask.result(confusion, K=3, truth=truth, prediction=prediction), (3, 3), "What confusion returns")
assert ask.close(named, [[1, 0, 0], [0, 1, 0], [0, 1, 0]]), "With its arguments by name confusion gives another matrix."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: mean IoU and Dice (3 points)
#
# Take the matrix of task 1, whose rows are the truth. For a class $k$ let TP be the entry $(k, k)$, FN the rest of row
# $k$, and FP the rest of column $k$. Then
#
# $$\mathrm{IoU}_k=\frac{\mathrm{TP}}{\mathrm{TP}+\mathrm{FP}+\mathrm{FN}}\qquad\qquad
# \mathrm{Dice}_k=\frac{2\,\mathrm{TP}}{2\,\mathrm{TP}+\mathrm{FP}+\mathrm{FN}}$$
#
# - `miou` returns one number, the mean of $\mathrm{IoU}_k$ over the classes that **occur**. A class that occurs only in
#   the prediction, or only in the truth, has an IoU of 0, and that counts. A class that occurs in neither has 0/0 and is
#   left out of the mean.
# - `dice` returns $\mathrm{Dice}_k$ for each class, and `nan` for a class that occurs in neither.
#
# There is at least one pixel, so at least one class occurs.


# %% nbgrader={"grade": false, "grade_id": "t2_miou", "locked": false, "schema_version": 3, "solution": true, "task": false}
def miou(matrix):
    """Return the mean IoU of the classes that occur.

    matrix: tensor (K, K) of integers (int64), the number of pixels of each true class (row) with each prediction (column)

    Returns a number between 0 and 1.
    """
    ### BEGIN SOLUTION
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    return (hits[union > 0] / union[union > 0]).mean()
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_dice", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dice(matrix):
    """Return the Dice coefficient of each class.

    matrix: tensor (K, K) of integers (int64), the number of pixels of each true class (row) with each prediction (column)

    Returns a tensor (K,) of numbers between 0 and 1, and nan for a class that occurs neither in truth nor in prediction.
    """
    ### BEGIN SOLUTION
    return 2 * matrix.diagonal() / (matrix.sum(dim=0) + matrix.sum(dim=1))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_miou_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four classes. Class 2 occurs neither in the truth nor in the prediction.
matrix = torch.tensor([[5, 1, 0, 2], [3, 4, 0, 0], [0, 0, 0, 0], [1, 0, 0, 6]])
found = mean_of(miou, matrix)
likely = {
    "Is class 2, which occurs nowhere, counted as 0?": 0.395833,
    "Is class 2, which occurs nowhere, counted as 1?": 0.645833,
    "Is that the accuracy, the share of pixels that are right? Each class counts alike here.": 0.681818,
    "Is that the IoU of all classes thrown together? Each class counts alike here.": 0.517241,
    "Are the pixels that are right counted twice in the union?": 0.342484,
    "Are they counted twice in the union, and class 2 as 0?": 0.256863,
    "Are the pixels that are right taken off the union twice?": 1.238095,
    "Is it divided by the true pixels of a class alone?": 0.684524,
    "Is it divided by the predicted pixels of a class alone?": 0.701852,
    "Is that the mean of Dice?": 0.684967,
}
assert ask.close(found, (5 / 12 + 4 / 8 + 6 / 9) / 3), (
    "The classes 0, 1 and 3 have an IoU of 5/12, 4/8 and 6/9, and the mean is 0.5278, but yours is "
    f"{found:.4f}. {ask.cause(found, likely, 'Which pixels make the union of class 0?')}"
)

# Hidden tests: classes that occur only in the truth, only in the prediction, or nowhere; a single pixel; a single class;
# many pixels.
### BEGIN HIDDEN TESTS
for rows, right, why in [
    ([[4, 2], [0, 0]], 4 / 12, "A class that occurs in the prediction alone has an IoU of 0, and counts."),
    ([[4, 0], [3, 0]], 4 / 14, "A class that occurs in the truth alone has an IoU of 0, and counts."),
    ([[0, 2, 0], [0, 0, 0], [0, 0, 0]], 0, "Where nothing is right the mean is 0."),
    (
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        1,
        "A single pixel that is right makes an IoU of 1, and other classes do not occur.",
    ),
    ([[0, 1, 0], [0, 30, 0], [0, 0, 0]], 15 / 31, "A class of a single pixel counts as much as any other."),
    ([[9, 0, 0], [0, 0, 0], [0, 0, 2]], 1, "Where all is right the mean is 1."),
    ([[7]], 1, "One class can be all there is."),
    ([[3000000000, 1000000000], [0, 6000000000]], (3 / 4 + 6 / 7) / 2, "Are numbers cut off that are large?"),
]:
    found = mean_of(miou, torch.tensor(rows))
    assert ask.close(found, right), f"For the matrix {rows} miou is wrong. {why}"
rng = np.random.default_rng()
for K in (2, 3, 5, 19):
    numbers = rng.integers(0, 40, size=(K, K))
    numbers[0, 1], numbers[K - 1] = 50, 0
    if K > 3:
        numbers[:, 2], numbers[2], numbers[:, 3] = 0, 0, 0
        numbers[3, 0] = 25
    shares = []
    for k in range(K):
        union = numbers[k].sum() + numbers[:, k].sum() - numbers[k, k]
        shares += [numbers[k, k] / union] if union else []
    found = mean_of(miou, torch.tensor(numbers))
    assert ask.close(found, np.mean(shares)), (
        f"For a matrix of {K} classes, some of which occur nowhere or on one side alone, miou is wrong. Are row and "
        "column of each class in its union, what is right only once, and is the mean taken over classes that occur?"
    )
found = ask.number(ask.result(miou, matrix=torch.tensor([[4, 1], [3, 2]])), "What miou returns")
assert ask.close(found, (1 / 2 + 1 / 3) / 2), "With its argument by name miou gives another number."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_dice_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same matrix.
matrix = torch.tensor([[5, 1, 0, 2], [3, 4, 0, 0], [0, 0, 0, 0], [1, 0, 0, 6]])
found = dice_of(dice, matrix)
likely = {
    "Is the 2 above lost?": [0.294118, 0.333333, 0.4],
    "Is that the IoU?": [0.416667, 0.5, 0.666667],
    "Is it divided by the true pixels of a class alone?": [0.625, 0.571429, 0.857143],
    "Is it divided by the predicted pixels of a class alone?": [0.555556, 0.8, 0.75],
    "Are the pixels that are right taken off the sum below, which is right for the IoU?": [0.833333, 1.0, 1.333333],
}
assert ask.close(found[[0, 1, 3]], [10 / 17, 8 / 12, 12 / 15]), (
    "Classes 0, 1 and 3 have a Dice coefficient of 10/17, 8/12 and 12/15, which is 0.5882, 0.6667 and 0.8, but yours are "
    f"{np.round(found[[0, 1, 3]].astype(float), 4).tolist()}. "
    f"{ask.cause(found[[0, 1, 3]], likely, 'Which pixels stand in the sum below for class 0?')}"
)
assert np.isnan(found[2]), (
    f"Class 2 occurs neither in the truth nor in the prediction, so its coefficient should be nan; yours is {found[2]:g}."
)

# Hidden tests: classes that occur only in the truth, only in the prediction, or nowhere; a single class; many pixels.
### BEGIN HIDDEN TESTS
for rows, right, why in [
    ([[4, 2], [0, 0]], [4 / 5, 0], "A class that occurs in the prediction alone has a coefficient of 0."),
    ([[4, 0], [3, 0]], [8 / 11, 0], "A class that occurs in the truth alone has a coefficient of 0."),
    ([[0, 0, 0], [0, 1, 0], [0, 0, 0]], [np.nan, 1, np.nan], "Only one class occurs, in a single pixel."),
    ([[0, 2, 0], [0, 0, 0], [0, 0, 5]], [0, 0, 1], "All classes occur."),
    ([[7]], [1], "One class can be all there is."),
    ([[3000000000, 1000000000], [0, 6000000000]], [6 / 7, 12 / 13], "Are numbers cut off that are large?"),
]:
    found = dice_of(dice, torch.tensor(rows))
    assert np.array_equal(np.isnan(found), np.isnan(right)), (
        f"For the matrix {rows} the coefficient is nan for classes that occur, or a number for classes that do not. {why}"
    )
    assert ask.close(np.nan_to_num(found), np.nan_to_num(right)), f"For the matrix {rows} dice is wrong. {why}"
rng = np.random.default_rng()
for K in (2, 3, 5, 19):
    numbers = rng.integers(0, 40, size=(K, K))
    numbers[0, 1] = 90
    found = dice_of(dice, torch.tensor(numbers))
    assert np.all(np.isfinite(found)), f"For a matrix of {K} classes that all occur dice gives nan or infinity."
    by_hand = [2 * numbers[k, k] / (numbers[k].sum() + numbers[:, k].sum()) for k in range(K)]
    assert ask.close(found, by_hand), (
        f"For a matrix of {K} classes dice is wrong. Are row and column of each class in the sum below?"
    )
found = ask.array(ask.result(dice, matrix=torch.tensor([[4, 1], [3, 2]])), (2,), "What dice returns")
assert ask.close(found, [8 / 12, 4 / 8]), "With its argument by name dice gives other numbers."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: classes with other numbers; Dice from the IoU and the IoU from Dice; which is larger.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for K in (2, 4, 7):
    numbers = rng.integers(1, 60, size=(K, K)) * (rng.random((K, K)) < 0.7) + 30 * np.eye(K, dtype=int)
    if K == 7:
        numbers[4], numbers[:, 4], numbers[:, 2] = 0, 0, 0
        numbers[2, 0] = 11
    order = rng.permutation(K)
    matrix, mixed = torch.tensor(numbers), torch.tensor(numbers[np.ix_(order, order)])
    mean, coefficients = mean_of(miou, matrix), dice_of(dice, matrix)
    assert ask.close(mean_of(miou, mixed), mean, slack=1e-3), (
        "If the classes are numbered in another way the mean IoU must be the same; yours is not."
    )
    assert ask.close(np.nan_to_num(dice_of(dice, mixed)), np.nan_to_num(coefficients[order]), slack=1e-3), (
        "If the classes are numbered in another way the Dice coefficients must come in that order; yours do not."
    )
    union = numbers.sum(axis=0) + numbers.sum(axis=1) - np.diag(numbers)
    shares = np.diag(numbers)[union > 0] / union[union > 0]
    there = coefficients[union > 0]
    assert np.all(np.isfinite(there)), "dice gives nan or infinity for a class that occurs."
    assert ask.close(there, 2 * shares / (1 + shares)), "Dice must be 2 IoU / (1 + IoU) for each class; yours is not."
    assert np.all((there >= shares - 0.0001) & (there <= 1 + 0.0001)), (
        "Dice must lie between the IoU and 1; yours does not."
    )
    assert ask.close(mean, np.mean(there / (2 - there)), slack=1e-3), (
        "The mean IoU must be the mean of Dice / (2 - Dice) over the classes that occur; yours is not."
    )
    doubled = mean_of(miou, 2 * matrix), np.nan_to_num(dice_of(dice, 2 * matrix))
    assert ask.close(doubled[0], mean, slack=1e-3) and ask.close(doubled[1], np.nan_to_num(coefficients), slack=1e-3), (
        "With twice as many pixels of each kind all scores must be the same; yours are not."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: the Dice loss (3 points)
#
# For training, decisions have no slope, so probabilities take their place. There are two classes here: channel 0 of the
# logits is the background, **channel 1 the object**. Let $p$ be the probability of the object, by a softmax over the two
# channels of each pixel, and $y$ the truth, 1 on the object and 0 elsewhere. The loss of one image is
#
# $$1-\frac{2\sum p\,y+\varepsilon}{\sum p+\sum y+\varepsilon}$$
#
# with sums over all pixels **of that image**, and no squares anywhere. `smooth` is $\varepsilon$; it stands above *and*
# below. The loss of a batch is the mean of the losses of its images. So an image without an object counts as
# much as one that is full of it, which it would not if the pixels of all images were summed together.
#
# Logits may be as large as 10,000, of either sign. Gradients have to go back to the logits, and their numbers may be off
# by as much as others.


# %% nbgrader={"grade": false, "grade_id": "t3_dice_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dice_loss(logits, truth, smooth):
    """Return the Dice loss of a batch, through which gradients go back to the logits.

    logits: tensor (B, 2, H, W) of real numbers, for the background and for the object
    truth: tensor (B, H, W) of integers (int64), 1 on the object and 0 elsewhere
    smooth: positive number

    Returns a tensor without axes.
    """
    ### BEGIN SOLUTION
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_dice_loss_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two images of 2×3 pixels: one with an object of three pixels, one without any.
logits = real(
    [
        [[[1, 0, -2], [0.5, 1, 0]], [[3.2, -1.4, -1.6], [0.1, 1.8, -2.2]]],
        [[[0, 2, -1], [0, 0.5, 1]], [[-0.8, -0.9, -2.1], [-2.2, -0.9, 1]]],
    ]
)
truth = torch.tensor([[[1, 0, 1], [0, 1, 0]], [[0, 0, 0], [0, 0, 0]]])
found = loss_of(dice_loss, logits, truth, 1.0).item()
likely = {
    "Are the sums taken over the pixels of both images? Each image has a loss of its own.": 0.351857,
    "Is that the sum over the images, where the mean is asked for?": 0.804197,
    "Is the object in channel 1?": 0.726219,
    "Is smooth added below, too?": 0.188568,
    "Is smooth added above, too?": 0.682204,
    "Is smooth doubled above?": 0.121993,
    "Is the 2 above lost?": 0.560997,
    "Is the image without an object left out? Its loss counts like any other.": 0.219224,
    "Is the loss of the image without an object taken for 0?": 0.109612,
    "Is that the coefficient? The loss is 1 less it.": 0.597901,
    "That is built on the IoU, whose union counts what is shared once.": 0.453160,
    "Is p squared in the sum below? There are no squares here.": 0.198357,
    "Is that a sigmoid of channel 1 alone? Channel 0 takes part in a softmax.": 0.457979,
    "Is the softmax taken over the images? It belongs to the channels.": 0.453793,
    "Is the softmax taken over the columns? It belongs to the channels.": 0.446205,
    "Is the softmax taken over the rows? It belongs to the channels.": 0.437374,
    "Are there decisions in place of probabilities?": 0.0,
    "Are there logits in place of probabilities?": 0.102041,
    "Are there means in place of the sums? Next to means smooth weighs more.": 0.158623,
}
assert ask.close(found, 0.402099), (
    f"The images have losses of 0.2192 and 0.5850, and the mean is 0.4021, but yours is {found:.4f}. "
    f"{ask.cause(found, likely, 'Are p, the sums and smooth those of the formula, for each image alone?')}"
)
slope = slope_of(dice_loss, logits, truth, 1.0)
assert np.abs(slope).max() > 0.001, "The gradient of the loss with respect to the logits is 0 everywhere."


# %% nbgrader={"grade": true, "grade_id": "t3_dice_loss_formula", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: many shapes, truths and constants against the formula; perfect and opposite answers; logits of 10,000; an
# empty and a full image in one batch; arguments by name.
### BEGIN HIDDEN TESTS
def by_formula(logits, truth, smooth):
    """Return the loss of each image."""
    lead = np.clip(logits[:, 1] - logits[:, 0], -700, 700)
    p = 1 / (1 + np.exp(-lead))
    shared, total = (p * truth).sum(axis=(1, 2)), p.sum(axis=(1, 2)) + truth.sum(axis=(1, 2))
    return 1 - (2 * shared + smooth) / (total + smooth)


near_tie = torch.tensor([[[[10000.0, -9999.0]], [[9999.0, -10000.0]]]]).double()
found = loss_of(dice_loss, near_tie, torch.tensor([[[1, 0]]]), 0.5).item()
likely = {
    "Are large logits cut off?": 0.4,
    "Is smooth the one that is given?": 1 - 1.537883 / 2.537883,
    "Is smooth left out?": 1 - 0.537883 / 1.537883,
    "Is it divided by the number of images? Here it is 1.": (1 - 1.037883 / 2.037883) / 2,
}
assert ask.close(found, 1 - 1.037883 / 2.037883), (
    "For a pixel with logits of 10,000 and 9,999, and one with -9,999 and -10,000, the loss is wrong. Only the difference "
    f"counts in a softmax. {ask.cause(found, likely, 'Are the sums and smooth those of the formula?')}"
)
rng = np.random.default_rng()
for shape, smooth, scale in [
    ((3, 4, 5), 1.0, 1.0),
    ((2, 2, 7), 0.001, 2.0),
    ((4, 1, 3), 0.36, 1.0),
    ((1, 6, 2), 25.0, 3.0),
    ((5, 1, 1), 2.5, 2.0),
    ((2, 8, 8), 100.0, 1.0),
    ((2, 2, 2), 0.5, 1.0),
    ((2, 3, 4), 0.7, 3000.0),
]:
    B, H, W = shape
    logits = scale * rng.normal(size=(B, 2, H, W)) + scale * rng.normal(size=(B, 2, 1, 1))
    truth = (rng.random(shape) < rng.random((B, 1, 1))).astype(np.int64)
    truth[0] = 0
    truth[-1, 0, 0], truth[-1, -1, -1] = 1, 1
    right = by_formula(logits, truth, smooth)
    found = loss_of(dice_loss, torch.tensor(logits), torch.tensor(truth), smooth).item()
    likely = {
        "Is the sum taken over the images, where the mean is asked for?": right.sum(),
        "Is the object in channel 1?": by_formula(logits[:, ::-1], truth, smooth).mean(),
    }
    assert ask.close(found, right.mean()), (
        f"With logits of shape {(B, 2, H, W)} and smooth = {smooth:g} the loss is wrong. "
        f"{ask.cause(found, likely, 'Is the softmax taken over the channels, are sums taken for each image, and is smooth above and below?')}"
    )
truth = torch.tensor([[[1, 0, 0, 1], [0, 1, 0, 0]], [[0, 1, 1, 1], [1, 1, 0, 1]]])
for size in (30.0, 10000.0):
    sure = size * torch.stack([1 - 2.0 * truth, 2.0 * truth - 1], dim=1).double()
    assert loss_of(dice_loss, sure, truth, 1.0).item() <= 0.0001, (
        f"With logits of {size:g} and -{size:g} that are all right, the loss must be 0; yours is not."
    )
    opposite = loss_of(dice_loss, -sure, truth, 1.0).item()
    assert ask.close(opposite, 8 / 9), (
        f"With logits of {size:g} and -{size:g} that are all wrong, the loss is not what the formula gives."
    )
logits = torch.zeros(2, 2, 3, 4).double()
logits[0, 0], logits[1, 1] = 4.0, 6.0
truth = torch.stack([torch.zeros(3, 4), torch.ones(3, 4)]).long()
one_by_one = [loss_of(dice_loss, logits[at : at + 1], truth[at : at + 1], 1.0).item() for at in (0, 1)]
assert ask.close(loss_of(dice_loss, logits, truth, 1.0).item(), np.mean(one_by_one), slack=1e-3), (
    "The loss of an empty and a full image must be the mean of the losses of each alone; yours is not. "
    "Are the pixels of both summed together?"
)
found = ask.result(dice_loss, smooth=2.0, truth=truth, logits=logits)
assert ask.close(
    ask.number(found, "What dice_loss returns"), np.mean(by_formula(logits.numpy(), truth.numpy(), 2.0))
), "With its arguments by name dice_loss gives another loss."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_dice_loss_gradient", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the gradient against small changes of single logits; what it adds up to over the two channels.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape, smooth in [((2, 2, 3), 1.0), ((1, 1, 2), 0.24), ((3, 2, 1), 3.0)]:
    B, H, W = shape
    logits = torch.tensor(rng.uniform(-1.5, 1.5, size=(B, 2, H, W)))
    truth = torch.tensor(rng.integers(0, 2, size=shape))
    truth[0], truth[-1, 0, -1] = 0, 1
    leaf = logits.clone().requires_grad_()
    p = torch.sigmoid(leaf[:, 1] - leaf[:, 0]).flatten(1)
    y = truth.flatten(1)
    each = (2 * torch.einsum("bi,bi->b", p, y.double()) + smooth) / (p.sum(1) + y.sum(1) + smooth)
    (right,) = torch.autograd.grad(1 - each.mean(), leaf)
    slope = slope_of(dice_loss, logits, truth, smooth)
    told = f"With logits of shape {(B, 2, H, W)} and smooth = {smooth:g}"
    likely = {
        "Is the sum taken over the images?": B * right.numpy(),
        "Is its sign turned round?": -right.numpy(),
    }
    assert np.all(np.isfinite(slope)), f"{told} the gradient holds nan or infinity."
    assert ask.near(slope, right.numpy()), (
        f"{told} the gradient with respect to the logits is wrong. "
        f"{ask.cause(slope, likely, 'Does all of the formula take part, with nothing detached, cut off or rounded?')}"
    )
    assert np.all(np.abs(slope.sum(axis=1)) <= 0.0002), (
        f"{told} the two gradients of a pixel must add up to 0, because a softmax sees only the difference of its logits."
    )
logits = torch.tensor([[[[0.3, -1.2, 0.8]], [[-0.4, 0.6, 1.1]]]]).double()
truth = torch.tensor([[[1, 0, 1]]])
at, step, up, down = (0, 1, 0, 1), 0.05, logits.clone(), logits.clone()
up[at] += step
down[at] -= step
rise = loss_of(dice_loss, up, truth, 0.4).item() - loss_of(dice_loss, down, truth, 0.4).item()
assert np.abs(slope_of(dice_loss, logits, truth, 0.4)[at] - rise / (2 * step)) <= 0.01, (
    "The gradient of one logit must be what the loss rises by when that logit rises a little; yours is not."
)
sure = torch.tensor([[[[-10000.0, 10000.0]], [[10000.0, -10000.0]]]]).double()
slope = slope_of(dice_loss, sure, torch.tensor([[[0, 1]]]), 1.0)
assert np.all(np.isfinite(slope)), "With logits of 10,000 the gradient holds nan or infinity."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: max unpooling (3 points)
#
# Max pooling kept the largest pixel of each window and where it was, and SegNet puts it back there, among zeros. In
# PyTorch's manner each plane (a channel of an image) has pixels with numbers that count row by row, so that the pixel in
# row $r$ and column $c$ of a plane with `width` columns has the number $r\cdot\text{width}+c$. `index` holds one such
# number for each pixel of `Y`. It counts within *its own plane of the large map*.
#
# The `size` of the large map is **given**, since it need not be twice the old one: pooling leaves rows over, and windows
# may overlap. Where they do, a pixel can have been the largest of several windows. The same value then comes several
# times with the same number, and stands there *once*. Values of `Y` can have any sign.


# %% nbgrader={"grade": false, "grade_id": "t4_max_unpool2d", "locked": false, "schema_version": 3, "solution": true, "task": false}
def max_unpool2d(Y, index, size):
    """Put numbers back to where they were in a larger map of zeros.

    Y: tensor (B, C, h, w) of real numbers, what max pooling kept
    index: tensor (B, C, h, w) of integers (int64), the number of the pixel in its plane of the large map
    size: pair of integers (height, width) of the large map

    Returns a new tensor (B, C, height, width).
    """
    ### BEGIN SOLUTION
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_max_unpool2d_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One image with two channels. Each has two numbers, and becomes a plane of 3×5.
Y = real([[[[2.5, -1.0]], [[3.0, 0.5]]]])
index = torch.tensor([[[[6, 3]], [[14, 0]]]])
maps = unpooled(max_unpool2d, Y, index, (3, 5))
right = [
    [[0, 0, 0, -1, 0], [0, 2.5, 0, 0, 0], [0, 0, 0, 0, 0]],
    [[0.5, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 3]],
]
both = [[0.5, 0, 0, -1, 0], [0, 2.5, 0, 0, 0], [0, 0, 0, 0, 3]]
likely = {
    "Are pixels counted column by column?": [[0, -1, 2.5, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]],
    "Has the first pixel the number 1? It has the number 0.": [[0, 0, -1, 0, 0], [2.5, 0, 0, 0, 0], [0, 0, 0, 0, 0]],
    "Does a row have 4 pixels, twice those of Y? The size is given.": [
        [0, 0, 0, -1, 0],
        [0, 0, 2.5, 0, 0],
        [0, 0, 0, 0, 0],
    ],
    "Are negative numbers lost?": [[0, 0, 0, 0, 0], [0, 2.5, 0, 0, 0], [0, 0, 0, 0, 0]],
    "Has a number lost its sign?": [[0, 0, 0, 1, 0], [0, 2.5, 0, 0, 0], [0, 0, 0, 0, 0]],
    "Are numbers cut to whole ones?": [[0, 0, 0, -1, 0], [0, 2, 0, 0, 0], [0, 0, 0, 0, 0]],
    "Are the other pixels 1? They are 0.": [[1, 1, 1, -1, 1], [1, 2.5, 1, 1, 1], [1, 1, 1, 1, 1]],
    "Do the numbers of the other channel come here, too?": both,
    "Is each number repeated all over its window? It stands at one pixel.": [[2.5, 2.5, 2.5, -1, -1]] * 3,
}
assert ask.close(maps[0], right), (
    "The first plane should be 0 but for 2.5 in row 1, column 1, and -1 in row 0, column 3; the second but for 3 in its "
    f"last corner and 0.5 in its first. Yours are {np.round(maps[0].astype(float), 4).tolist()}. "
    f"{ask.cause(maps[0, 0], likely, 'Which row and column has the pixel number 6, where a row has 5 pixels?')}"
)

# %% nbgrader={"grade": true, "grade_id": "t4_max_unpool2d_pooled", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: what PyTorch pooled, put back: many shapes, odd sizes, windows that overlap, negative numbers; pooled again.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape, k, stride in [
    ((2, 3, 6, 8), 2, 2),
    ((3, 2, 7, 9), 2, 2),
    ((2, 2, 9, 5), 3, 3),
    ((1, 4, 7, 9), 3, 2),
    ((2, 1, 6, 7), 3, 1),
    ((2, 2, 8, 11), 2, 4),
    ((1, 1, 1, 7), 1, 2),
]:
    size = shape[2:]
    for lift in (0.0, 200.0, -200.0):
        X = torch.tensor(0.37 * (rng.permutation(int(np.prod(shape))) - np.prod(shape) / 2 + 0.3).reshape(shape) + lift)
        Y, index = F.max_pool2d(X, k, stride, return_indices=True)
        maps = unpooled(max_unpool2d, Y, index, size)
        right = np.zeros(shape)
        for b, c, u, v in np.ndindex(tuple(Y.shape)):
            right[(b, c, *divmod(int(index[b, c, u, v]), size[1]))] = Y[b, c, u, v]
        told = f"With maps of shape {shape}, pooled by windows of {k}×{k} with stride {stride} and put back,"
        swapped = np.zeros((*shape[:2], size[1], size[0]))
        swapped.reshape(*shape[:2], -1)[...] = right.reshape(*shape[:2], -1)
        likely = {"Are pixels counted column by column?": swapped.swapaxes(2, 3)}
        assert np.all(maps[right == 0] == 0), (
            f"{told} pixels that were not the largest of a window must be exactly 0; yours are not. "
            f"{ask.cause(maps, likely, 'Does each plane have its own numbers, and a row as many pixels as the size says?')}"
        )
        summed = torch.zeros(*shape[:2], size[0] * size[1]).double().scatter_add(2, index.flatten(2), Y.flatten(2))
        likely = {"Is a number added up that comes several times? It stands there once.": summed.reshape(shape).numpy()}
        assert ask.near(maps, right), (
            f"{told} the largest pixels must have their old values at their old places; yours have not. "
            f"{ask.cause(maps, likely, 'Does each number go to its own plane, row and column?')}"
        )
        if stride >= k and lift >= 0:
            X = X.abs()
            Y, index = F.max_pool2d(X, k, stride, return_indices=True)
            again = F.max_pool2d(torch.tensor(unpooled(max_unpool2d, Y, index, size)), k, stride)
            assert ask.near(again.numpy(), Y.numpy()), (
                f"{told} and then pooled again, positive numbers must come out as they went in; yours do not."
            )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_max_unpool2d_torch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: against PyTorch's max_unpool2d, and by the law of the adjoint; zeros; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape, size in [((2, 3, 3, 4), (7, 9)), ((3, 2, 4, 2), (8, 5)), ((1, 5, 2, 2), (4, 4)), ((4, 1, 1, 3), (3, 7))]:
    B, C, h, w = shape
    height, width = size
    numbers = [rng.permutation(height * width)[: h * w] for _ in range(B * C)]
    index = torch.tensor(np.array(numbers).reshape(shape))
    Y, Z = torch.tensor(rng.normal(size=shape)), torch.tensor(rng.normal(size=(B, C, height, width)))
    maps = unpooled(max_unpool2d, Y, index, size)
    told = f"With Y of shape {shape} and size {size}"
    right = torch.zeros(B, C, height * width).double().scatter(2, index.flatten(2), Y.flatten(2)).reshape(Z.shape)
    assert ask.near(maps, right.numpy()), (
        f"{told} the maps disagree with PyTorch's max_unpool2d. Does every plane get its own numbers, at its own places?"
    )
    picked = Z.flatten(2).gather(2, index.flatten(2)).reshape(shape)
    there, back = np.sum(maps * Z.numpy()), np.sum((Y * picked).numpy())
    slack = np.abs(right.numpy()).max() if np.abs(right.numpy()).max() > 1 else 1.0
    assert np.abs(there - back) <= 0.0001 * slack * np.sum(np.abs(Z.numpy())), (
        f"{told} the products of the maps and any other maps Z must add up to those of Y and what index picks out of Z; "
        "yours do not. Is something lost, doubled or misplaced?"
    )
X = torch.tensor(0.37 * (rng.permutation(2 * 3 * 8 * 6) + 0.5).reshape(2, 3, 8, 6))
Y, index = F.max_pool2d(X, 2, return_indices=True)
assert ask.near(unpooled(max_unpool2d, Y, index, (8, 6)), F.max_unpool2d(Y, index, 2).numpy()), (
    "Where pooling by 2×2 is undone the maps disagree with PyTorch's max_unpool2d."
)
maps = ask.array(ask.result(max_unpool2d, size=(9, 7), index=index, Y=Y), (2, 3, 9, 7), "What max_unpool2d returns")
picked = maps.reshape(2, 3, 63)[np.arange(2)[:, None, None], np.arange(3)[:, None], index.flatten(2).numpy()]
assert ask.near(picked, Y.flatten(2).numpy()), "With its arguments by name max_unpool2d gives other maps."
maps = unpooled(max_unpool2d, real([[[[-0.25, 0.0]]]]), torch.tensor([[[[1, 4]]]]), (2, 3))
assert ask.close(maps, [[[[0, -0.25, 0], [0, 0, 0]]]]), "A number that is negative, or 0, is put back like any other."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: the transposed convolution (3 points)
#
# U-Net itself comes up by a convolution with learned weights, run backward. Each pixel of the small map stamps the whole
# kernel into the large one, times its value. The next pixel stamps `stride` pixels further on, and where stamps overlap
# they add up:
#
# $$y_{b,\,d,\;su+i,\;sv+j}\mathrel{+}=\sum_{c} x_{b,c,u,v}\; w_{c,d,i,j}$$
#
# for all $u, v$ of the small map and all $i, j$ of the kernel. The kernel is not flipped. As in PyTorch the weights have
# the shape $(C, D, k, k)$, with the $C$ channels that come *in* first and the $D$ that go *out* second. The large map has
# just the size that the stamps need, $(H-1)s+k$ rows and $(V-1)s+k$ columns for a small map of $H\times V$; pixels on
# which no stamp falls are 0. There is neither padding nor bias.


# %% nbgrader={"grade": false, "grade_id": "t5_transposed_conv2d", "locked": false, "schema_version": 3, "solution": true, "task": false}
def transposed_conv2d(X, W, stride):
    """Return the larger maps that kernels stamp.

    X: tensor (B, C, H, V) of real numbers, the small maps
    W: tensor (C, D, k, k) of real numbers, a kernel for each pair of a channel that comes in and one that goes out
    stride: number of pixels from one stamp to the next, 1 or more

    Returns a new tensor (B, D, (H - 1) * stride + k, (V - 1) * stride + k).
    """
    ### BEGIN SOLUTION
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_transposed_conv2d_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two pixels in a row, a kernel of 3×3, stride 2: the stamps overlap in the middle column.
X = real([[[[2.0, -1.0]]]])
W = real([[[[1.0, 2.0, -1.0], [0.0, 3.0, 0.5], [-2.0, 1.0, 4.0]]]])
maps = spread(transposed_conv2d, X, W, 2)
likely = {
    "Is the kernel flipped?": [[8, 2, -8, -1, 2], [1, 6, -0.5, -3, 0], [-2, 4, 3, -2, -1]],
    "Is the kernel mirrored, rows for columns?": [[2, 0, -5, 0, 2], [4, 6, 0, -3, -1], [-2, 1, 9, -0.5, -4]],
    "Does the second stamp overwrite the first? They add up.": [
        [2, 4, -1, -2, 1],
        [0, 6, 0, -3, -0.5],
        [-4, 2, 2, -1, -4],
    ],
    "Is the second stamp only one pixel further on?": [[2, 3, -4, 1, 0], [0, 6, -2, -0.5, 0], [-4, 4, 7, -4, 0]],
    "Do the stamps count in turn from the other end?": [[-1, -2, 3, 4, -2], [0, -3, -0.5, 6, 1], [2, -1, -8, 2, 8]],
    "Is the mean taken where stamps overlap?": [[2, 4, -1.5, -2, 1], [0, 6, 0.5, -3, -0.5], [-4, 2, 5, -1, -4]],
}
assert ask.close(maps[0, 0], [[2, 4, -3, -2, 1], [0, 6, 1, -3, -0.5], [-4, 2, 10, -1, -4]]), (
    "The rows should be 2, 4, -3, -2, 1, then 0, 6, 1, -3, -0.5, then -4, 2, 10, -1, -4, but are "
    f"{np.round(maps[0, 0].astype(float), 4).tolist()}. "
    f"{ask.cause(maps[0, 0], likely, 'Where does the stamp of the second pixel begin?')}"
)
# Two channels come in and three go out. The stamps of 1×1 do not overlap.
X, W = real([[[[1.0]], [[-2.0]]]]), real([[[[3.0]], [[0.5]], [[0.0]]], [[[1.0]], [[-1.0]], [[4.0]]]])
maps = spread(transposed_conv2d, X, W, 1)
assert ask.close(maps[0, :, 0, 0], [1, 2.5, -8]), (
    "Channels of 1 and -2, with weights of 3, 0.5, 0 for the first and 1, -1, 4 for the second, should make 1, 2.5 and -8, "
    f"but make {np.round(maps[0, :, 0, 0].astype(float), 4).tolist()}. Is the sum taken over the channels that come in?"
)

# %% nbgrader={"grade": true, "grade_id": "t5_transposed_conv2d_torch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: many shapes and strides against PyTorch, strides that are larger than the kernel among them; large
# numbers; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for X_shape, W_shape, stride in [
    ((2, 3, 4, 5), (3, 2, 3, 3), 1),
    ((2, 2, 3, 6), (2, 2, 2, 2), 2),
    ((1, 3, 5, 2), (3, 3, 4, 4), 2),
    ((3, 1, 2, 4), (1, 4, 3, 3), 2),
    ((2, 4, 3, 2), (4, 1, 2, 2), 3),
    ((1, 2, 4, 3), (2, 3, 1, 1), 1),
    ((1, 2, 3, 4), (2, 3, 1, 1), 3),
    ((2, 2, 1, 1), (2, 5, 3, 3), 4),
    ((1, 1, 1, 6), (1, 1, 5, 5), 3),
]:
    for scale in (1.0, 1e4):
        X, W = torch.tensor(scale * rng.normal(size=X_shape)), torch.tensor(rng.normal(size=W_shape))
        right = F.conv_transpose2d(X, W, stride=stride).numpy()
        maps = spread(transposed_conv2d, X, W, stride)
        likely = {"Is the kernel flipped?": F.conv_transpose2d(X, W.flip(2, 3), stride=stride).numpy()}
        likely["Is the kernel mirrored, rows for columns?"] = F.conv_transpose2d(X, W.mT, stride=stride).numpy()
        if W_shape[0] == W_shape[1]:
            likely["Are the channels that come in and go out exchanged?"] = F.conv_transpose2d(
                X, W.transpose(0, 1), stride=stride
            ).numpy()
        assert ask.near(maps, right), (
            f"With X of shape {X_shape}, W of shape {W_shape}, stride {stride} and numbers of size {scale:g}, "
            "transposed_conv2d disagrees with PyTorch. "
            f"{ask.cause(maps, likely, 'Does each pixel stamp once, at its place, and do stamps add up?')}"
        )
X, W = torch.tensor(rng.normal(size=(2, 3, 2, 3))), torch.tensor(rng.normal(size=(3, 2, 3, 3)))
right = F.conv_transpose2d(X, W, stride=2).numpy()
maps = ask.result(transposed_conv2d, stride=2, W=W, X=X)
assert ask.near(ask.array(maps, right.shape, "What transposed_conv2d returns"), right), (
    "With its arguments by name transposed_conv2d gives other maps."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_transposed_conv2d_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the law of the adjoint, with conv2d; a single pixel prints the kernel; sums of maps.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for (B, C, H, V), D, k, stride in [((2, 3, 3, 5), 2, 3, 2), ((1, 2, 4, 2), 3, 2, 1), ((2, 2, 3, 4), 2, 2, 3)]:
    X, W = torch.tensor(rng.normal(size=(B, C, H, V))), torch.tensor(rng.normal(size=(C, D, k, k)))
    A = torch.tensor(rng.normal(size=(B, D, (H - 1) * stride + k, (V - 1) * stride + k)))
    maps = spread(transposed_conv2d, X, W, stride)
    there, back = np.sum(F.conv2d(A, W, stride=stride).numpy() * X.numpy()), np.sum(A.numpy() * maps)
    slack = np.abs(maps).max() if np.abs(maps).max() > 1 else 1.0
    assert np.abs(there - back) <= 0.0001 * slack * np.sum(np.abs(A.numpy())), (
        f"With a kernel of {k}×{k} and stride {stride} the maps are not the adjoint of conv2d: the products of conv2d(A) and X "
        "must add up to those of A and your maps, for every A, and they do not. Is the kernel flipped, or are channels exchanged?"
    )
    X = torch.zeros(B, C, H, V).double()
    X[B - 1, 1, 1, V - 1] = -1.5
    maps = spread(transposed_conv2d, X, W, stride)
    right = np.zeros(maps.shape)
    right[B - 1, :, stride : stride + k, (V - 1) * stride :] = -1.5 * W[1].numpy()
    likely = {"Is the kernel flipped?": -1.5 * W[1].flip(1, 2).numpy()}
    assert ask.near(maps, right), (
        f"With X 0 but for one pixel, in row 1 and the last column, and stride {stride}, the maps of its image must show the "
        "kernels of its channel there, times the pixel, and all else must be 0; yours do not. "
        f"{ask.cause(maps[B - 1, :, stride : stride + k, (V - 1) * stride :], likely, 'Where does the stamp begin?')}"
    )
X, other, W = (torch.tensor(rng.normal(size=shape)) for shape in [(2, 2, 3, 4), (2, 2, 3, 4), (2, 3, 3, 3)])
whole, first, second = (spread(transposed_conv2d, part, W, 2) for part in (2 * X - 3 * other, X, other))
assert ask.near(whole, 2 * first - 3 * second, slack=1e-3), (
    "Twice one small map minus three times another must make twice the one's large map minus three times the other's; "
    "yours does not. Is something cut off, or are pixels taken by their size?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: a U-Net (4 points)
#
# Build the network of lecture 23 with transposed convolutions on the way up, and with skips that can be left out.
# `channels` holds four numbers: $c_0$ channels of the picture, and $c_1, c_2, c_3$ at full, half and a quarter of the
# resolution. Use `block` below for a 3×3 convolution with batch norm and ReLU. The parts are attributes with these
# **names**, and there are no other weights:
#
# | part | what it is | channels |
# | --- | --- | --- |
# | `down1` | block | $c_0\to c_1$ |
# | `down2` | block | $c_1\to c_2$ |
# | `bottom` | block | $c_2\to c_3$ |
# | `lift2` | `nn.ConvTranspose2d`, kernel 2, stride 2, with bias | $c_3\to c_2$ |
# | `up2` | block | what is joined $\to c_2$ |
# | `lift1` | `nn.ConvTranspose2d`, kernel 2, stride 2, with bias | $c_2\to c_1$ |
# | `up1` | block | what is joined $\to c_1$ |
# | `head` | `nn.Conv2d`, kernel 1, with bias | $c_1\to$ `classes` |
#
# The picture goes through `down1`, 2×2 max pooling, `down2`, 2×2 max pooling, `bottom`, `lift2`, `up2`, `lift1`, `up1`
# and `head`, in this order. With `skip`, what `lift2` and `lift1` return is joined with the maps of the same resolution
# from the way down, as they were **before pooling**. Joined means concatenated along the channels: first those that come
# up, **then the skip**. Without `skip` the blocks `up2` and `up1` see only what comes up. Scores come out, one for each
# class at each pixel, without a softmax. Height and width are divisible by 4, and nothing is cropped or padded besides
# what `block` does.


# %% nbgrader={"grade": false, "grade_id": "t6_block", "locked": true, "schema_version": 3, "solution": false, "task": false}
def block(c_in, c_out):
    """Return a convolution of 3×3 with batch norm and ReLU, which leaves height and width as they are."""
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1, bias=False), nn.BatchNorm2d(c_out), nn.ReLU())


# %% nbgrader={"grade": false, "grade_id": "t6_unet", "locked": false, "schema_version": 3, "solution": true, "task": false}
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        """Build the parts.

        channels: four integers c0, c1, c2, c3, as in the text
        classes: number of classes
        skip: True or False, whether maps from the way down are joined on the way up
        """
        ### BEGIN SOLUTION
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)
        ### END SOLUTION

    def forward(self, X):
        """Return the scores of each pixel.

        X: tensor (B, c0, H, W) of real numbers, the pictures

        Returns a tensor (B, classes, H, W).
        """
        ### BEGIN SOLUTION
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.lift1(self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising))
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_unet_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The number of weights of each part, for pictures with one channel, 4, 8 and 12 channels inside, and 3 classes.
# It is called with_skip here, so that no forward finds by accident a skip that is not its own.
wanted = {"down1": 44, "down2": 304, "bottom": 888, "lift2": 392, "up2": 592, "lift1": 132, "up1": 152, "head": 15}
for with_skip in (True, False):
    net = built(UNet, (1, 4, 8, 12), 3, with_skip)
    if with_skip:
        wanted |= {"up2": 1168, "up1": 296}
    else:
        wanted |= {"up2": 592, "up1": 152}
    for name, right in wanted.items():
        number = int(np.sum([p.numel() for part, p in net.named_parameters() if part.split(".")[0] == name]))
        hint = "Is it of the kind and the channels of the table, with a bias where it says so?"
        if name in ("up2", "up1"):
            hint = {
                True: "With skip it sees the channels that come up and those of the skip, one behind the other.",
                False: "Without skip it sees only what comes up.",
            }[with_skip]
        assert number == right, f"With skip = {with_skip}, {name} should have {right} weights, but has {number}. {hint}"
    scores_of(net.eval(), torch.rand(2, 1, 8, 12), 3)

# %% nbgrader={"grade": true, "grade_id": "t6_unet_shapes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: 24×24 and 16×32 pixels and others; other channels; the weights' shapes; evaluation gives the same twice,
# and for each picture alone; gradients reach every weight, through each skip too; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def shapes_of(channels, classes, skip):
    """Return the shapes of the weights, by name."""
    c0, c1, c2, c3 = channels
    wide = 1 + skip
    kernels = {"down1": (c1, c0), "down2": (c2, c1), "bottom": (c3, c2), "up2": (c2, wide * c2), "up1": (c1, wide * c1)}
    shapes = {f"{name}.0.weight": (*pair, 3, 3) for name, pair in kernels.items()}
    shapes |= {f"{name}.1.{part}": (kernels[name][0],) for name in kernels for part in ("weight", "bias")}
    shapes |= {"lift2.weight": (c3, c2, 2, 2), "lift2.bias": (c2,), "lift1.weight": (c2, c1, 2, 2), "lift1.bias": (c1,)}
    return shapes | {"head.weight": (classes, c1, 1, 1), "head.bias": (classes,)}


for channels, classes, skip, sizes in [
    ((1, 4, 6, 8), 4, True, (24, 24)),
    ((1, 4, 6, 8), 4, False, (24, 24)),
    ((3, 5, 4, 7), 2, True, (16, 32)),
    ([2, 3, 7, 5], 6, False, (16, 32)),
    ((4, 2, 2, 2), 1, True, (4, 20)),
    ((1, 6, 3, 1), 5, False, (12, 4)),
]:
    net = built(UNet, channels, classes, skip)
    found = {name: tuple(value.shape) for name, value in net.named_parameters()}
    told = f"With channels {channels}, {classes} classes and skip = {skip}"
    for name, shape in shapes_of(channels, classes, skip).items():
        assert found.pop(name, None) == shape, (
            f"{told} the weights {name} are not there or not of the shape that the table of the text means. "
            "Which channels does each part see, which does it make, and is it a single block or layer?"
        )
    assert not found, f"{told} there are weights of which the table knows nothing: {', '.join(found)}."
    fill(net, rng)
    net.eval()
    X = torch.tensor(rng.normal(size=(3, channels[0], *sizes)), dtype=torch.float32)
    scores = scores_of(net, X, classes)
    assert ask.near(scores_of(net, X, classes), scores), (
        f"{told}, in evaluation, the same pictures must have the same scores twice; yours have not. Is something drawn at random?"
    )
    alone = scores_of(net, X[1:2], classes)
    assert ask.near(alone, scores[1:2], slack=1e-3), (
        f"{told}, in evaluation, a picture must have the same scores alone and in a batch; yours has not."
    )
    net.train()
    out = net(X)
    leaves = dict(net.named_parameters())
    aim = torch.tensor(rng.normal(size=tuple(out.shape)), dtype=torch.float32)
    assert out.requires_grad, f"{told} no gradient goes back from the scores. Is something detached?"
    for name, slope in zip(
        leaves, torch.autograd.grad((out * aim).sum(), list(leaves.values()), allow_unused=True), strict=True
    ):
        assert slope is not None, f"{told} no gradient reaches {name}. Is that part used on the way?"
# Where a lift has weights of 0, gradients come to the way down at its height through the skip or not at all.
fixed = np.random.default_rng(6)
for lift, part in [("lift2", "down2"), ("lift1", "down1")]:
    net = built(UNet, (1, 4, 5, 6), 3, True)
    weights = fill(net, fixed)
    weights[f"{lift}.weight"] = torch.zeros_like(weights[f"{lift}.weight"])
    net.load_state_dict(weights)
    X, aim = (torch.tensor(fixed.normal(size=(2, c, 8, 12)), dtype=torch.float32) for c in (1, 3))
    scores_of(net.train(), X, 3)
    leaf = dict(net.named_parameters())[f"{part}.0.weight"]
    (slope,) = torch.autograd.grad((net(X) * aim).sum(), leaf, allow_unused=True)
    assert slope is not None and slope.abs().max() > 1e-4, (
        f"With skips, and weights of 0 in {lift}, gradients must still go back to {part}, through its skip; none does. Are "
        "the maps of the way down detached?"
    )
named = ask.result(UNet, skip=True, classes=2, channels=(1, 2, 3, 4))
assert scores_of(named.eval(), torch.rand(1, 1, 4, 8), 2).shape == (1, 2, 4, 8), (
    "With arguments by name UNet is another."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_unet_detail", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: two pictures that differ within the windows of the first pooling only, so that the pooled maps are the
# same: without skips they have the same scores, with skips they have not.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(16)
for skip in (False, True):
    for kind in ("pixels", "places"):
        net = built(UNet, (1, 4, 5, 6), 3, skip)
        weights = fill(net, rng)
        # down1 hands the picture on: only its middle weights are not 0, and its batch norm changes nothing.
        first = torch.zeros(4, 1, 3, 3)
        first[:, 0, 1, 1] = torch.tensor(rng.uniform(0.5, 1.5, size=4))
        weights["down1.0.weight"] = first
        for part, value in (("weight", 1.0), ("bias", 0.0), ("running_mean", 0.0), ("running_var", 1.0)):
            weights[f"down1.1.{part}"] = torch.full((4,), value)
        shape = tuple(net.state_dict()["up1.0.weight"].shape)
        weights["up1.0.weight"] = torch.tensor(rng.uniform(0.2, 1, size=shape), dtype=torch.float32)
        weights["up1.1.bias"] = torch.full((4,), 20.0)
        weights["up1.1.weight"] = torch.tensor([1.0, 0.7, 1.3, 0.9])
        weights["up1.1.running_mean"] = torch.zeros(4)
        weights["head.weight"] = torch.tensor(rng.uniform(0.5, 1, size=(3, 4, 1, 1)), dtype=torch.float32)
        try:
            net.load_state_dict(weights)
        except RuntimeError:
            raise AssertionError(f"With skip = {skip} the weights of down1, up1 or head have a wrong shape.") from None
        net.eval()
        X = rng.uniform(0.5, 3, size=(2, 1, 8, 12))
        windows = X.reshape(2, 1, 4, 2, 6, 2)
        if kind == "pixels":
            other = windows[:, :, :, ::-1, :, ::-1].reshape(X.shape)
        else:
            other = windows[:, :, :, ::-1].reshape(X.shape)
        one, two = (scores_of(net, torch.tensor(part, dtype=torch.float32), 3) for part in (X, other.copy()))
        if skip:
            assert np.abs(one - two).max() > 0.01, (
                "Two pictures that differ within windows of 2×2 pixels only must have other scores with skips; yours have "
                "the same. Are the maps of the way down taken before pooling, and joined?"
            )
        else:
            assert ask.near(one, two), (
                "Two pictures that differ within windows of 2×2 pixels only, so that their pooled maps are the same, must "
                "have the same scores without skips; yours have not. Does something go past the pooling?"
            )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t6_unet_scores", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random weights are put into the parts, and the scores compared with what these make in the text's order;
# in training and in evaluation, with skips and without.
### BEGIN HIDDEN TESTS
def through(weights, X, skip, turned=False, training=False):
    """Return the scores that the weights make of pictures; turned if the skip comes first."""

    def part(name, x):
        w = {key.removeprefix(f"{name}."): value for key, value in weights.items() if key.startswith(f"{name}.")}
        x = F.conv2d(x, w["0.weight"], padding=1)
        seen = w["1.running_mean"].clone(), w["1.running_var"].clone()
        return F.batch_norm(x, *seen, w["1.weight"], w["1.bias"], training).clamp(min=0)

    def join(x, other):
        both = [other, x] if turned else [x, other]
        return torch.cat(both, dim=1) if skip else x

    level1 = part("down1", X)
    level2 = part("down2", F.max_pool2d(level1, 2))
    x = part("bottom", F.max_pool2d(level2, 2))
    x = part("up2", join(F.conv_transpose2d(x, weights["lift2.weight"], weights["lift2.bias"], stride=2), level2))
    x = part("up1", join(F.conv_transpose2d(x, weights["lift1.weight"], weights["lift1.bias"], stride=2), level1))
    return F.conv2d(x, weights["head.weight"], weights["head.bias"]).numpy()


rng = np.random.default_rng()
for channels, classes, sizes in [((2, 4, 4, 5), 3, (8, 12)), ((1, 5, 6, 4), 2, (16, 8))]:
    for skip in (True, False):
        net = built(UNet, channels, classes, skip)
        weights = fill(net, rng)
        try:
            fits = through(weights, torch.zeros(1, channels[0], 4, 4), skip).shape == (1, classes, 4, 4)
        except (RuntimeError, KeyError):
            fits = False
        if not fits:
            raise AssertionError(f"With skip = {skip} some part has weights of a wrong shape, or is of another kind.")
        for scale in (1.0, 300.0):
            X = torch.tensor(scale * rng.normal(size=(3, channels[0], *sizes)), dtype=torch.float32)
            scores = scores_of(net.eval(), X, classes)
            right = through(weights, X, skip)
            likely = {
                "Is the skip put before what comes up?": through(weights, X, skip, turned=True),
                "Is a softmax taken?": torch.tensor(right).softmax(1).numpy(),
                "Are negative scores cut off?": np.maximum(right, 0),
                "Do the batch norms use what they have seen in training?": through(weights, X, skip, training=True),
            }
            assert ask.near(scores, right), (
                f"In evaluation, with skip = {skip}, the scores are not what the parts make in the order of the text. "
                f"{ask.cause(scores, likely, 'Which maps are joined, where, and in which order? Is each pooling the largest of 2×2?')}"
            )
        scores = scores_of(net.train(), X, classes)
        assert ask.near(scores, through(weights, X, skip, training=True)), (
            f"In training, with skip = {skip}, the scores are not what the parts make. Is eval() called, or something dropped?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: depth without a scale (2 points)
#
# One picture does not tell how large the world in it is. So a predicted depth $d$ is compared with the true one $d^*$ by
# the differences of logarithms, $\delta=\ln d-\ln d^*$, one for each pixel. The **scale-invariant error** of Eigen and
# others is
#
# $$\overline{\delta^2}-\bar\delta^{\,2}$$
#
# the mean of the squares less the square of the mean, of which they also take a part $\lambda$ only; here all of it is
# taken off, $\lambda=1$. Where meters are asked for all the same, a prediction is multiplied by one number: the **median**, over the pixels, of the ratio $d^*/d$. After that the median ratio is 1. With an even
# number of pixels the median is the mean of the two in the middle.
#
# Depth sensors have holes. `mask` is `True` where the true depth is valid, which it is at one pixel at least. Only these
# pixels take part; both depths are positive there. At all others they may hold anything, 0, negative numbers and `nan`
# too.


# %% nbgrader={"grade": false, "grade_id": "t7_scale_invariant_error", "locked": false, "schema_version": 3, "solution": true, "task": false}
def scale_invariant_error(d, d_star, mask):
    """Return the scale-invariant error of a predicted depth.

    d: tensor of any shape, the predicted depths, positive where the mask is True
    d_star: tensor of the same shape, the true depths, positive where the mask is True
    mask: tensor of Booleans of the same shape

    Returns a number, 0 or more.
    """
    ### BEGIN SOLUTION
    delta = d[mask].log() - d_star[mask].log()
    return delta.var(correction=0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_median_scale", "locked": false, "schema_version": 3, "solution": true, "task": false}
def median_scale(d, d_star, mask):
    """Return the number by which a predicted depth is multiplied, so that the median ratio to the true one is 1.

    d: tensor of any shape, the predicted depths, positive where the mask is True
    d_star: tensor of the same shape, the true depths, positive where the mask is True
    mask: tensor of Booleans of the same shape

    Returns a positive number.
    """
    ### BEGIN SOLUTION
    return (d_star[mask] / d[mask]).quantile(0.5)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_scale_invariant_error_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four pixels, of which the last has no valid depth.
d, d_star = real([[2.0, 4.0], [1.0, 8.0]]), real([[1.0, 3.0], [2.0, 5.0]])
mask = torch.tensor([[True, True], [True, False]])
found = depth_error(scale_invariant_error, d, d_star, mask)
likely = {
    "Does the last pixel take part? Its depth is not valid.": 0.280262,
    "Is it divided by one less than the number of pixels?": 0.508040,
    "Is a root taken?": 0.581974,
    "Is the square of the mean taken off? That is the mean of the squares.": 0.347889,
    "Is only half of the square of the mean taken off?": 0.343291,
    "Is that the decimal logarithm?": 0.063882,
    "Is that the logarithm to the base 2?": 0.704946,
    "Are ratios in place of their logarithms?": 0.376543,
    "Are ratios, the other way round, in place of logarithms?": 0.430556,
    "Are depths in place of logarithms?": 0.888889,
    "Is that the square of the mean alone?": 0.009196,
    "Does the last pixel count as if its depth were exact? It has no part at all.": 0.255744,
    "Is the mean taken, by the number of valid pixels?": 1.016080,
    "Are differences taken without their sign?": 0.036539,
    "Is that the logarithm of a ratio of means?": 0.023762,
}
assert ask.close(found, 0.338693), (
    f"For the predictions 2, 4, 1 and the true depths 1, 3, 2 the error should be 0.3387, but yours is {found:.4f}. "
    f"{ask.cause(found, likely, 'The differences of the logarithms are 0.6931, 0.2877 and -0.6931.')}"
)

# Hidden tests: many shapes and masks; a prediction times a number; 0 only where the depths are proportional; nan, 0 and
# negative numbers where the mask is False; a single pixel; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape, share in [((2, 5, 6), 0.6), ((7, 3), 1.0), ((40,), 0.3), ((1, 1, 4, 4), 0.8)]:
    for size in (0.001, 1.0, 300.0):
        ratios, true = np.exp(rng.uniform(-1.5, 1.5, size=shape)), size * rng.uniform(0.5, 8, size=shape)
        valid = rng.random(shape) < share
        valid.flat[:3] = True
        ratios.flat[:3] = [0.2, 0.9, 4.0]
        guess = ratios * true
        holes = np.where(rng.random(shape) < 0.5, np.nan, rng.choice([0.0, -2.0, 5.0], size=shape))
        given = torch.tensor(guess), torch.tensor(np.where(valid, true, holes)), torch.tensor(valid)
        variance = np.var(np.log(ratios[valid]))
        found = depth_error(scale_invariant_error, *given)
        told = f"With depths of shape {shape} and about {size:g}"
        assert ask.close(found, variance), (
            f"{told} the error is wrong. Is it the variance of the logarithm of the ratio, over all valid pixels and no others?"
        )
        scaled = depth_error(scale_invariant_error, 37.5 * given[0], *given[1:])
        assert ask.close(scaled, found, slack=1e-3), (
            f"{told} the error must be the same if the prediction is multiplied by 37.5; yours is not."
        )
        hidden = torch.where(given[2], given[0], torch.tensor(rng.choice([0.0, -1.0, np.nan, 3.0], size=shape)))
        assert ask.close(depth_error(scale_invariant_error, hidden, *given[1:]), found, slack=1e-3), (
            f"{told} the error changes with the prediction where the mask is False."
        )
        exact = depth_error(scale_invariant_error, 0.04 * torch.tensor(true), torch.tensor(true), given[2])
        assert ask.close(exact, 0), f"{told} the error must be 0 for a prediction that is proportional to the truth."
d, d_star = real([3.0, 9.0, 5.0]), real([1.0, 4.0, np.nan])
only = torch.tensor([False, True, False])
assert ask.close(depth_error(scale_invariant_error, d, d_star, only), 0), "With one valid pixel the error must be 0."
both = torch.tensor([True, True, False])
found = ask.number(ask.result(scale_invariant_error, mask=both, d_star=d_star, d=d), "The error")
assert ask.close(found, (np.log(4 / 3) / 2) ** 2), "With its arguments by name scale_invariant_error is another."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_median_scale_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same pixels.
d, d_star = real([[2.0, 4.0], [1.0, 8.0]]), real([[1.0, 3.0], [2.0, 5.0]])
mask = torch.tensor([[True, True], [True, False]])
found = scale_of(median_scale, d, d_star, mask)
likely = {
    "Is that the mean of the ratios, not the median?": 1.083333,
    "Is that the ratio of the predicted depth to the true one?": 1.333333,
    "Is that the ratio of two medians?": 1.0,
    "Is that the ratio of two means?": 0.857143,
    "Does the last pixel take part? Its depth is not valid.": 0.6875,
    "Does the last pixel take part, and is one of two in the middle taken?": 0.625,
    "Is that the mean of the logarithms?": 0.908560,
}
assert ask.close(found, 0.75), (
    f"The ratios are 1/2, 3/4 and 2, and their median is 0.75, but yours is {found:.4f}. "
    f"{ask.cause(found, likely, 'Which ratio is in the middle?')}"
)

# Hidden tests: many shapes and masks, even and odd numbers of pixels; the median ratio of the scaled prediction; nan, 0
# and negative numbers where the mask is False; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape, count in [((2, 5, 6), 24), ((7, 3), 21), ((40,), 2), ((1, 1, 4, 4), 7), ((3, 3), 1), ((9,), 4)]:
    for size in (0.001, 1.0, 300.0):
        ratios = np.exp(rng.uniform(0.4, 1, size=shape) * rng.choice([-1, 1], size=shape))
        valid = np.zeros(shape, dtype=bool)
        places = rng.permutation(valid.size)[:count]
        valid.flat[places] = True
        ratios.flat[places[: count // 2]] = 0.3 + rng.uniform(0, 0.1, size=count // 2)
        ratios.flat[places[count // 2 :]] = 2.5 + rng.uniform(0, 1, size=count - count // 2)
        true = size * rng.uniform(0.5, 8, size=shape)
        guess = true / ratios
        holes = np.where(rng.random(shape) < 0.5, np.nan, rng.choice([0.0, -2.0, 5.0], size=shape))
        true, guess = np.where(valid, true, holes), np.where(valid, guess, holes[::-1])
        found = scale_of(median_scale, torch.tensor(guess), torch.tensor(true), torch.tensor(valid))
        told = f"With depths of shape {shape}, of which {count} are valid, about {size:g}"
        likely = {"Is one of the two in the middle taken, not their mean?": np.sort(ratios[valid])[(count - 1) // 2]}
        assert ask.close(found, np.median(ratios[valid])), (
            f"{told}, the scale is wrong. "
            f"{ask.cause(found, likely, 'Is it the median of the true depth over the predicted one, over valid pixels alone?')}"
        )
        left = np.median(true[valid] / (found * guess[valid]))
        assert ask.close(left, 1, slack=1e-3), (
            f"{told}, the median ratio of the true depth to the scaled prediction must be 1; with yours it is not."
        )
        assert ask.close(
            scale_of(median_scale, torch.tensor(4 * guess), torch.tensor(true), torch.tensor(valid)),
            found / 4,
            slack=1e-3,
        ), f"{told}, four times the prediction must have a quarter of the scale; with yours it has not."
d, d_star = real([2.0, 4.0, np.nan]), real([3.0, 1.0, 2.0])
named = ask.result(median_scale, mask=torch.tensor([True, True, False]), d_star=d_star, d=d)
assert ask.close(ask.number(named, "The scale"), 0.875), "With its arguments by name median_scale is another."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# No points: run the cell. Two U-Nets, one with skips and one without, learn with your Dice loss to tell objects from the
# background. Your matrix and your mean IoU score them on pictures that they have not seen.

# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    scenes = data.shapes(88, objects=(3, 5), radius=(5, 7))
    objects = (scenes.masks > 0).long()
    begin = time.process_time()
    dice_loss(torch.zeros(6, 2, 48, 48), objects[:6], 1.0)
    seconds = time.process_time() - begin
    if seconds > 0.1:
        print(f"Your dice_loss takes {seconds:.1f} s for six pictures. That is right, but too slow to learn with here.")
    for with_skip in (False, True) if seconds <= 0.1 else ():
        torch.manual_seed(0)
        net = UNet((1, 4, 8, 16), 2, with_skip)
        optimizer = torch.optim.AdamW(net.parameters(), 0.02)
        for _ in range(40):
            batch = torch.randint(0, 64, (6,))
            loss = dice_loss(net(scenes.images[batch]), objects[batch], 1.0)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            answer = net.eval()(scenes.images[64:]).argmax(dim=1)
        score = float(miou(confusion(answer, objects[64:], 2)))
        print(f"skip = {with_skip!s:5}: loss {loss.item():.3f} at the end, mean IoU on new pictures {score:.3f}")
except NotImplementedError:
    print("Tasks 1, 2, 3 and 6 are needed here. Come back when they are done.")
