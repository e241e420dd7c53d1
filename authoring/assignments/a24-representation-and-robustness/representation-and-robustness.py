# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 24: Representation and robustness
#
# You will build what breaks a classifier and what measures the damage: the gradient with respect to the image, the
# attack of one step and the attack of many, corruptions with the error that compares them, and the map that shows
# where a score comes from. Then comes the loss that learns representations without labels. In the last cell your
# attacks meet a network that reads digits.
#
# **Practices** [lecture 24, Robustness and saliency](../../course/24-robustness-and-saliency.ipynb) (tasks 1 to 5 and
# 7) and [lecture 41, Self-supervised learning](../../course/41-self-supervised-learning.ipynb) (task 6). **Time** 90
# minutes. **You need** PyTorch ([lecture 10](../../course/10-training-in-pytorch.ipynb)).
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the gradient with respect to the image | 2 |
# | t2 | an attack of one step | 3 |
# | t3 | an attack of many steps | 4 |
# | t4 | corruptions and the corruption error | 4 |
# | t5 | Grad-CAM | 2 |
# | t6 | the contrastive loss | 4 |
# | t7 | a written question | 1 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
#
# **Rules.** Functions return new tensors, and **leave what they were given as it was**. All tensors that come in are
# of type float64, except labels, which are int64, and tensors go out as floats. The first axis is the batch, which
# may hold a single one, except in task 5.
#
# **Models.** A `model` is an `nn.Module` that turns a batch of images into logits of shape $(B, K)$, with $K\ge2$
# classes. Its images have the shape of $X$, which is $(B, d)$ or $(B, C, H, W)$ or another with the batch in front.
# The model is lent to you as well: its parameters, their `.grad` and `requires_grad`, and its mode, training or
# evaluation, are afterwards as they were, and you call it in the mode in which it comes.
#
# **How exact.** Your numbers may be off by 0.0001, or, in a tensor with numbers above 1, by one part in 10,000 of the
# largest. So float32 is exact enough.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a24-representation-and-robustness/representation-and-robustness.ipynb),
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
import itertools
import math

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

from helpers import ask


# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: what the tests ask with.
def doubles(numbers):
    """Return numbers as a float64 tensor."""
    return torch.tensor(np.asarray(numbers, dtype=float))


def seeded(seed):
    """Return a generator of random numbers that begins at a seed."""
    return torch.Generator().manual_seed(seed)


def shown(numbers):
    """Return an array as a message shows it."""
    return np.round(np.asarray(numbers, dtype=float), 4).tolist()


def filled(layer, weight, bias):
    """Return a layer in float64, with these weights and biases."""
    layer.weight, layer.bias = nn.Parameter(doubles(weight)), nn.Parameter(doubles(bias))
    return layer


def affine(W, b):
    """Return a model whose logits are W x + b, with a gradient already in its bias."""
    model = nn.Sequential(nn.Flatten(), filled(nn.Linear(1, 1), W, b))
    model[1].bias.grad = doubles(b) + 0.5
    return model


def curved(rng, d, K):
    """Return a model with a hidden layer, dropout that is off, a gradient in some weights, and others frozen."""
    first = filled(nn.Linear(1, 1), rng.normal(size=(6, d)) * 1.4, rng.normal(size=6))
    last = filled(nn.Linear(1, 1), rng.normal(size=(K, 6)) * 1.7, rng.normal(size=K))
    first.weight.grad = first.weight.detach() * 3 - 0.25
    last.bias.requires_grad_(False)
    return nn.Sequential(nn.Flatten(), first, nn.Tanh(), nn.Dropout(0.5), last).eval()


def convolutional(rng, K):
    """Return a model of images (2, 3, 4), with a convolution and batch norm in evaluation mode."""
    first = filled(nn.Conv2d(2, 3, 2), rng.normal(size=(3, 2, 2, 2)), rng.normal(size=3))
    norm = filled(nn.BatchNorm2d(3), rng.uniform(0.5, 2, size=3), rng.normal(size=3))
    norm.running_mean, norm.running_var = doubles(rng.normal(size=3)), doubles(rng.uniform(0.4, 3, size=3))
    last = filled(nn.Linear(1, 1), rng.normal(size=(K, 18)), rng.normal(size=K))
    return nn.Sequential(first, norm, nn.Tanh(), nn.Flatten(), last).eval()


def dropped(weight):
    """Return a model in training mode, with a layer of these weights of which dropout leaves nothing."""
    layers = filled(nn.Linear(1, 1), weight, np.ones(len(weight))), nn.Dropout(1.0)
    return nn.Sequential(
        nn.Flatten(), *layers, filled(nn.Linear(1, 1), [[2] * len(weight), [-1] * len(weight)], [1, 0])
    )


def inside(model):
    """Return what a model holds: (numbers, gradient, requires_grad) of its tensors, and the modes of its parts."""
    tensors = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    kept = {
        name: (one.detach().clone(), None if one.grad is None else one.grad.clone(), one.requires_grad)
        for name, one in tensors.items()
    }
    return kept, [part.training for part in model.modules()]


def images_of(function, model, X, *arguments, **named):
    """Return the tensor in the shape of X that the student's function makes with a model, as an array."""
    found = ask.result(function, model, X, *arguments, **named)
    return ask.array(found, tuple(X.shape), f"What {ask.name_of(function)} returns", "It has the shape of X.")


def images_with_lent(function, model, X, *arguments, **named):
    """Return what `images_of` does, after a look at whether the model is what it was."""
    (kept, modes), name = inside(model), ask.name_of(function)
    found = images_of(function, model, X, *arguments, **named)
    left, modes_left = inside(model)
    assert modes_left == modes, f"{name} changed the mode of the model. Is there a train() or eval()?"
    for which, (numbers, grad, flag) in kept.items():
        numbers_left, grad_left, flag_left = left[which]
        assert torch.equal(numbers, numbers_left), f"{name} changed the model's {which}. Was there an optimizer's step?"
        assert flag == flag_left, f"{name} changed requires_grad of the model's {which}."
        assert ask.same(grad, grad_left), (
            f"{name} changed .grad of the model's {which}. backward() fills and zero_grad() empties the gradients of all "
            "weights; can you ask for the image's alone?"
        )
    return found


def check_box(name, changed, X, eps, low, high):
    """Look whether a student's images stay within eps of X, and in the legal range."""
    assert ask.near(np.clip(changed, low, high), changed), (
        f"{name} made pixels from {changed.min():.4f} to {changed.max():.4f}, where {low} to {high} is the legal range."
    )
    far = np.abs(changed - X).max()
    assert ask.near(np.maximum(far, eps), eps), (
        f"{name} moved a pixel by {far:.4f}, where at most {eps} is allowed. Is it cut back to that, and is "
        "the range the one that is given?"
    )


def instead_of_refusing(function, *arguments):
    """Return what came where a ValueError should come, in words, and an empty text where it did."""
    try:
        function(*arguments)
    except ValueError:
        return ""
    except (AssertionError, TypeError, LookupError, ArithmeticError, RuntimeError) as error:
        return f"{type(error).__name__} came"
    return "no error came"


def loss_of(nt_xent, *arguments, **named):
    """Return the student's contrastive loss as a number."""
    found = ask.result(nt_xent, *arguments, **named)
    return ask.number(found, "What nt_xent returns", "It is a single number, the mean over all rows.")


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the gradient with respect to the image (2 points)
#
# Which change of an image raises the loss most? The gradient says so, if backpropagation goes on to the pixels. Take
# the cross-entropy of the logits, with natural logarithms, and *sum* it over the batch: then row $i$ of the result is
# the gradient of the loss of image $i$ by itself, and depends neither on the other images nor on how many there are.
# (Lecture 24, *Where the signs come from*.)
#
# $$g_i=\frac{\partial}{\partial x_i}\sum_{j=1}^{B} L(x_j,y_j)=\frac{\partial L(x_i,y_i)}{\partial x_i}$$
#
# Logits may be as large as 1,000 on both sides. As the rules say, the weights' own `.grad` stays as it was.


# %% nbgrader={"grade": false, "grade_id": "t1_input_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def input_gradient(model, X, y):
    """Return the gradient of the summed cross-entropy with respect to the images.

    model: an nn.Module, from images to logits (B, K)
    X: tensor (B, ...), images
    y: integer tensor (B,), classes from 0 to K - 1

    Returns a tensor with the shape of X.
    """
    ### BEGIN SOLUTION
    pixels = X.clone().requires_grad_()
    total = F.cross_entropy(model(pixels), y, reduction="sum")
    (slope,) = torch.autograd.grad(total, pixels)
    return slope
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_input_gradient_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two images of two pixels, and a linear model with three classes.
W, b = [[1, -2], [0.5, 3], [-1.5, 0.75]], [0.5, -1, 0.25]
X, y = doubles([[0.5, -0.25], [-1, 0.75]]), torch.tensor([1, 2])
found = images_with_lent(input_gradient, affine(W, b), X, y)
likely = {
    "Is the loss averaged over the batch? The sum is asked for.": [[0.1186, -2.2601], [0.1851, 0.1777]],
    "Is the sign turned?": [[-0.2372, 4.5202], [-0.3702, -0.3555]],
    "Is that the gradient of a logit? The loss is the cross-entropy.": [[0.5, 3], [-1.5, 0.75]],
    "Is that the gradient of all logits, added up?": [[0, 1.75], [0, 1.75]],
    "Is it the loss of the class with the largest logit? y is given.": [[-0.2628, 0.4798], [0.3702, 0.3555]],
    "Is the sign taken? The gradient itself is asked for.": [[1, -1], [1, 1]],
    "Is the size taken? Gradients have signs.": [[0.2372, 4.5202], [0.3702, 0.3555]],
}
assert ask.near(found, [[0.2372, -4.5202], [0.3702, 0.3555]]), (
    "The gradients should be (0.2372, -4.5202) and (0.3702, 0.3555), but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'Of what is that the gradient, and with respect to what?')}"
)

# Hidden tests: finite differences, in models of several kinds and shapes.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2401)
for model, shape, K in [
    (curved(rng, 5, 4), (4, 5), 4),
    (convolutional(rng, 3), (3, 2, 3, 4), 3),
    (curved(rng, 6, 2), (1, 3, 2), 2),
    (affine(rng.normal(size=(5, 4)), rng.normal(size=5)), (6, 4), 5),
]:
    numbers, labels = rng.normal(size=shape) * 1.3, rng.integers(0, K, size=shape[0])
    labels[0] = K - 1
    found = images_with_lent(input_gradient, model, doubles(numbers), torch.tensor(labels))
    size = numbers[0].size
    nudges = np.eye(size).reshape(size, *shape[1:]) * 1e-5
    with torch.no_grad():
        for at, label in enumerate(labels):
            both = doubles(np.concatenate([numbers[at] + nudges, numbers[at] - nudges]))
            losses = model(both).logsumexp(1) - model(both)[:, label]
            right = ((losses[:size] - losses[size:]) / 2e-5).numpy().reshape(shape[1:])
            likely = {
                "Is the loss averaged over the batch?": right / shape[0],
                "Is the sign turned?": -right,
            }
            assert ask.near(found[at], right), (
                f"The gradient of image {at} of {shape[0]}, of shape {shape[1:]}, is off by up to "
                f"{np.abs(found[at] - right).max():.4f} from what a tiny change of each pixel does to its loss. "
                f"{ask.cause(found[at], likely, 'Is it the cross-entropy of its own class?')}"
            )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_input_gradient_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: an image alone and among others; a model in training mode, and with frozen weights; logits of 1,000;
# arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2402)
X, y = doubles(rng.normal(size=(5, 4))), torch.tensor([2, 0, 1, 1, 2])
frozen = curved(rng, 4, 3).requires_grad_(False)
training = affine(rng.normal(size=(3, 4)), rng.normal(size=3)).train()
for what, model in [("", curved(rng, 4, 3)), (", with frozen weights", frozen), (", in training mode", training)]:
    found = images_with_lent(input_gradient, model, X, y)
    assert np.abs(found).max() > 0.01, f"The gradients of a model{what} are all 0, or nearly."
    for at in range(5):
        alone = images_with_lent(input_gradient, model, X[at : at + 1], y[at : at + 1])
        assert ask.near(alone[0], found[at]), (
            f"Image {at} has another gradient alone than among others{what}. Is the loss summed over the batch, in the mode in "
            "which the model comes?"
        )
    named = ask.numbers(input_gradient, y=y, X=X, model=model)
    assert ask.near(named, found), "With its arguments by name, input_gradient gives something else."
found = images_with_lent(input_gradient, dropped(rng.normal(size=(3, 4))), X, y % 2)
assert ask.near(found, np.zeros((5, 4))), (
    "A model in training mode, of which dropout leaves nothing, has a gradient of 0, but yours goes up to "
    f"{np.abs(found).max():.4f}. Is the model called in the mode in which it comes?"
)
W = doubles([[700, -900, 3], [-650, 850, -2], [5, -4, 1]])
X, y = doubles([[1, -0.1, 0.3], [-0.6, 0.6, 0.2], [0.5, -0.3, -0.7]]), torch.tensor([1, 0, 2])
found = images_with_lent(input_gradient, affine(W, [3, -4, 1]), X, y)
right = ((torch.softmax(X @ W.T + doubles([3, -4, 1]), dim=1) - torch.eye(3)[y]) @ W).numpy()
assert ask.near(found, right), (
    f"With logits of about 1,000 on both sides the gradients are off by up to {np.abs(found - right).max():.4g}. Is "
    "it the gradient of the cross-entropy, and is nothing cut off?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: an attack of one step (3 points)
#
# The fast gradient sign method moves every pixel by $\varepsilon$, in the direction in which the loss of the true
# class rises, and then brings the image back into its legal range:
#
# $$x'=\mathrm{clip}\bigl(x+\varepsilon\,\mathrm{sign}(g),\ \text{low},\ \text{high}\bigr)$$
#
# Here $g$ is the gradient of task 1, written once more or called. The range from low to high is that of *all* images,
# such as 0 to 1, -1.5 to 2.25, or -3 to -1; the images in $X$ lie in it, and need not reach its ends. A pixel on
# which the loss does not depend, so that its gradient is exactly 0, stays as it was.
#
# With `targeted=True`, $y$ are the classes that the attacker *wants* to be read, and the loss of these has to fall.
#
# What comes back carries no graph: its `requires_grad` is False.


# %% nbgrader={"grade": false, "grade_id": "t2_fgsm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fgsm(model, X, y, eps, low, high, targeted=False):
    """Return images that one step of the fast gradient sign method made.

    model: an nn.Module, from images to logits (B, K)
    X: tensor (B, ...), images with pixels from low to high
    y: integer tensor (B,), their classes, or, if targeted, those that they are to be read as
    eps: number, 0 or larger, how far a pixel is moved
    low: number, the least that a pixel may be
    high: number, the most that a pixel may be
    targeted: whether the loss has to fall

    Returns a tensor with the shape of X.
    """
    ### BEGIN SOLUTION
    pixels = X.clone().requires_grad_()
    (slope,) = torch.autograd.grad(F.cross_entropy(model(pixels), y), pixels)
    change = eps * slope.sign()
    return torch.clamp(X - change if targeted else X + change, low, high)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_fgsm_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A linear model with two classes, which does not look at the third pixel.
model = affine([[1, -2, 0], [-0.5, 1.5, 0]], [0.25, -0.5])
X, y = doubles([[0.234, 0.512, 0.9], [0.95, 0.04, 0.4]]), torch.tensor([0, 1])
found = images_with_lent(fgsm, model, X, y, 0.1, 0, 1)
likely = {
    "Is the sign turned? The loss has to rise.": [[0.334, 0.412, 0.9], [0.85, 0.14, 0.4]],
    "Is the range kept?": [[0.134, 0.612, 0.9], [1.05, -0.06, 0.4]],
    "Is that the range of the batch? low and high are given.": [[0.134, 0.612, 0.9], [0.95, 0.04, 0.4]],
    "Does a pixel move whose gradient is 0?": [[0.134, 0.612, 1], [1, 0, 0.5]],
    "Does a pixel move down whose gradient is 0?": [[0.134, 0.612, 0.8], [1, 0, 0.3]],
    "Is that the change alone, without the image?": [[0, 0.1, 0], [0.1, 0, 0]],
    "Is the gradient added, where its sign is asked for?": [[0.1341, 0.7452, 0.9], [1, 0, 0.4]],
    "Does it keep the images as they were?": [[0.234, 0.512, 0.9], [0.95, 0.04, 0.4]],
}
assert ask.near(found, [[0.134, 0.612, 0.9], [1, 0, 0.4]]), (
    "The images should become (0.134, 0.612, 0.9) and (1, 0, 0.4), but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'Which way does each pixel have to go, and where is the end of the range?')}"
)


# Hidden tests: random models, images of other shapes and other ranges, the box and arguments by name.
### BEGIN HIDDEN TESTS
def climbing(model, x, y):
    """Return the signs of the gradient of the loss, as an array."""
    leaf = x.clone().requires_grad_()
    scores = model(leaf)
    lost = scores.logsumexp(1) - scores.gather(1, y[:, None])[:, 0]
    return np.sign(torch.autograd.grad(lost.sum(), leaf)[0].numpy())


rng = np.random.default_rng(2432)  # of whose gradients none is so small that float32 has another sign
for model, shape, K, eps, low, high in [
    (curved(rng, 5, 4), (6, 5), 4, 0.137, 0, 1),
    (convolutional(rng, 3), (4, 2, 3, 4), 3, 0.31, -1.537, 2.263),
    (curved(rng, 6, 2), (1, 3, 2), 2, 0.456, -3, -1),
    (affine(rng.normal(size=(5, 4)), rng.normal(size=5)), (6, 4), 5, 12.5, 0, 255),
    (curved(rng, 5, 3), (4, 5), 3, 5, -1, 1),
]:
    numbers = rng.uniform(low, high, size=shape)
    numbers[-1].flat[:2] = low, high
    labels = torch.tensor(rng.integers(0, K, size=shape[0]))
    found = images_of(fgsm, model, doubles(numbers), labels, eps, low, high)
    check_box("fgsm", found, numbers, eps, low, high)
    signs = climbing(model, doubles(numbers), labels)
    right = np.clip(numbers + eps * signs, low, high)
    likely = {
        "Is the sign turned?": np.clip(numbers - eps * signs, low, high),
        "Is the range the one that is given, for all pixels?": np.clip(numbers + eps * signs, 0, 1),
    }
    assert ask.near(found, right), (
        f"In a batch of shape {shape}, pixels are off by up to {np.abs(found - right).max():.4f}. "
        f"{ask.cause(found, likely, 'Does every pixel go by eps, in the direction in which the loss rises, within the range?')}"
    )
    named = ask.numbers(fgsm, high=high, low=low, eps=eps, y=labels, X=doubles(numbers), model=model)
    assert ask.near(named, found), "With its arguments by name, fgsm gives something else."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_fgsm_margin", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a linear model with two classes: the margin falls by eps times the sum of |w|, and no corner of the box does
# worse; eps = 0; logits so large that the gradient is tiny, or exactly 0; a model in training mode; no graph.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2404)
for label in (0, 1):
    W, b = rng.normal(size=(2, 6)) * 1.3, rng.normal(size=2)
    numbers, y = rng.uniform(0.2, 0.8, size=(3, 6)), torch.tensor([label] * 3)
    w = W[label] - W[1 - label]
    changed = images_of(fgsm, affine(W, b), doubles(numbers), y, 0.17, 0, 1)
    fall = (numbers - changed) @ w
    assert ask.near(fall, [0.17 * np.abs(w).sum()] * 3), (
        f"In a linear model the margin of class {label} falls by {shown(fall)}, which is not what eps in every pixel can do. "
        "Does each pixel go in the direction in which the loss rises?"
    )
    corners = 0.17 * np.array(list(itertools.product((-1, 1), repeat=6)))
    assert ask.near(np.maximum(fall, (-corners @ w).max()), fall), (
        "A corner of the box does worse than what fgsm found."
    )
    numbers[:, :2] = 0.05, 0.93
    changed = images_of(fgsm, affine(W, b), doubles(numbers), y, 0.17, 0, 1)
    corners = np.clip(numbers[:, None] + corners, 0, 1)
    assert ask.near(changed @ w, (corners @ w).min(axis=1)), (
        "Where the range cuts the box off, the image found is not the worst in what is left of it. Is it clipped after the step?"
    )
    same = images_of(fgsm, affine(W, b), doubles(numbers), y, 0, 0, 1)
    assert ask.near(same, numbers), "With eps = 0 the images should be as they were, but are not."
numbers = [[0.8, 0.1, 0.6]]
tiny = affine([[40, -30, 9], [-40, 25, -7]], [2, 1])
found = images_of(fgsm, tiny, doubles(numbers), torch.tensor([0]), 0.25, 0, 1)
assert ask.near(found, [[0.55, 0.35, 0.35]]), (
    "A model nearly sure of itself has gradients below 1e-27, whose signs count all the same: the image "
    f"{numbers[0]} should become [0.55, 0.35, 0.35], but yours is {shown(found[0])}. Is anything added to gradients, or cut off?"
)
sure = affine([[4000, -3000, 900], [-4000, 2500, -700]], [2, 1])
found = images_of(fgsm, sure, doubles(numbers), torch.tensor([0]), 0.25, 0, 1)
assert ask.near(found, numbers), (
    "A model so sure of itself that its gradient is exactly 0 should leave every pixel as it was, but with fgsm some move."
)
found = images_of(fgsm, dropped([[1, -2, 0.5]]), doubles(numbers), torch.tensor([0]), 0.25, 0, 1)
assert ask.near(found, numbers), (
    "A model in training mode, of which dropout leaves nothing, has a gradient of 0, but with fgsm some pixels move. Is the "
    "model called in the mode in which it comes?"
)
given = ask.result(fgsm, affine(W, b), doubles([[0.4] * 6]), torch.tensor([1]), 0.1, 0, 1)
assert isinstance(given, torch.Tensor) and not given.requires_grad, (
    "What fgsm returns should carry no graph, but its requires_grad is True. Is the gradient added to a tensor that asks "
    "for gradients?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_fgsm_targeted", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A target: class 2 is to be read.
model = affine([[1, -2], [0.5, 3], [-1.5, 0.75]], [0.5, -1, 0.25])
X, y = doubles([[0.413, 0.227]]), torch.tensor([2])
found = images_of(fgsm, model, X, y, 0.15, 0, 1, targeted=True)
likely = {
    "Is targeted used? The loss of y has to fall.": [[0.563, 0.077]],
    "Does it keep the image as it was?": [[0.413, 0.227]],
}
assert ask.near(found, [[0.263, 0.377]]), (
    "With class 2 as the target, the image should become (0.263, 0.377), but yours is "
    f"{shown(found[0])}. {ask.cause(found, likely, 'Which way does the loss of the target fall?')}"
)

# Hidden tests: with two classes, the target is the other class without one; random models.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2405)
for model, shape in [(curved(rng, 6, 2), (5, 6)), (affine(rng.normal(size=(2, 24)), [0.3, -0.2]), (3, 2, 3, 4))]:
    numbers = rng.uniform(-2, 1.5, size=shape)
    y = torch.tensor(rng.integers(0, 2, size=shape[0]))
    there = images_of(fgsm, model, doubles(numbers), 1 - y, 0.234, -2, 1.5, targeted=True)
    check_box("fgsm with a target", there, numbers, 0.234, -2, 1.5)
    away = images_of(fgsm, model, doubles(numbers), y, 0.234, -2, 1.5, targeted=False)
    default = images_of(fgsm, model, doubles(numbers), y, 0.234, -2, 1.5)
    assert ask.near(default, away), "Without the word targeted, fgsm should do what it does with targeted=False."
    assert ask.near(there, away), (
        "With two classes, going to the other class should be the same as going away from the true one, but is not. Does the "
        "loss of the target fall?"
    )
    back = images_of(fgsm, model, doubles(numbers), y, 0.234, -2, 1.5, True)
    free = (numbers > -1.7) & (numbers < 1.2)
    assert ask.near(back[free], (2 * numbers - away)[free]), (
        "With the same classes, the step with a target should be the step without one turned round, but is not."
    )
sure, numbers = affine([[4000, -3000, 900], [-4000, 2500, -700]], [2, 1]), [[0.8, 0.1, 0.6]]
found = images_of(fgsm, sure, doubles(numbers), torch.tensor([0]), 0.25, 0, 1, targeted=True)
assert ask.near(found, numbers), "With a target, too, a pixel whose gradient is exactly 0 should stay as it was."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: an attack of many steps (4 points)
#
# In a network that bends, one large step overshoots. Projected gradient descent takes many small ones, and cuts each
# back to the box:
#
# 1. **Start.** Without a generator (`None`), begin at $X$. With one, begin at a random point: each pixel of each
#    image moves by its own number, drawn uniformly from $-\varepsilon$ to $\varepsilon$, and then the result is
#    clipped to the range from low to high. This is the only thing that is drawn.
# 2. **Repeat** `steps` times: take the gradient *at the present point*, step by `step_size` along its sign, *project*
#    (no pixel further than $\varepsilon$ from the pixel of $X$), and *clip* to the range from low to high.
# 3. **Return** the last point, even if one before had a larger loss.
#
# The loss, the range and pixels with gradient 0 are those of task 2. There is no target here. With 0 steps you return
# the start. Step sizes may be smaller or larger than $\varepsilon$. The same seed gives the same start, whatever the
# number of steps, and each call goes on where the last one left the generator. What comes back carries no graph: its
# `requires_grad` is False.


# %% nbgrader={"grade": false, "grade_id": "t3_pgd", "locked": false, "schema_version": 3, "solution": true, "task": false}
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    """Return images that projected gradient descent made.

    model: an nn.Module, from images to logits (B, K)
    X: tensor (B, ...), images with pixels from low to high
    y: integer tensor (B,), their classes
    eps: number, 0 or larger, how far from X a pixel may go
    low: number, the least that a pixel may be
    high: number, the most that a pixel may be
    steps: integer, 0 or larger
    step_size: positive number
    generator: a torch.Generator for the start, or None to start at X

    Returns a tensor with the shape of X.
    """
    ### BEGIN SOLUTION
    away = 0 if generator is None else torch.empty_like(X).uniform_(-eps, eps, generator=generator)
    here = (X + away).clamp(low, high)
    for _ in range(steps):
        pixels = here.clone().requires_grad_()
        (slope,) = torch.autograd.grad(F.cross_entropy(model(pixels), y), pixels)
        here = torch.minimum(torch.maximum(here + step_size * slope.sign(), X - eps), X + eps).clamp(low, high)
    return here
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_pgd_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The linear model of task 2, from X on.
model = affine([[1, -2, 0], [-0.5, 1.5, 0]], [0.25, -0.5])
X, y = doubles([[0.312, 0.513, 0.9], [0.97, 0.204, 0.4]]), torch.tensor([0, 1])
for steps, after in [
    (0, [[0.312, 0.513, 0.9], [0.97, 0.204, 0.4]]),
    (1, [[0.272, 0.553, 0.9], [1, 0.164, 0.4]]),
    (2, [[0.232, 0.593, 0.9], [1, 0.124, 0.4]]),
    (4, [[0.212, 0.613, 0.9], [1, 0.104, 0.4]]),
]:
    found = images_with_lent(pgd, model, X, y, 0.1, 0, 1, steps, 0.04, None)
    likely = {
        "Is the last point projected onto the box around X, not around the point before?": [
            [0.312 - 0.04 * steps, 0.513 + 0.04 * steps, 0.9],
            [1, 0.204 - 0.04 * steps, 0.4],
        ],
        "Is the sign turned? The loss has to rise.": [
            [0.312 + min(0.04 * steps, 0.1), 0.513 - min(0.04 * steps, 0.1), 0.9],
            [0.97 - min(0.04 * steps, 0.1), 0.204 + min(0.04 * steps, 0.1), 0.4],
        ],
        "Is the range kept?": [
            [0.312 - min(0.04 * steps, 0.1), 0.513 + min(0.04 * steps, 0.1), 0.9],
            [0.97 + min(0.04 * steps, 0.1), 0.204 - min(0.04 * steps, 0.1), 0.4],
        ],
        "Is a step as long as eps? step_size is given.": [[0.212, 0.613, 0.9], [1, 0.104, 0.4]],
        "Is only one step taken?" if steps else "Is a step taken where steps is 0?": [
            [0.272, 0.553, 0.9],
            [1, 0.164, 0.4],
        ],
        "Does it keep the images as they were?": [[0.312, 0.513, 0.9], [0.97, 0.204, 0.4]],
    }
    assert ask.near(found, after), (
        f"With steps={steps}, each of 0.04, within 0.1, the images should be {after}, but yours are {shown(found)}. "
        f"{ask.cause(found, likely, 'Step, project, clip: is one of them missing, or one too many?')}"
    )


# %% nbgrader={"grade": true, "grade_id": "t3_pgd_path", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: from X on, each point of the path is one step from the point before, in models that bend; one step of eps;
# steps larger than eps; eps = 0; a model in training mode.
### BEGIN HIDDEN TESTS
def one_step_on(model, x, X, y, eps, low, high, step_size):
    """Return the point after x on the path, as an array."""
    leaf = doubles(x).requires_grad_()
    scores = model(leaf)
    lost = scores.logsumexp(1) - scores.gather(1, y[:, None])[:, 0]
    signs = np.sign(torch.autograd.grad(lost.sum(), leaf)[0].numpy())
    return np.clip(np.clip(x + step_size * signs, X - eps, X + eps), low, high)


rng = np.random.default_rng(2406)
for model, shape, K, eps, low, high, step_size, last in [
    (curved(rng, 5, 4), (6, 5), 4, 0.8, 0, 1, 0.35, 3),
    (convolutional(rng, 3), (3, 2, 3, 4), 3, 0.9, -1.537, 2.263, 0.5, 3),
    (curved(rng, 6, 2), (1, 3, 2), 2, 0.456, -3, -1, 0.456, 3),
    (curved(rng, 4, 3), (7, 4), 3, 0.6, -2, 2, 0.97, 3),
    (curved(rng, 4, 3), (3, 4), 3, 0, -1, 1, 0.2, 2),
]:
    X = rng.uniform(low, high, size=shape)
    y = torch.tensor(rng.integers(0, K, size=shape[0]))
    here, first_signs = X, one_step_on(model, X, X, y, np.inf, -np.inf, np.inf, 1) - X
    for steps in range(1, last + 1):
        found = images_of(pgd, model, doubles(X), y, eps, low, high, steps, step_size, None)
        check_box(f"pgd with steps={steps}", found, X, eps, low, high)
        right = one_step_on(model, here, X, y, eps, low, high, step_size)
        stale = np.clip(np.clip(here + step_size * first_signs, X - eps, X + eps), low, high)
        likely = {"Is the gradient taken anew, at the present point?": stale}
        assert ask.near(found, right), (
            f"In a model that bends, with step_size {step_size} and eps {eps}, step {steps} does not lead from your point "
            f"before it to the right one: pixels are off by up to {np.abs(found - right).max():.4f}. "
            f"{ask.cause(found, likely, 'Is each step projected and clipped before the next gradient is taken?')}"
        )
        here = found
X = doubles([[0.4, 0.1, 0.7]])
found = images_of(pgd, dropped([[1, -2, 0.5]]), X, torch.tensor([0]), 0.25, 0, 1, 2, 0.1, None)
assert ask.near(found, X), (
    "A model in training mode, of which dropout leaves nothing, has a gradient of 0, but with pgd some pixels move. Is the "
    "model called in the mode in which it comes?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_pgd_start", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two calls with the same seed, and one that goes on.
model, X, y = (
    affine([[1, -2, 0.5], [-0.5, 1.5, 2]], [0.25, -0.5]),
    doubles([[0.5, 0.45, 0.6]] * 4),
    torch.tensor([0, 1, 1, 0]),
)
torch.manual_seed(1)
np.random.seed(1)
first = images_of(pgd, model, X, y, 0.2, 0, 1, 0, 0.1, seeded(7))
torch.manual_seed(2)
np.random.seed(2)
again = images_of(pgd, model, X, y, 0.2, 0, 1, 0, 0.1, seeded(7))
assert np.array_equal(first, again), "With the same seed another start came. Does every draw come from the generator?"
assert not ask.near(first, X), "With a generator and 0 steps you returned X. Is there a random start?"
assert len(np.unique(first.round(9), axis=0)) == 4, "Some images moved alike. Does every image have draws of its own?"
moved = first - X.numpy()
assert len(np.unique(moved.round(9))) == 12, "Some pixels moved alike. Does every pixel have a draw of its own?"
one = seeded(7)
both = [images_of(pgd, model, X, y, 0.2, 0, 1, 0, 0.1, one) for _ in range(2)]
assert not np.array_equal(*both), "Two calls with one generator had the same start. Does the generator move on?"
other = images_of(pgd, model, X, y, 0.2, 0, 1, 0, 0.1, seeded(8))
assert not np.array_equal(first, other), "Two generators with different seeds gave the same start. Is it used?"

# Hidden tests: 5,000 starts of four pixels, two of them near an end of the range: how often they lie where is within five
# standard deviations of what it should be, and pixels do not hang together.
### BEGIN HIDDEN TESTS
model, n = affine([[1, -2, 0.5, 1.5], [-0.5, 1.5, 2, 1]], [0.25, -0.5]), 5000
X, eps = np.tile([0.12, -0.93, 1.41, 0.37], (n, 1)), 0.4
found = images_of(pgd, model, doubles(X), torch.zeros(n, dtype=torch.int64), eps, -1, 1.5, 0, 0.1, seeded(24))
check_box("The random start of pgd", found, X, eps, -1, 1.5)
for pixel in range(4):
    for part in (-0.9, -0.63, -0.31, -0.05, 0.17, 0.52, 0.88):
        if not -1 < X[0, pixel] + part * eps < 1.5:
            continue
        share, chance = np.mean(found[:, pixel] < X[0, pixel] + part * eps), (1 + part) / 2
        assert abs(share - chance) < 5 * math.sqrt(chance * (1 - chance) / n), (
            f"Of 5,000 starts of a pixel, {share:.1%} lie below {part} times eps from X. Is that a uniform draw from -eps to "
            "eps, and clipped to the range afterwards?"
        )
for one, two in itertools.combinations(range(4), 2):
    hang = np.corrcoef(found[:, one], found[:, two])[0, 1]
    assert abs(hang) < 5 / math.sqrt(n), "What is drawn for a pixel should say nothing of the next one, but does."
hang = np.corrcoef(found[1:, 0], found[:-1, 0])[0, 1]
assert abs(hang) < 5 / math.sqrt(n), "What is drawn for an image should say nothing of the next one, but does."
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t3_pgd_box", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: with a random start, each point of the path is in the box and one step from the point before; in a linear
# model the end is the worst corner, never better for the defender than one large step; arguments by name; no graph;
# nothing is drawn but the start.
### BEGIN HIDDEN TESTS
def next_point(model, x, X, y, eps, low, high, step_size):
    """Return the point after x on the path, as an array."""
    leaf = doubles(x).requires_grad_()
    scores = model(leaf)
    lost = scores.logsumexp(1) - scores.gather(1, y[:, None])[:, 0]
    signs = np.sign(torch.autograd.grad(lost.sum(), leaf)[0].numpy())
    return np.clip(np.clip(x + step_size * signs, X - eps, X + eps), low, high)


rng = np.random.default_rng(2407)
for model, shape, K, eps, low, high, step_size, seed in [
    (curved(rng, 5, 4), (4, 5), 4, 0.7, 0, 1, 0.4, 3),
    (curved(rng, 6, 3), (2, 3, 2), 3, 0.5, -3, -1, 0.27, 4),
]:
    X = rng.uniform(low, high, size=shape)
    X[0].flat[:2] = low, high
    y = torch.tensor(rng.integers(0, K, size=shape[0]))
    here = None
    for steps in range(4):
        found = images_of(pgd, model, doubles(X), y, eps, low, high, steps, step_size, seeded(seed))
        check_box(f"pgd with a random start and steps={steps}", found, X, eps, low, high)
        if here is not None:
            right = next_point(model, here, X, y, eps, low, high, step_size)
            assert ask.near(found, right), (
                f"From a random start, step {steps} does not lead from your point before it to the right one: pixels are off by "
                f"up to {np.abs(found - right).max():.4f}. Is the start drawn once, before the first step, and clipped?"
            )
        here = found
for label in (0, 1):
    W, b = rng.normal(size=(2, 6)) * 1.3, rng.normal(size=2)
    X, y = rng.uniform(0.05, 0.95, size=(3, 6)), torch.tensor([label] * 3)
    w = W[label] - W[1 - label]
    worst = np.clip(X - 0.17 * np.sign(w), 0, 1)
    for generator in (None, seeded(5)):
        changed = images_of(pgd, affine(W, b), doubles(X), y, 0.17, 0, 1, 9, 0.05, generator)
        assert ask.near(np.minimum(changed @ w, worst @ w), changed @ w), (
            "In a linear model, nine steps of 0.05 within 0.17 should do at least as much as one large step, but do less."
        )
    named = {
        "generator": None,
        "step_size": 0.05,
        "steps": 2,
        "high": 1,
        "low": 0,
        "eps": 0.17,
        "y": y,
        "X": doubles(X),
    }
    found = ask.numbers(pgd, **named, model=affine(W, b))
    assert ask.near(found, np.clip(X - 0.1 * np.sign(w), 0, 1)), (
        "With its arguments by name, two steps of pgd give something else."
    )
for generator in (None, seeded(5)):
    for steps in (0, 2):
        given = ask.result(pgd, affine(W, b), doubles(X), y, 0.1, 0, 1, steps, 0.05, generator)
        assert isinstance(given, torch.Tensor) and not given.requires_grad, (
            "What pgd returns should carry no graph, but its requires_grad is True."
        )
nexts = []
for steps in (0, 3):
    generator = seeded(6)
    for now in (steps, 0):
        found = images_of(pgd, affine(W, b), doubles(X), y, 0.1, 0, 1, now, 0.05, generator)
    nexts.append(found)
assert ask.near(*nexts), (
    "After a call with 3 steps, the next call with the same generator starts elsewhere than after one with 0 steps. Is the "
    "start the only thing that is drawn?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: corruptions and the corruption error (4 points)
#
# Most harm is done by nobody. `corrupt` imitates three kinds of it, at five severities from 1, the mildest, to 5. How
# much each does is written in the table `STRENGTH` below, whose first entry belongs to severity 1. With the entry
# $a$, and pixels from 0 to 1,
#
# - `"noise"` adds to every pixel of every image its own draw from the normal distribution with mean 0 and *standard
#   deviation* $a$,
# - `"contrast"` moves every pixel towards the mean $m$ of *its image*, over all channels and places: $m+a\,(x-m)$,
# - `"brightness"` adds $a$ to every pixel,
#
# and at the end everything is clipped to the range from 0 to 1. Noise comes from the generator, the same seed gives
# the same, and each call goes on where the last one left it; the other kinds need no draws. Another kind, or a
# whole number that is not one of the severities 1, 2, 3, 4, 5, such as 0 or 6, raises a `ValueError`.
#
# `corruption_error` puts the damage into one number (lecture 24, *Nature instead of an enemy*). Given are the error
# rates $E$ of a model, a row for each kind of corruption and a column for each severity, and those of a reference
# model. For each kind add the errors up over the severities and divide by the reference's; then take the mean over
# the kinds:
#
# $$\mathrm{mCE}=\frac1C\sum_{c=1}^{C}\frac{\sum_s E_{c,s}}{\sum_s E^{\mathrm{ref}}_{c,s}}$$
#
# Single errors of the reference may be 0, but never a whole row of them. There may be any number of kinds and
# severities.

# %% nbgrader={"grade": false, "grade_id": "t4_strength", "locked": true, "schema_version": 3, "solution": false, "task": false}
STRENGTH = {
    "noise": (0.04, 0.07, 0.12, 0.18, 0.26),
    "contrast": (0.75, 0.5, 0.4, 0.3, 0.15),
    "brightness": (0.08, 0.15, 0.25, 0.35, 0.5),
}


# %% nbgrader={"grade": false, "grade_id": "t4_corrupt", "locked": false, "schema_version": 3, "solution": true, "task": false}
def corrupt(X, kind, severity, generator):
    """Return corrupted images.

    X: tensor (B, C, H, W), images with pixels from 0 to 1
    kind: "noise", "contrast" or "brightness"
    severity: integer from 1 to 5
    generator: a torch.Generator

    Returns a tensor with the shape of X. Raises ValueError for another kind or severity.
    """
    ### BEGIN SOLUTION
    if kind not in STRENGTH or severity not in range(1, 6):
        raise ValueError(f"no corruption {kind!r} of severity {severity}")
    amount = STRENGTH[kind][severity - 1]
    if kind == "contrast":
        middle = X.mean(dim=(1, 2, 3), keepdim=True)
        return middle + amount * (X - middle)
    added = amount * torch.randn(X.shape, generator=generator) if kind == "noise" else amount
    return (X + added).clamp(0, 1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t4_corruption_error", "locked": false, "schema_version": 3, "solution": true, "task": false}
def corruption_error(errors, baseline):
    """Return the mean over kinds of corruption of a model's error, relative to that of a reference.

    errors: tensor (C, S), error rates of the model, for C kinds of corruption at S severities
    baseline: tensor (C, S), those of the reference

    Returns a number.
    """
    ### BEGIN SOLUTION
    return (errors.sum(dim=1) / baseline.sum(dim=1)).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_corrupt_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two images with three pixels each.
X = doubles([[[[0.1, 0.5, 0.84]]], [[[0.2, 0.3, 0.7]]]])
found = ask.array(ask.result(corrupt, X, "contrast", 2, seeded(1)), (2, 1, 1, 3), "What corrupt returns")
likely = {
    "Is the mean taken over all images? Each has its own.": [[[[0.27, 0.47, 0.64]]], [[[0.32, 0.37, 0.57]]]],
    "Is that severity 3? The first entry belongs to 1.": [[[[0.328, 0.488, 0.624]]], [[[0.32, 0.36, 0.52]]]],
    "Is that severity 1? The second entry belongs to 2.": [[[[0.195, 0.495, 0.75]]], [[[0.25, 0.325, 0.625]]]],
    "Is 0.5 taken for the mean of the image?": [[[[0.3, 0.5, 0.67]]], [[[0.35, 0.4, 0.6]]]],
    "Is the mean added back?": [[[[0, 0.01, 0.18]]], [[[0, 0, 0.15]]]],
}
assert ask.near(found, [[[[0.29, 0.49, 0.66]]], [[[0.3, 0.35, 0.55]]]]), (
    "Contrast of severity 2 should make (0.29, 0.49, 0.66) and (0.3, 0.35, 0.55) of the two images, but yours are "
    f"{shown(found[:, 0, 0])}. {ask.cause(found, likely, 'Which mean, and how far do pixels go towards it?')}"
)
found = ask.array(ask.result(corrupt, X, "brightness", 3, seeded(1)), (2, 1, 1, 3), "What corrupt returns")
likely = {
    "Is the range from 0 to 1 kept?": [[[[0.35, 0.75, 1.09]]], [[[0.45, 0.55, 0.95]]]],
    "Is that severity 4? The first entry belongs to 1.": [[[[0.45, 0.85, 1]]], [[[0.55, 0.65, 1]]]],
    "Is that severity 2? The third entry belongs to 3.": [[[[0.25, 0.65, 0.99]]], [[[0.35, 0.45, 0.85]]]],
}
assert ask.near(found, [[[[0.35, 0.75, 1]]], [[[0.45, 0.55, 0.95]]]]), (
    "Brightness of severity 3 should make (0.35, 0.75, 1) and (0.45, 0.55, 0.95) of the two images, but yours are "
    f"{shown(found[:, 0, 0])}. {ask.cause(found, likely, 'What is added, and where does the range end?')}"
)

# Hidden tests: images with several channels at all severities; contrast keeps each image's mean; what is milder changes
# less; one image alone; what has to raise; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2408)
for shape in [(4, 3, 5, 2), (1, 2, 3, 4)]:
    numbers = rng.uniform(0, 1, size=shape) ** rng.uniform(0.3, 3, size=(shape[0], shape[1], 1, 1))
    X, middle = doubles(numbers), numbers.mean(axis=(1, 2, 3), keepdims=True)
    before = {"noise": 0.0, "contrast": 0.0, "brightness": 0.0}
    for severity in range(1, 6):
        for kind, right in [
            ("contrast", middle + STRENGTH["contrast"][severity - 1] * (numbers - middle)),
            ("brightness", np.minimum(numbers + STRENGTH["brightness"][severity - 1], 1)),
            ("noise", None),
        ]:
            given = ask.result(corrupt, generator=seeded(3), severity=severity, kind=kind, X=X)
            found = ask.array(given, shape, "What corrupt returns", "It has the shape of X.")
            change = np.mean((found - numbers) ** 2)
            if right is not None:
                assert ask.near(found, right), (
                    f"{kind.capitalize()} of severity {severity} is off by up to {np.abs(found - right).max():.4f} for images of "
                    f"shape {shape[1:]}. Is it the entry of that severity, and, for contrast, the mean of each image over all axes?"
                )
            assert change > before[kind], (
                f"{kind.capitalize()} of severity {severity} changes the images no more than the severity before it."
            )
            before[kind] = change
X = doubles([[[[0.25, 0.5]]]])
for kind, severity in [
    ("noise", 0),
    ("contrast", 0),
    ("brightness", 6),
    ("noise", -1),
    ("contrast", -2),
    ("brightness", 0),
    ("noise", 7),
    ("fog", 1),
    ("Noise", 2),
    ("", 3),
]:
    came = instead_of_refusing(corrupt, X, kind, severity, seeded(1))
    assert not came, f"For the kind {kind!r} with severity {severity} a ValueError should come, but {came}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_corrupt_noise", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One and the same seed, then the next draws.
X = doubles(np.full((2, 1, 4, 5), 0.5))
torch.manual_seed(1)
np.random.seed(1)
first = ask.array(ask.result(corrupt, X, "noise", 2, seeded(5)), (2, 1, 4, 5), "What corrupt returns")
torch.manual_seed(2)
np.random.seed(2)
again = ask.numbers(corrupt, X, "noise", 2, seeded(5))
assert np.array_equal(first, again), "With the same seed other noise came. Does every draw come from the generator?"
assert not np.array_equal(first[0], first[1]), (
    "Both images have the same noise. Does every image have draws of its own?"
)
between = first[(first > 0) & (first < 1)]
assert len(np.unique(between)) == between.size, (
    "Some pixels have the same noise. Does every pixel have a draw of its own?"
)
one = seeded(5)
both = [ask.numbers(corrupt, X, "noise", 2, one) for _ in range(2)]
assert not np.array_equal(*both), "Two calls with one generator made the same noise. Does the generator move on?"

# Hidden tests: how often noisy pixels lie where, at each severity, is within five standard deviations of what it should be;
# all within 0 and 1; neither images nor pixels hang together.
### BEGIN HIDDEN TESTS
X, far_out = doubles(np.tile(np.array([0.47, 0.08])[:, None, None, None], (1, 2, 50, 50))), []
for severity in range(1, 6):
    found = ask.array(
        ask.result(corrupt, X, "noise", severity, seeded(90 + severity)), (2, 2, 50, 50), "What corrupt returns"
    )
    assert found.min() >= 0 and found.max() <= 1, f"Noise of severity {severity} leads out of the range from 0 to 1."
    for image, pixel in enumerate((0.47, 0.08)):
        for far in (-1.6, -0.9, -0.3, 0.2, 0.7, 1.4, 2.1):
            place = pixel + far * STRENGTH["noise"][severity - 1]
            if 0 < place < 1:
                share, chance = np.mean(found[image] < place), (1 + math.erf(far / math.sqrt(2))) / 2
                assert abs(share - chance) < 5 * math.sqrt(chance * (1 - chance) / 5000), (
                    f"With noise of severity {severity}, {share:.1%} of pixels that were {pixel} are below {place:.3f}. Is it "
                    "normal, with the entry of that severity as its standard deviation?"
                )
    for one, two in [(found[0], found[1]), (found[0, 0], found[0, 1]), (found[0, :, 1:], found[0, :, :-1])]:
        hang = np.corrcoef(one.ravel(), two.ravel())[0, 1]
        assert abs(hang) < 5 / math.sqrt(one.size), "Draws of different pixels or images hang together."
    if severity <= 3:  # where three standard deviations stay within the range
        far_out.append(np.abs(found[0] - 0.47) > 3 * STRENGTH["noise"][severity - 1])
share, chance = np.mean(far_out), math.erfc(3 / math.sqrt(2))
assert abs(share - chance) < 5 * math.sqrt(chance * (1 - chance) / np.size(far_out)), (
    f"Of {np.size(far_out):,} draws, {share:.2%} are larger than three standard deviations, where the normal distribution has "
    f"{chance:.2%}. Are large draws cut off?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_corruption_error_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two kinds at three severities; one error of the reference is 0.
errors = doubles([[0.1, 0.2, 0.3], [0.04, 0.05, 0.03]])
baseline = doubles([[0.2, 0.25, 0.35], [0, 0.02, 0.06]])
found = ask.number(ask.result(corruption_error, errors, baseline), "What corruption_error returns")
likely = {
    "Is that the ratio of the means? The mean of the ratios is asked for.": 0.8182,
    "Are errors and reference exchanged?": 1,
    "Is the mean over the kinds taken?": 2.25,
    "Is the sum taken over kinds, where it should be over severities?": 0.8103,
    "Is a severity left out where the reference's error is 0?": 0.875,
}
assert ask.near(found, 1.125), (
    f"The corruption error should be 1.125, but yours is {found:.4f}. "
    f"{ask.cause(found, likely, 'Which sums are divided, and over what is the mean?')}"
)

# %% nbgrader={"grade": true, "grade_id": "t4_corruption_error_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random errors of any number of kinds and severities; the reference against itself; one kind made easier for
# both; kinds and severities in another order; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2409)
for C, S in [(4, 5), (1, 5), (3, 3), (6, 1), (1, 1), (2, 7)]:
    errors, baseline = rng.uniform(0, 0.9, size=(C, S)) ** 2, rng.uniform(0.05, 0.9, size=(C, S))
    if S > 1:
        baseline[0, -1] = errors[-1, 0] = 0
    right = sum(sum(E) / sum(ref) for E, ref in zip(errors.tolist(), baseline.tolist(), strict=True)) / C
    found = ask.number(
        ask.result(corruption_error, doubles(errors), doubles(baseline)), "What corruption_error returns"
    )
    likely = {
        "Is that the ratio of the means?": errors.sum() / baseline.sum(),
        "Are the sums taken over kinds, where they should be over severities?": np.mean(
            errors.sum(0) / np.maximum(baseline.sum(0), 1e-9)
        ),
        "Are errors and reference exchanged?": np.mean(baseline.sum(1) / np.maximum(errors.sum(1), 1e-9)),
    }
    assert ask.near(found, right), (
        f"With {C} kinds at {S} severities, the corruption error is off by {abs(found - right):.4f}. "
        f"{ask.cause(found, likely, 'Is there a ratio of sums for each kind, and then the mean over kinds?')}"
    )
    itself = ask.numbers(corruption_error, doubles(baseline), doubles(baseline))
    assert ask.near(itself, 1), "The reference against itself should have a corruption error of 1, but has not."
    scale = rng.uniform(0.1, 9, size=(C, 1))
    scaled = ask.numbers(corruption_error, baseline=doubles(baseline * scale), errors=doubles(errors * scale))
    assert ask.near(scaled, found), (
        "Where a kind is made easier for both models alike, nothing should change, but it does."
    )
    rows, columns = rng.permutation(C), rng.permutation(S)
    turned = ask.numbers(corruption_error, doubles(errors[rows][:, columns]), doubles(baseline[rows][:, columns]))
    assert ask.near(turned, found), "With kinds and severities in another order something else comes out."
    twice = ask.numbers(corruption_error, doubles(2.5 * errors), doubles(baseline))
    assert ask.near(twice, 2.5 * found), "With 2.5 times the errors, the corruption error should be 2.5 times as large."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: Grad-CAM (2 points)
#
# Which places of an image speak for a class? Grad-CAM takes the maps $A_c$ of the last convolution, and the gradient
# of the class's score with respect to them. A map counts by the *mean of its gradient over all places*; the weighted
# maps are added up, and only what is positive is kept:
#
# $$\alpha_c=\frac1{HW}\sum_{i,j}\frac{\partial z}{\partial A_{c,i,j}},\qquad M_{i,j}=\max\Bigl(0,\ \sum_c\alpha_c A_{c,i,j}\Bigr)$$
#
# Both are given, for a single image, so that no model is needed here. Do not scale the result: it is neither divided
# by its largest value nor enlarged to the size of the image. (Lecture 24, *What does the answer hang on?*)


# %% nbgrader={"grade": false, "grade_id": "t5_grad_cam", "locked": false, "schema_version": 3, "solution": true, "task": false}
def grad_cam(features, gradients):
    """Return the Grad-CAM map of one image.

    features: tensor (C, H, W), the maps of a layer, of both signs
    gradients: tensor (C, H, W), the gradient of a class's score with respect to them

    Returns a tensor (H, W).
    """
    ### BEGIN SOLUTION
    alpha = gradients.mean(dim=(1, 2))
    return torch.einsum("c,chw->hw", alpha, features).relu()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_grad_cam_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two channels of 2 by 3 places.
features = doubles([[[1, 2, 0], [3, -1, 0.5]], [[2, 0.5, 4], [-2, 1, 6]]])
gradients = doubles([[[0.6, -0.3, 1.2], [0.9, 0, 0.6]], [[-0.4, 0.2, -0.5], [-0.7, 0.1, 0.1]]])
found = ask.array(
    ask.result(grad_cam, features, gradients), (2, 3), "What grad_cam returns", "There is one number for each place."
)
likely = {
    "Is what is negative kept? Only what is positive counts.": [[0.1, 0.9, -0.8], [1.9, -0.7, -0.95]],
    "Is the gradient summed over the places? The mean is asked for.": [[0.6, 5.4, 0], [11.4, 0, 0]],
    "Is the gradient of each place taken, without the mean over places?": [[0, 0, 0], [4.1, 0.1, 0.9]],
    "Is each map cut at 0 before the maps are added?": [[0.5, 1, 0], [1.9, 0, 0.25]],
    "Is the mean over channels taken? The weighted maps are added.": [[0.05, 0.45, 0], [0.95, 0, 0]],
    "Is the map divided by its largest value?": [[0.0526, 0.4737, 0], [1, 0, 0]],
    "Are the weights cut at 0? They have signs.": [[0.5, 1, 0], [1.5, 0, 0.25]],
    "Is the size of the gradient taken? Weights have signs.": [[1.2667, 1.3667, 1.3333], [1.1333, 0, 2.3]],
    "Is the size of what is negative kept? It becomes 0.": [[0.1, 0.9, 0.8], [1.9, 0.7, 0.95]],
    "Are features and gradients exchanged?": [[0, 0.1083, 0.1417], [0, 0.1917, 0.7417]],
    "Are maps averaged over the channels before they are weighted?": [[0.225, 0.1875, 0.3], [0.075, 0, 0.4875]],
}
assert ask.near(found, [[0.1, 0.9, 0], [1.9, 0, 0]]), (
    "The map should be [[0.1, 0.9, 0], [1.9, 0, 0]], but yours is "
    f"{shown(found)}. {ask.cause(found, likely, 'What does each channel count, and what is kept?')}"
)

# %% nbgrader={"grade": true, "grade_id": "t5_grad_cam_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random maps against plain loops; a score scaled, channels in another order; a head that ends with a mean,
# where the map is known; a single channel, a single place; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2410)
for C, H, W in [(4, 3, 5), (1, 4, 2), (6, 1, 1), (3, 3, 3), (2, 1, 6), (5, 4, 1), (1, 1, 1)]:
    A, g = rng.normal(size=(C, H, W)) * 1.7, rng.normal(size=(C, H, W)) + 0.2
    if C == 1:
        A, g = A + 0.5, np.abs(g)
    right = np.zeros((H, W))
    for i, j in itertools.product(range(H), range(W)):
        right[i, j] = sum(np.mean(g[c]) * A[c, i, j] for c in range(C))
    right[right < 0] = 0
    found = ask.array(
        ask.result(grad_cam, doubles(A), doubles(g)),
        (H, W),
        "What grad_cam returns",
        "There is one number for each place.",
    )
    assert found.min() >= 0, "The map holds negative numbers, where only what is positive is kept."
    assert ask.near(found, right), (
        f"The map of {C} channels of {H} by {W} places is off by up to {np.abs(found - right).max():.4f}. Does each channel count by "
        "the mean of its gradient over its places?"
    )
    scaled = ask.numbers(grad_cam, gradients=doubles(3.7 * g), features=doubles(A))
    assert ask.near(scaled, 3.7 * found), "With a score 3.7 times as large the map should be 3.7 times as large."
    order = rng.permutation(C)
    turned = ask.numbers(grad_cam, doubles(A[order]), doubles(g[order]))
    assert ask.near(turned, found), (
        "With the channels in another order, in both tensors, the map should stay, but changes."
    )
    places = rng.permutation(H * W)
    mixed = doubles(g.reshape(C, -1)[:, places].reshape(C, H, W))
    assert ask.near(ask.numbers(grad_cam, doubles(A), mixed), found), (
        "Only the mean of a channel's gradient counts, so that its order over the places does not matter; with yours it does."
    )
    weights = rng.normal(size=C) + 0.1
    head = np.tile(weights[:, None, None] / (H * W), (1, H, W))
    found = ask.numbers(grad_cam, doubles(A), doubles(head))
    assert ask.near(found, np.maximum(np.tensordot(weights, A, axes=1), 0) / (H * W)), (
        "For a network that ends with a mean over places and a linear layer the map is the weighted sum of the maps, divided "
        "by the number of places, where that is positive; yours is another."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: the contrastive loss (4 points)
#
# Two views of each of $B$ images went through an encoder, which gave $Z_1$ and $Z_2$: row $i$ of one and row $i$ of
# the other belong together. Put both into one set of $2B$ rows, and scale each row to length 1. Every row then asks
# which of the *other* $2B-1$ rows is its partner, the other view of its image, and scores them by the dot product,
# divided by a temperature $\tau$. The loss is the cross-entropy of this question, averaged over all $2B$ rows:
#
# $$L=\frac1{2B}\sum_{i=1}^{2B}-\ln\frac{e^{z_i\cdot z_{p(i)}/\tau}}{\sum_{k\ne i}e^{z_i\cdot z_k/\tau}}$$
#
# Here $p(i)$ is the partner of row $i$; the row itself is no candidate, the other rows of its own view are. This is
# NT-Xent (lecture 41, *Push the others apart*).
#
# Rows have lengths from $10^{-6}$ to $10^6$. The temperature is 0.001 or larger, and at 0.001 $e^x$ may be more than
# a float can hold. With a single pair the loss is 0. A network has to learn from this loss, so it is a tensor from
# which gradients go back to both $Z_1$ and $Z_2$.


# %% nbgrader={"grade": false, "grade_id": "t6_nt_xent", "locked": false, "schema_version": 3, "solution": true, "task": false}
def nt_xent(Z1, Z2, temperature):
    """Return the normalized, temperature-scaled cross-entropy between two views.

    Z1: tensor (B, d), a row for the first view of each image
    Z2: tensor (B, d), a row for the second view of each image
    temperature: positive number

    Returns a tensor (), the mean over all 2B rows.
    """
    ### BEGIN SOLUTION
    B, unit = len(Z1), F.normalize(torch.cat((Z1, Z2)), dim=1)
    itself = torch.eye(2 * B, dtype=torch.bool)
    log_p = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf).log_softmax(dim=1)
    return -(log_p.diagonal(B).sum() + log_p.diagonal(-B).sum()) / (2 * B)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_nt_xent_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three pairs in the plane.
Z1, Z2 = doubles([[3, 4], [5, 0], [-1, 2]]), doubles([[4, 3], [0, -2], [-0.5, 0.25]])
found = loss_of(nt_xent, Z1, Z2, 0.5)
likely = {
    "Is a row its own candidate? It is none.": 1.6024,
    "Is a row its own candidate, with the score 0? It is none, and e^0 is 1.": 1.0366,
    "Are columns scaled to length 1? Rows are.": 1.3842,
    "Are the rows of the own view candidates too? There are 2B - 1 of them.": 0.5585,
    "Does only the first view ask? Both do, and the mean is over all 2B rows.": 1.2035,
    "Are the rows scaled to length 1?": 8.0704,
    "Is it divided by B? There are 2B rows.": 1.7827,
    "Is that the sum over the rows?": 5.348,
    "Is the temperature multiplied by? It divides.": 1.3261,
    "Is the temperature used?": 1.1199,
    "Is the sign turned?": -0.8913,
    "Is the partner a candidate too?": 0.1812,
}
assert ask.near(found, 0.8913), (
    f"The loss of these three pairs should be 0.8913, but yours is {found:.4f}. "
    f"{ask.cause(found, likely, 'Who asks, who is a candidate, and who is the partner?')}"
)


# Hidden tests: random rows against a double loop; temperatures from 0.05 to 5; one pair; arguments by name.
### BEGIN HIDDEN TESTS
def looped(Z1, Z2, tau):
    """Return the loss, row by row."""
    rows = np.concatenate([Z1, Z2])
    rows = rows / np.sqrt((rows**2).sum(axis=1, keepdims=True))
    total, number = 0.0, len(rows)
    for i in range(number):
        scores = [rows[i] @ rows[k] / tau for k in range(number) if k != i]
        total += np.logaddexp.reduce(scores) - rows[i] @ rows[(i + number // 2) % number] / tau
    return total / number


rng = np.random.default_rng(2411)
for B, d, tau in [(4, 3, 0.5), (6, 5, 0.07), (3, 3, 1), (2, 4, 5), (7, 2, 0.2), (1, 3, 0.1), (5, 1, 0.9)]:
    Z1 = rng.normal(size=(B, d)) * rng.uniform(0.2, 4, size=(B, 1))
    Z2 = (Z1 + rng.normal(size=(B, d)) * 0.8) * rng.uniform(0.2, 4, size=(B, 1))
    found, right = loss_of(nt_xent, doubles(Z1), doubles(Z2), tau), looped(Z1, Z2, tau)
    assert ask.near(found, right), (
        f"With {B} pairs of {d} numbers and temperature {tau}, the loss is off by {abs(found - right):.4f} from a double loop over "
        "all rows. Does every row ask, with every other row as a candidate?"
    )
    named = loss_of(nt_xent, temperature=tau, Z2=doubles(Z2), Z1=doubles(Z1))
    assert ask.near(named, found), "With its arguments by name, nt_xent gives something else."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_nt_xent_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: views exchanged, pairs in another order, all rows turned, each row made longer or shorter: nothing changes.
# Partners exchanged: it does.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2412)
for B, d, tau in [(4, 3, 0.4), (5, 6, 0.15), (2, 2, 0.8)]:
    Z1 = rng.normal(size=(B, d)) + 0.3
    Z2 = Z1 + rng.normal(size=(B, d)) * 0.5
    found = loss_of(nt_xent, doubles(Z1), doubles(Z2), tau)
    order, (turn, _) = rng.permutation(B), np.linalg.qr(rng.normal(size=(d, d)))
    lengths = 10.0 ** rng.uniform(-6, 6, size=(2, B, 1))
    lengths[0, 0], lengths[1, -1] = 1e-6, 1e6
    longer = [Z / np.linalg.norm(Z, axis=1, keepdims=True) * now for Z, now in zip((Z1, Z2), lengths, strict=True)]
    for what, changed in [
        ("the two views are exchanged", (Z2, Z1)),
        ("the pairs come in another order", (Z1[order], Z2[order])),
        ("all rows are turned alike", (Z1 @ turn, Z2 @ turn)),
        ("rows are made longer or shorter, with lengths from 1e-6 to 1,000,000", longer),
        ("a pair trades its two views", (np.concatenate([Z2[:1], Z1[1:]]), np.concatenate([Z1[:1], Z2[1:]]))),
    ]:
        now = loss_of(nt_xent, *map(doubles, changed), tau)
        assert ask.near(now, found), f"Where {what}, the loss should stay, but changes by {abs(now - found):.4f}."
    now = loss_of(nt_xent, doubles(Z1), doubles(np.roll(Z2, 1, axis=0)), tau)
    assert not ask.near(now, found), (
        "With other partners the loss stays as it was. Is row i of Z2 the partner of row i of Z1?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_nt_xent_closed_form", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: equal views and pairs at right angles; equal rows; a temperature without end; one of 0.001; a single pair of
# opposite views.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2413)
for B, tau in [(2, 1.0), (4, 0.5), (6, 0.3), (1, 0.2), (3, 2.5)]:
    turn, _ = np.linalg.qr(rng.normal(size=(B + 1, B + 1)))
    Z = turn[:B] * rng.uniform(0.3, 5, size=(B, 1))
    found, right = loss_of(nt_xent, doubles(Z), doubles(2 * Z), tau), math.log(1 + (2 * B - 2) * math.exp(-1 / tau))
    assert ask.near(found, right), (
        f"With {B} pairs whose views are the same, and different pairs at right angles, the loss at temperature {tau} can be written "
        f"down, and yours is off by {abs(found - right):.4f}. Count the candidates, and their similarities."
    )
    same = loss_of(nt_xent, doubles(np.tile(Z[:1], (B, 1))), doubles(np.tile(Z[:1], (B, 1))), tau)
    assert ask.near(same, math.log(2 * B - 1)), (
        f"Where all {2 * B} rows are equal, every candidate is as likely as the next, but your loss says something else."
    )
    hot = loss_of(nt_xent, doubles(rng.normal(size=(B, 3))), doubles(rng.normal(size=(B, 3))), 1e7)
    assert ask.near(hot, math.log(2 * B - 1)), (
        f"At a temperature of 10,000,000 every one of the candidates of {B} pairs is as likely as the next, but your loss says "
        "something else."
    )
alone = loss_of(nt_xent, doubles([[1, 2, -2]]), doubles([[-2, -4, 4]]), 0.001)
assert ask.near(alone, 0), (
    "With a single pair the partner is the only candidate, so that the loss is 0, also where the views are opposite and the "
    f"temperature is 0.001; yours is {alone:.4g}. Does a row itself still count a little?"
)
for B in (3, 5):
    Z1, Z2 = rng.normal(size=(B, 4)), rng.normal(size=(B, 4))
    rows = np.concatenate([Z1, Z2])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    scores = rows @ rows.T * 1000
    scores[np.eye(2 * B, dtype=bool)] = -np.inf
    partners = scores[np.arange(2 * B), (np.arange(2 * B) + B) % (2 * B)]
    right = np.mean(np.logaddexp.reduce(scores, axis=1) - partners)
    found = loss_of(nt_xent, doubles(Z1), doubles(Z2), 0.001)
    assert ask.near(found, right), (
        f"At temperature 0.001 the loss of {B} pairs is off by {abs(found - right):.4g}. Is something cut off, or taken to a power "
        "too soon?"
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t6_nt_xent_gradients", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: gradients go back to both views, and are those of finite differences; on a regular simplex they are 0.
### BEGIN HIDDEN TESTS
def looped_loss(rows, tau):
    """Return the loss of rows, the second half of which are the second views."""
    rows = rows / np.sqrt((rows**2).sum(axis=1, keepdims=True))
    number = len(rows)
    scores = rows @ rows.T / tau
    right = scores[np.arange(number), (np.arange(number) + number // 2) % number]
    scores[np.arange(number), np.arange(number)] = -np.inf
    return np.mean(np.logaddexp.reduce(scores, axis=1) - right)


def slopes_of(Z1, Z2, tau):
    """Return the gradients of the student's loss with respect to both views."""
    leaves = [doubles(Z1).requires_grad_(), doubles(Z2).requires_grad_()]
    loss = ask.result(nt_xent, *leaves, tau)
    assert isinstance(loss, torch.Tensor) and loss.requires_grad, (
        "No gradient goes back from what nt_xent returns. Is there an item(), a detach() or NumPy inside?"
    )
    assert loss.numel() == 1, f"nt_xent should return a single number, but yours has the shape {tuple(loss.shape)}."
    slopes = torch.autograd.grad(loss.sum(), leaves, allow_unused=True)
    for name, slope in zip(("Z1", "Z2"), slopes, strict=True):
        assert slope is not None, f"No gradient goes back to {name}."
    return np.concatenate([slope.numpy() for slope in slopes])


rng = np.random.default_rng(2414)
for B, d, tau in [(3, 2, 0.5), (2, 4, 0.2), (4, 3, 1.5)]:
    rows, right = rng.normal(size=(2 * B, d)) * 1.3, np.zeros((2 * B, d))
    for at in itertools.product(range(2 * B), range(d)):
        nudge = np.zeros((2 * B, d))
        nudge[at] = 1e-5
        right[at] = (looped_loss(rows + nudge, tau) - looped_loss(rows - nudge, tau)) / 2e-5
    found = slopes_of(rows[:B], rows[B:], tau)
    assert ask.near(found, right), (
        f"With {B} pairs, the gradients are off by up to {np.abs(found - right).max():.4f} from what a tiny change of each number does "
        "to the loss. Where your loss is right, a part of the way may be cut off, by detach() or no_grad()."
    )
for B, tau in [(3, 0.5), (5, 0.1)]:
    simplex = (np.eye(B) - 1 / B) * 2.3
    found = slopes_of(simplex, simplex, tau)
    assert ask.near(found, np.zeros((2 * B, B))), (
        f"Where {B} pairs have equal views at the corners of a regular simplex, no change is better than another, so that the "
        f"gradient is 0; yours has up to {np.abs(found).max():.4f}."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: a written question (1 point)
#
# A defense is tried against attacks of the same $\varepsilon$. Against FGSM at $\varepsilon=0.2$ it keeps 95% of the
# answers right, against PGD with 20 steps 30%.
#
# Which of the two numbers do you report as its robustness, and as what kind of statement? Why can the first one be so
# high?
#
# Three to five sentences, graded by hand.

# %% [markdown] nbgrader={"grade": true, "grade_id": "t7_written", "locked": false, "points": 1, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The 30%, with the attack and its $\varepsilon$ beside it, and only as an upper bound: robustness is the accuracy
# under the worst change in the box, every attack finds one candidate for it, and the strongest attack tried comes
# closest, while a stronger one may still find more. The 95% are no robustness but the failure of one attack. They can
# be so high because FGSM looks at the gradient once, at the image itself: a network trained against single steps
# learns to bend, or flatten, its loss just there, so that this gradient points nowhere useful (gradient masking),
# while many small steps that look again at each point find their way round.
#
# **Rubric.** 1/2 point: reports the 30%, because the accuracy under any attack is an upper bound of robustness and
# the strongest attack bounds it best ("30%, because it is lower" without the bound: 1/4). 1/2 point: names the
# hidden gradient, that is, that the defense makes the single gradient at the image useless without making the images
# safe (1/4 for "FGSM is weaker" alone). The mean of the two numbers, or the 95% as robustness, earns nothing.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# No points: run the cell. A small network learns digits of 8 by 8 pixels, and your attacks and corruptions meet it.
# By how much do many steps beat one, and both of them your noise?

# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    torch.manual_seed(0)
    bunch = load_digits()
    images, classes = doubles(bunch.images / 16)[:, None], torch.tensor(bunch.target)
    reader = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
    optimizer = torch.optim.Adam(reader.parameters(), 1e-2)
    for _ in range(200):
        batch = torch.randint(1400, (200,))
        optimizer.zero_grad()
        F.cross_entropy(reader(images[batch]), classes[batch]).backward()
        optimizer.step()
    new, labels = images[1400:], classes[1400:]
    for name, met in [
        ("as they are", new),
        ("with noise of severity 3", corrupt(new, "noise", 3, seeded(1))),
        ("after one step", fgsm(reader, new, labels, 0.12, 0, 1)),
        ("after ten steps", pgd(reader, new, labels, 0.12, 0, 1, 10, 0.03, seeded(1))),
    ]:
        print(
            f"{name:25} {(reader(met.double()).argmax(1) == labels).double().mean():.0%} of the new digits are read right"
        )
except NotImplementedError:
    print("Tasks 2, 3 and 4 are needed here. Come back when they are done.")
