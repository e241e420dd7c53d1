# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 14: ResNet
#
# You will build the parts of deep networks for images as PyTorch modules: a plain block, a residual block whose shortcut
# has no weights, its later form, and an Inception module. You count what they cost, sort the paths through a deep
# network by length, and put blocks together to a ResNet of $6n + 2$ layers. In the last cell it learns to read digits.
#
# **Practices** [lecture 18, AlexNet, VGG, GoogLeNet](../../course/18-alexnet-vgg-googlenet.ipynb) in tasks 1 and 5, and
# [lecture 19, ResNet](../../course/19-resnet.ipynb) in all others. **Time** 90 minutes. **You need** PyTorch.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the count of parameters | 2 |
# | t2 | a plain block | 2 |
# | t3 | a residual block with shortcut A | 4 |
# | t4 | a pre-activation block | 3 |
# | t5 | an Inception module | 3 |
# | t6 | the paths, by length | 2 |
# | t7 | a ResNet | 3 |
# | t8 | a convolution that swallows its norm | 1 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a14-resnet/resnet.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.
#
# **Modules, for tasks 2 to 5 and 7.** The tests put numbers of their own into your layers. They find them by the names
# that a task's table gives: `conv1` is the attribute `self.conv1`, made in `__init__`. A module has these layers and no
# others with parameters, and what the table does not say of them is as PyTorch has it: batch norms keep their `eps` and
# their `momentum`. `forward` works in training as in evaluation mode; a batch norm knows by itself in which it is.
#
# **Rules.** Functions and modules return new tensors and **leave those that they were given as they were**. Images are
# float32 tensors $(B, C, H, W)$ with at least one image, row and column.
#
# **How exact.** Your numbers may be off by 0.0001, or, in a tensor of larger numbers than 1, by one part in 10,000 of the
# largest, unless a text asks for more. So float32 is exact enough everywhere.

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
from torch import nn

from helpers import ask, data

# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}


# Nothing to write here: what the tests ask with.
def built(kind, *arguments, wants, **named):
    """Return the module that a class makes; its parameters must have the names and shapes that are wanted."""
    module, name = ask.result(kind, *arguments, **named), kind.__name__
    found = {key: tuple(tensor.shape) for key, tensor in module.named_parameters()}
    for key in wants:
        assert key in found, (
            f"{name} has no parameter {key}. Is the layer an attribute of self, with the name that the text gives it, and "
            "has every layer its own numbers? Layers in a plain list, or one layer used twice, are not found."
        )
    for key in found:
        hint = "What does the text say of a bias?" if key.endswith("bias") else "Which layers does the text name?"
        hint = "A block has one where it changes the shape. Should this one?" if ".way." in key else hint
        assert key in wants, f"{name} has a parameter {key} too many. {hint}"
    for key, shape in wants.items():
        assert found[key] == shape, (
            f"{key} of {name} should have the shape {shape}; got {found[key]}. Which channels go in, which come out, and "
            "how large is the kernel?"
        )
    kept = module.state_dict()
    norms = [key.removesuffix(".weight") for key, shape in wants.items() if key.endswith("weight") and len(shape) == 1]
    for norm in norms:
        assert f"{norm}.running_mean" in kept, (
            f"{norm} of {name} keeps no running mean. Is it nn.BatchNorm2d, as PyTorch has it?"
        )
    return module


def of_block(c_in, c_out):
    """Return the names and shapes of the parameters of two 3×3 convolutions with a batch norm behind each."""
    norms = {f"norm{number}.{name}": (c_out,) for number in (1, 2) for name in ("weight", "bias")}
    return {"conv1.weight": (c_out, c_in, 3, 3), "conv2.weight": (c_out, c_out, 3, 3)} | norms


def put(module, numbers):
    """Put numbers into parameters of a module, by name."""
    with torch.no_grad():
        for name, tensor in module.named_parameters():
            if name in numbers:
                tensor.copy_(torch.as_tensor(numbers[name]).expand(tensor.shape))


def fill(module, rng):
    """Put random numbers of both signs into all parameters and running values of a module; variances stay positive."""
    with torch.no_grad():
        running = [(name, tensor) for name, tensor in module.named_buffers() if "running" in name]
        for name, tensor in [*module.named_parameters(), *running]:
            numbers = rng.uniform(0.4, 1.6, size=tuple(tensor.shape))
            if not name.endswith("running_var"):
                numbers = numbers * rng.choice([-1, 1], size=tuple(tensor.shape))
            if tensor.ndim > 1:
                numbers = numbers / math.sqrt(tensor[0].numel())
            tensor.copy_(torch.tensor(numbers))
    return module


def numbers_of(module):
    """Return a copy of all parameters and running values of a module, by name."""
    return {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}


def normed(x, numbers, name, training):
    """Return what PyTorch's batch norm makes of x with the numbers of the layer of that name."""
    running = [numbers[f"{name}.running_{what}"].clone() for what in ("mean", "var")]
    return F.batch_norm(x, *running, numbers[f"{name}.weight"], numbers[f"{name}.bias"], training)


def after_training(numbers, inputs):
    """Return the numbers of a module after one call in training mode, where inputs are what entered its batch norms."""
    later = dict(numbers)
    for name, a in inputs.items():
        running = [numbers[f"{name}.running_{what}"].clone() for what in ("mean", "var")]
        F.batch_norm(a, *running, training=True)
        later |= {f"{name}.running_mean": running[0], f"{name}.running_var": running[1]}
    return later


def check_later(module, x, right, told):
    """Compare what a module makes of x in evaluation mode, after one call in training mode, with what is right."""
    y = output_of(module.eval(), x, tuple(right.shape))
    assert ask.near(y, right), (
        f"{told} the module is right, but in evaluation mode after that it is not. Does each batch norm run once in a call, "
        "and keep PyTorch's momentum?"
    )


def ceiling(y, right):
    """Return what is right with its numbers cut off where those of y end, as a mistake that y may be."""
    if y.min() == y.max():
        return {}
    return {"Are large numbers cut off, as clip() or ReLU6 do?": np.clip(right.numpy(), y.min(), y.max())}


def images(rng, *shape):
    """Return random images of both signs, float32."""
    return torch.tensor(rng.normal(size=shape), dtype=torch.float32)


HINTS = {
    "sizes of tensors must match": "Do all parts that are put together keep rows and columns, and lie along channels?",
    "must match the size of tensor": "Has what is added the same shape? Look at stride, padding and channels.",
    "cannot be multiplied": "Does the mean leave one number for each channel of the last stage?",
    "greater than actual input size": "Is there a padding in every convolution that has one in the text?",
    "output size is too small": "Does the mean take maps of any size?",
    "in-place operation": "Did you work in place, as x += ... does? Work with a new tensor.",
}


def apply(module, x):
    """Return what a module makes of x, which must stay as it is."""

    def call(x):
        return module(x)

    call.__name__ = type(module).__name__
    try:
        return ask.result(call, x)
    except AssertionError as error:
        hint = next((hint for sign, hint in HINTS.items() if sign in str(error).lower()), "")
        raise AssertionError(f"{error} {hint}".rstrip()) from error


def output_of(module, x, shape, looks=None):
    """Return what a module makes of images; where its shape is wrong, say what it looks like."""
    y = apply(module, x)
    found = tuple(getattr(y, "shape", ()))
    axes = "Is an axis missing or too many? squeeze() takes away every axis of length 1."
    hint = "Do padding and stride enter as the text says?" if len(found) == len(shape) else axes
    hint = (looks or {}).get(found, hint)
    return ask.array(y, shape, f"What {type(module).__name__} returns for x of shape {tuple(x.shape)}", hint)


def shown(numbers):
    """Return an array as a message shows it."""
    return np.round(np.asarray(numbers, dtype=float), 4).tolist()


def gradient_of(module, x, g):
    """Return the gradient that a module hands back to its images, where g is the gradient of what it returns."""
    x = x.clone().requires_grad_()
    y = apply(module, x)
    assert isinstance(y, torch.Tensor) and y.requires_grad, (
        "What the module returns takes no part in autograd. Is it a tensor, without detach(), numpy() and no_grad()?"
    )
    assert y.shape == g.shape, f"For x of shape {tuple(x.shape)} the output has the shape {tuple(y.shape)}."
    (gradient,) = torch.autograd.grad(y, x, g, allow_unused=True)
    assert gradient is not None, "No gradient reaches the images. Is there a detach() on the way?"
    return gradient


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the count of parameters (2 points)
#
# How many numbers of a network are trained? Each layer is described by a tuple that begins with its kind:
#
# | tuple | what it is | what is trained |
# | --- | --- | --- |
# | `("conv", c_in, c_out, k, groups, bias)` | kernels of $k \times k$ | weights, and a bias for each kernel if `bias` is True |
# | `("norm", channels)` | batch norm | a scale and a shift for each channel; running values are not trained |
# | `("linear", n_in, n_out, bias)` | a dense layer | weights, and a bias for each output if `bias` is True |
# | `("bottleneck", c_in, middle, c_out)` | the block of lecture 19 for large networks | see below |
#
# With $g$ groups the channels are split into $g$ equal parts, and each kernel sees only those of its own part, as in
# AlexNet. A bottleneck is a convolution of 1×1 from `c_in` to `middle` channels, one of 3×3 that keeps them, and one of
# 1×1 to `c_out`, none of them with a bias, and a batch norm behind each. Its shortcut is free where `c_in` and `c_out`
# are equal, and else a convolution of 1×1 without bias, with a batch norm (shortcut B).


# %% nbgrader={"grade": false, "grade_id": "t1_count", "locked": false, "schema_version": 3, "solution": true, "task": false}
def count(layers):
    """Return how many numbers of a network are trained.

    layers: list of tuples as in the table: a text, then integers of 1 or more; bias is True or False

    Returns an integer, 0 for an empty list.
    """
    ### BEGIN SOLUTION
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_count_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One layer of each kind, then two at once.
for layer, right, mistakes in [
    (("conv", 4, 6, 3, 1, False), 216, {72: "Has a kernel k rows and k columns?", 222: "Is there a bias?"}),
    (
        ("conv", 4, 6, 5, 1, True),
        606,
        {600: "Is the bias counted?", 604: "There is one bias for each kernel.", 612: "Is the bias counted twice?"},
    ),
    (
        ("conv", 4, 6, 3, 2, False),
        108,
        {216: "Does a kernel see only the channels of its own group?", 54: "There are c_out kernels in all groups."},
    ),
    (("norm", 7), 14, {28: "Running values are not trained.", 7: "A batch norm has a scale and a shift."}),
    (("linear", 5, 3, True), 18, {15: "Is the bias counted?", 20: "There is one bias for each output."}),
    (("linear", 5, 3, False), 15, {18: "Is there a bias?"}),
    (
        ("bottleneck", 8, 2, 8),
        92,
        {
            68: "Are the batch norms counted?",
            88: "Is there a batch norm behind each of the three convolutions?",
            104: "A convolution with a norm behind it has no bias.",
            172: "Is the shortcut free where the channels are equal?",
            156: "Is the shortcut free where the channels are equal?",
        },
    ),
    (
        ("bottleneck", 4, 2, 8),
        132,
        {
            84: "What does shortcut B cost?",
            116: "Shortcut B has a batch norm, too.",
            124: "The batch norm of shortcut B has c_out channels.",
            92: "Are the batch norms counted?",
            152: "A convolution with a norm behind it has no bias.",
        },
    ),
]:
    total = ask.number(ask.result(count, [layer]), "What count returns")
    assert total == right, (
        f"{layer} has {right} parameters, but you count {total}. {mistakes.get(total, 'Write the layer down on paper.')}"
    )
total = ask.number(ask.result(count, [("norm", 7), ("linear", 5, 3, True)]), "What count returns")
assert total == 32, (
    f"A norm of 14 and a dense layer of 18 parameters have 32 together, but you count {total}. Are all layers added up?"
)
assert isinstance(total, int), f"The count should be an integer, but yours is {total}. Is / in place of //?"

# %% nbgrader={"grade": true, "grade_id": "t1_count_networks", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random layers against PyTorch; no layer; AlexNet, VGG-16 and ResNet-50 as they were published.
### BEGIN HIDDEN TESTS
import functools

rng = np.random.default_rng()


def conv_and_norm(c_in, c_out, k):
    return [nn.Conv2d(c_in, c_out, k, bias=False, device="meta"), nn.BatchNorm2d(c_out, device="meta")]


def library(kind, *numbers):
    """Return PyTorch's layers for one tuple."""
    if kind == "conv":
        c_in, c_out, k, groups, bias = numbers
        return [nn.Conv2d(c_in, c_out, k, groups=groups, bias=bias, device="meta")]
    if kind == "norm":
        return [nn.BatchNorm2d(*numbers, device="meta")]
    if kind == "linear":
        return [nn.Linear(*numbers, device="meta")]
    c_in, middle, c_out = numbers
    layers = conv_and_norm(c_in, middle, 1) + conv_and_norm(middle, middle, 3) + conv_and_norm(middle, c_out, 1)
    return layers + (conv_and_norm(c_in, c_out, 1) if c_in != c_out else [])


def random_layers():
    """Return one layer of each kind with random numbers."""
    groups = int(rng.integers(2, 5))
    a, b, c, d, e, f = (int(number) for number in rng.integers(3, 30, size=6))
    flip = bool(rng.integers(2))
    return [
        ("conv", a * groups, b * groups, int(rng.integers(2, 8)), groups, flip),
        ("conv", c, d, int(rng.integers(2, 8)), 1, not flip),
        ("norm", e),
        ("linear", f, a, not flip),
        ("linear", c, e, flip),
        ("bottleneck", a + b, c, d + 40),
        ("bottleneck", e, d, e),
        ("bottleneck", a + 40, f, b),
    ]


@functools.cache
def of_library(*layer):
    return sum(p.numel() for part in library(*layer) for p in part.parameters())


def check(layers, told):
    total = ask.number(ask.result(count, layers), "What count returns")
    right = sum(of_library(*layer) for layer in layers)
    assert total == right, (
        f"For {told} PyTorch has another number of parameters than count, which returns {total}. Does each kind of layer "
        "count its weights, its biases and its norms once, and are all layers added up?"
    )
    assert isinstance(total, int), f"For {told} count returns {total}, which is no integer."


for _ in range(6):
    layers = random_layers()
    for layer in layers:
        check([layer], f"the layer {layer}")
    check(layers, "eight random layers")
    check(layers[::-1] + layers[:2], "ten random layers, equal ones among them")
check([], "no layer")
large = [("conv", 3, 96, 11, 1, True), ("conv", 96, 256, 5, 2, True), ("conv", 256, 384, 3, 1, True)]
large += [("conv", 384, 384, 3, 2, True), ("conv", 384, 256, 3, 2, True), ("linear", 256 * 36, 4096, True)]
check([*large, ("linear", 4096, 4096, True), ("linear", 4096, 1000, True)], "AlexNet")
sides = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
deep = [("conv", i, o, 3, 1, True) for i, o in itertools.pairwise(sides)]
deep += [("linear", 25088, 4096, True), ("linear", 4096, 4096, True), ("linear", 4096, 1000, True)]
check(deep, "VGG-16")
sides = [64] + [256] * 3 + [512] * 4 + [1024] * 6 + [2048] * 3
blocks = [("bottleneck", i, o // 4, o) for i, o in itertools.pairwise(sides)]
check([("conv", 3, 64, 7, 1, False), ("norm", 64), *blocks, ("linear", 2048, 1000, True)], "ResNet-50")
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: a plain block (2 points)
#
# Lecture 19's networks kept their shape. Write the plain block that may also change it, in this order:
# convolution, batch norm, ReLU, convolution, batch norm, ReLU.
#
# | layer | what it is |
# | --- | --- |
# | `conv1` | convolution of 3×3 from `c_in` to `c_out` channels, moved on by `stride`, padding 1, without bias |
# | `norm1` | batch norm |
# | `conv2` | convolution of 3×3 that keeps the channels, stride 1, padding 1, without bias |
# | `norm2` | batch norm |


# %% nbgrader={"grade": false, "grade_id": "t2_plain_block", "locked": false, "schema_version": 3, "solution": true, "task": false}
class PlainBlock(nn.Module):
    """Two convolutions, each with batch norm and ReLU, without a shortcut.

    c_in: integer, number of channels of x
    c_out: integer, number of channels of what is returned
    stride: integer, the stride of the first convolution, 1 or more
    """

    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)
        ### END SOLUTION

    def forward(self, x):
        """Return a new tensor (B, c_out, rows, columns) for x, a tensor (B, c_in, H, W)."""
        ### BEGIN SOLUTION
        inner = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(inner)))
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_plain_block_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One channel of 2×2 pixels. The first convolution copies it, the second turns its sign; the norms make 2a - 1 and a + 2.
block = built(PlainBlock, 1, 1, wants=of_block(1, 1)).eval()
copy = torch.zeros(1, 1, 3, 3)
copy[0, 0, 1, 1] = 1
put(block, {"conv1.weight": copy, "norm1.weight": 2.0, "norm1.bias": -1.0, "conv2.weight": -copy, "norm2.bias": 2.0})
put(block, {"norm2.weight": 1.0})
x = torch.tensor([[[[1.0, -2.0], [3.0, -0.5]]]])
y = output_of(block, x, (1, 1, 2, 2), {(1, 1, 1, 1): "Is the stride 1 where it is left out?"})
likely = {
    "Is there a ReLU at the end?": [[1.0, 2.0], [-3.0, 2.0]],
    "Is there a ReLU between the first batch norm and the second convolution?": [[1.0, 7.0], [0.0, 4.0]],
    "Does the batch norm come before the ReLU?": [[2.0, 3.0], [2.0, 3.0]],
    "Is that a shortcut? A plain block has none.": [[2.0, 0.0], [0.0, 1.5]],
    "Is the second batch norm used?": [[0.0, 0.0], [0.0, 0.0]],
}
assert ask.close(y[0, 0], [[1, 2], [0, 2]]), (
    f"For the pixels 1, -2 and 3, -0.5 the block should return 1, 2 and 0, 2, but gives {shown(y[0, 0])}. "
    + ask.cause(y[0, 0], likely, "Work out the six steps on paper, one after the other.")
)
block = built(PlainBlock, 3, 5, 2, wants=of_block(3, 5))
looks = {
    (2, 5, 2, 2): "Is the stride in the first convolution alone?",
    (2, 5, 7, 8): "Is the stride used?",
    (2, 5, 2, 3): "Is there a padding of 1 in both convolutions?",
    (2, 5, 1, 1): "Is there a padding of 1 in both convolutions?",
    (2, 5, 3, 3): "Is there a padding of 1 in both convolutions?",
}
output_of(block, torch.ones(2, 3, 7, 8), (2, 5, 4, 4), looks)

# %% nbgrader={"grade": true, "grade_id": "t2_plain_block_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random numbers in all layers, many shapes and strides, small and large images, in training and in
# evaluation mode, against PyTorch's functions; evaluation after training; arguments by name and in order.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def steps(x, numbers, stride, training):
    """Return what the block has to return, and what it returns with some mistakes."""

    def conv(x, number, by):
        return F.conv2d(x, numbers[f"conv{number}.weight"], None, by, 1)

    def end(inner, number, name="norm2", by=1):
        return normed(conv(inner, number, by), numbers, name, training)

    first = normed(conv(x, 1, stride), numbers, "norm1", training)
    late = normed(conv(x, 1, 1), numbers, "norm1", training)
    last = end(torch.relu(first), 2)
    mistakes = {
        "Is there a ReLU at the end?": last,
        "Is there a ReLU between the first batch norm and the second convolution?": torch.relu(end(first, 2)),
        "Is the stride in the first convolution?": torch.relu(end(torch.relu(late), 2, by=stride)),
        "Has each convolution its own batch norm?": torch.relu(end(torch.relu(first), 2, "norm1")),
    }
    if x.shape == last.shape:
        mistakes["Is that a shortcut? A plain block has none."] = torch.relu(x + last)
        mistakes["Is the second convolution used?"] = torch.relu(end(torch.relu(first), 1))
    return torch.relu(last), mistakes, {"norm1": conv(x, 1, stride), "norm2": conv(torch.relu(first), 2, 1)}


for (B, c_in, c_out, H, W), stride in [
    ((2, 3, 5, 7, 8), 2),
    ((3, 4, 4, 6, 5), 1),
    ((2, 2, 6, 9, 4), 3),
    ((4, 1, 3, 5, 5), 1),
    ((2, 5, 2, 4, 7), 2),
]:
    block = built(PlainBlock, c_in, c_out, stride, wants=of_block(c_in, c_out))
    for mode, size in (("evaluation", 1), ("evaluation", 50), ("training", 1)):
        fill(block.train(mode == "training"), rng)
        x, before = size * images(rng, B, c_in, H, W), numbers_of(block)
        right, mistakes, inputs = steps(x, before, stride, mode == "training")
        mistakes["Does forward leave the mode as it is?"] = steps(x, before, stride, mode != "training")[0]
        y = output_of(block, x, tuple(right.shape))
        told = f"With {c_in} channels in, {c_out} out, stride {stride} and x of shape {tuple(x.shape)}, in {mode} mode,"
        mistakes |= ceiling(y, right)
        assert ask.near(y, right), f"{told} the block disagrees with PyTorch. " + ask.cause(
            y, mistakes, "Are the six steps in their order, each layer used once?"
        )
        if mode == "training":
            later, *_ = steps(x, after_training(before, inputs), stride, False)
            check_later(block, x, later, told)
x = images(rng, 2, 2, 6, 7)
for block, stride in [
    (built(PlainBlock, wants=of_block(2, 3), stride=3, c_out=3, c_in=2), 3),
    (built(PlainBlock, 2, 3, wants=of_block(2, 3)), 1),
    (built(PlainBlock, 2, 3, 2, wants=of_block(2, 3)), 2),
]:
    right, *_ = steps(x, numbers_of(block), stride, True)
    y = output_of(block, x, tuple(right.shape))
    assert ask.near(y, right), f"With its arguments by name, in order or left out, stride {stride}, the block is wrong."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: a residual block with shortcut A (4 points)
#
# Now let $x$ go around. The branch $F(x)$ is convolution, batch norm, ReLU, convolution, batch norm, with the same four
# layers as in task 2, and the block returns
#
# $$y = \mathrm{ReLU}\big(A(x) + F(x)\big)$$
#
# Where the block keeps the shape, $A(x)$ is $x$ itself. Where it does not, $x$ would not fit, and **shortcut A** makes it
# fit without any weight: it keeps every $s$-th row and column for a stride of $s$, beginning with the first,
# `x[:, :, ::s, ::s]`, and appends channels of zeros *behind* those of $x$ until there are `c_out`, which is never less
# than `c_in`.
#
# If $F(x)$ is 0 everywhere the block returns *exactly* $\mathrm{ReLU}(A(x))$, to the last bit.


# %% nbgrader={"grade": false, "grade_id": "t3_residual_block", "locked": false, "schema_version": 3, "solution": true, "task": false}
class ResidualBlock(nn.Module):
    """A residual block with shortcut A; its layers are conv1, norm1, conv2 and norm2, as in task 2.

    c_in: integer, number of channels of x
    c_out: integer, number of channels of what is returned, c_in or more
    stride: integer, the stride of the first convolution, 1 or more
    """

    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        ### BEGIN SOLUTION
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)
        ### END SOLUTION

    def forward(self, x):
        """Return a new tensor (B, c_out, rows, columns) for x, a tensor (B, c_in, H, W)."""
        ### BEGIN SOLUTION
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_residual_block_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A branch that says nothing, since its last scale is 0: what comes out is the shortcut, and then ReLU.
block = built(ResidualBlock, 1, 2, 2, wants=of_block(1, 2)).eval()
put(block, {"norm2.weight": 0.0, "norm2.bias": 0.0})
x = torch.tensor([[[[1.5, -2.0, 4.0], [3.0, 0.25, -1.0], [-0.5, 2.0, 6.0]]]])
y = output_of(block, x, (1, 2, 2, 2), {(1, 1, 2, 2): "There are c_out channels.", (1, 2, 3, 3): "Is the stride used?"})
none = [[0.0, 0.0], [0.0, 0.0]]
likely = {
    "Is there a ReLU at the end?": [[[1.5, 4.0], [-0.5, 6.0]], none],
    "The channels of zeros come behind those of x.": [none, [[1.5, 4.0], [0.0, 6.0]]],
    "Does the shortcut take the first rows and columns, and not every second one?": [[[1.5, 0.0], [3.0, 0.25]], none],
    "New channels are zeros, not copies.": [[[1.5, 4.0], [0.0, 6.0]]] * 2,
    "Shortcut A keeps pixels; it takes no mean.": [[[0.6875, 1.5], [0.75, 6.0]], none],
    "Shortcut A keeps every second pixel, not the largest.": [[[3.0, 4.0], [2.0, 6.0]], none],
    "Is that the mean of shortcut and branch, where their sum is asked for?": [[[0.75, 2.0], [0.0, 3.0]], none],
    "Is there a shortcut at all, and is it added behind the last batch norm?": [none, none],
}
assert ask.close(y[0], [[[1.5, 4], [0, 6]], none]), (
    "Where the branch is 0, the block should return 1.5, 4 and 0, 6 in its first channel and zeros in its second, but gives "
    f"{shown(y[0])}. {ask.cause(y[0], likely, 'What does shortcut A keep, and what does it append?')}"
)
# One channel that keeps its shape, with the numbers of task 2: F(x) is 1, 2 and -5, 2.
block = built(ResidualBlock, 1, 1, wants=of_block(1, 1)).eval()
copy = torch.zeros(1, 1, 3, 3)
copy[0, 0, 1, 1] = 1
put(block, {"conv1.weight": copy, "norm1.weight": 2.0, "norm1.bias": -1.0, "conv2.weight": -copy, "norm2.bias": 2.0})
put(block, {"norm2.weight": 1.0})
y = output_of(block, torch.tensor([[[[1.0, -2.5], [4.0, -0.5]]]]), (1, 1, 2, 2))
likely = {
    "ReLU comes after the addition, not before it.": [[2.0, -0.5], [4.0, 1.5]],
    "ReLU comes after the addition, and only there.": [[2.0, 0.0], [4.0, 1.5]],
    "Is there a ReLU at the end?": [[2.0, -0.5], [-1.0, 1.5]],
    "The shortcut itself has no ReLU.": [[2.0, 2.0], [0.0, 2.0]],
    "Is there a shortcut at all?": [[1.0, 2.0], [0.0, 2.0]],
    "Is that the mean of shortcut and branch, where their sum is asked for?": [[1.0, 0.0], [0.0, 0.75]],
    "Is the shortcut taken away, where it should be added?": [[0.0, 4.5], [0.0, 2.5]],
    "Is there a ReLU between the first batch norm and the second convolution?": [[2.0, 5.5], [0.0, 3.5]],
}
assert ask.close(y[0, 0], [[2, 0], [0, 1.5]]), (
    "With x = 1, -2.5 and 4, -0.5 and F(x) = 1, 2 and -5, 2 the block should return 2, 0 and 0, 1.5, but gives "
    f"{shown(y[0, 0])}. {ask.cause(y[0, 0], likely, 'What is added, and where does ReLU stand?')}"
)

# %% nbgrader={"grade": true, "grade_id": "t3_residual_block_copies", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a branch that says nothing, for many shapes and strides: what comes out is ReLU of the shortcut, to the
# last bit; two such blocks one behind the other.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def silent(c_in, c_out, stride, rng):
    """Return a block with random numbers, of which the last scale and shift are 0."""
    block = fill(built(ResidualBlock, c_in, c_out, stride, wants=of_block(c_in, c_out)), rng)
    put(block, {"norm2.weight": 0.0, "norm2.bias": 0.0})
    return block


def kept_by_a(x, c_out, stride):
    near = x[:, :, ::stride, ::stride].numpy()
    result = np.zeros((len(x), c_out, *near.shape[2:]), np.float32)
    result[:, : x.shape[1]] = near
    return result


def likely_of(x, c_out, stride):
    """Return what the block returns with some mistakes."""
    right, c_in = np.maximum(kept_by_a(x, c_out, stride), 0), x.shape[1]
    more = c_out - c_in
    mistakes = {
        "Is there a ReLU at the end?": kept_by_a(x, c_out, stride),
        "Is there a shortcut at all, and is it added behind the last batch norm?": 0 * right,
        "Shortcut A keeps pixels; it takes no mean.": np.maximum(
            kept_by_a(F.avg_pool2d(x, stride, stride, ceil_mode=True), c_out, 1), 0
        ),
        "Shortcut A keeps every s-th pixel, not the largest.": np.maximum(
            kept_by_a(F.max_pool2d(x, stride, stride, ceil_mode=True), c_out, 1), 0
        ),
    }
    if more:
        mistakes["The channels of zeros come behind those of x, all of them."] = np.roll(right, more, axis=1)
        mistakes["The channels of zeros come behind those of x, and none before."] = np.roll(right, more // 2, axis=1)
        mistakes["New channels are zeros, not copies."] = right[:, np.arange(c_out) % c_in]
    return mistakes


for (B, c_in, c_out, H, W), stride in [
    ((2, 3, 8, 7, 8), 2),
    ((3, 4, 4, 6, 5), 1),
    ((2, 4, 4, 5, 8), 2),
    ((2, 2, 5, 9, 4), 3),
    ((4, 1, 6, 5, 3), 1),
    ((2, 5, 5, 7, 10), 3),
]:
    block = silent(c_in, c_out, stride, rng)
    for mode in ("training", "evaluation"):
        block.train(mode == "training")
        x = 50 * images(rng, B, c_in, H, W)
        right = np.maximum(kept_by_a(x, c_out, stride), 0)
        told = f"Where the last scale and shift are 0, with {c_in} channels in, {c_out} out and stride {stride}"
        y = output_of(block, x, right.shape)
        assert np.array_equal(y, right), (
            f"{told}, in {mode} mode, the block must return exactly the ReLU of the shortcut; yours does not. "
            + ask.cause(y, likely_of(x, c_out, stride), "Which rows, columns and channels does shortcut A keep?")
        )
x = 50 * images(rng, 2, 2, 7, 9)
first, second = silent(2, 3, 2, rng), silent(3, 7, 2, rng)
y = apply(second, apply(first, x))
y = ask.array(y, (2, 7, 2, 3), "What two blocks with stride 2 return")
assert np.array_equal(y, np.maximum(kept_by_a(x, 7, 4), 0)), (
    "Two blocks that say nothing, each with stride 2, must keep exactly every fourth row and column; yours do not."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_residual_block_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random numbers in all layers, many shapes and strides, small and large images, in training and in
# evaluation mode, against PyTorch's functions; evaluation after training; arguments by name and in order.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def steps(x, numbers, c_out, stride, training):
    """Return what the block has to return, and what it returns with some mistakes."""

    entering = F.conv2d(x, numbers["conv1.weight"], None, stride, 1)

    def middle(bend=torch.relu):
        return F.conv2d(bend(normed(entering, numbers, "norm1", training)), numbers["conv2.weight"], None, 1, 1)

    def branch(bend=torch.relu):
        return normed(middle(bend), numbers, "norm2", training)

    F_x = branch()
    way = torch.zeros_like(F_x)
    way[:, : x.shape[1]] = x[:, :, ::stride, ::stride]
    mistakes = {
        "ReLU comes after the addition, and only there.": way + torch.relu(F_x),
        "Is there a ReLU at the end?": way + F_x,
        "The shortcut itself has no ReLU.": torch.relu(torch.relu(way) + F_x),
        "Is there a shortcut at all?": torch.relu(F_x),
        "The channels of zeros come behind those of x.": torch.relu(way.roll(c_out - x.shape[1], 1) + F_x),
        "Is there a ReLU between the first batch norm and the second convolution?": torch.relu(
            way + branch(lambda inner: inner)
        ),
        "Is the shortcut taken away, where it should be added?": torch.relu(F_x - way),
    }
    return torch.relu(way + F_x), mistakes, {"norm1": entering, "norm2": middle()}


for (B, c_in, c_out, H, W), stride in [
    ((2, 3, 7, 7, 8), 2),
    ((3, 4, 4, 6, 5), 1),
    ((2, 4, 4, 5, 8), 2),
    ((2, 2, 6, 9, 4), 3),
    ((4, 1, 3, 5, 5), 1),
    ((1, 2, 2, 3, 6), 1),
]:
    block = built(ResidualBlock, c_in, c_out, stride, wants=of_block(c_in, c_out))
    for mode, size in (("evaluation", 2), ("evaluation", 50), ("training", 2)):
        fill(block.train(mode == "training"), rng)
        x, before = size * images(rng, B, c_in, H, W), numbers_of(block)
        right, mistakes, inputs = steps(x, before, c_out, stride, mode == "training")
        mistakes["Does forward leave the mode as it is?"] = steps(x, before, c_out, stride, mode != "training")[0]
        y = output_of(block, x, tuple(right.shape))
        told = f"With {c_in} channels in, {c_out} out, stride {stride} and x of shape {tuple(x.shape)}, in {mode} mode,"
        mistakes |= ceiling(y, right)
        assert ask.near(y, right), f"{told} the block disagrees with PyTorch. " + ask.cause(
            y, mistakes, "Is each layer used once, and ReLU where the formula has it?"
        )
        if mode == "training":
            later, *_ = steps(x, after_training(before, inputs), c_out, stride, False)
            check_later(block, x, later, told)
x = images(rng, 2, 2, 6, 7)
for block, stride in [
    (built(ResidualBlock, wants=of_block(2, 3), stride=3, c_out=3, c_in=2), 3),
    (built(ResidualBlock, 2, 3, wants=of_block(2, 3)), 1),
    (built(ResidualBlock, 2, 3, 2, wants=of_block(2, 3)), 2),
]:
    right, *_ = steps(x, numbers_of(block), 3, stride, True)
    y = output_of(block, x, tuple(right.shape))
    assert ask.near(y, right), f"With its arguments by name, in order or left out, stride {stride}, the block is wrong."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_residual_block_gradients", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: what goes back to the images around a branch that says nothing, also where all its weights are 0; the
# branch can still wake up.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for (c_in, c_out, H, W), stride in [((3, 3, 5, 6), 1), ((2, 5, 7, 6), 2), ((1, 2, 4, 7), 3)]:
    block = fill(built(ResidualBlock, c_in, c_out, stride, wants=of_block(c_in, c_out)), rng)
    x = images(rng, 2, c_in, H, W)
    near = x[:, :, ::stride, ::stride]
    g = images(rng, 2, c_out, *near.shape[2:])
    expected = torch.zeros_like(x)
    expected[:, :, ::stride, ::stride] = g[:, :c_in] * (near > 0)
    for names in (("norm2.weight", "norm2.bias"), tuple(of_block(1, 1))):
        put(block, dict.fromkeys(names, 0.0))
        what = "the last scale and shift are 0" if len(names) == 2 else "all numbers of the branch are 0"
        mistakes = {
            "Is the shortcut cut off from the graph, by detach() or no_grad()?": 0 * expected,
            "Is that the way without the last ReLU?": torch.zeros_like(x).index_put(
                (
                    torch.arange(2)[:, None, None, None],
                    torch.arange(c_in)[:, None, None],
                    torch.arange(0, H, stride)[:, None],
                    torch.arange(0, W, stride),
                ),
                g[:, :c_in],
            ),
        }
        found = gradient_of(block, x, g)
        assert ask.near(found, expected), (
            f"Where {what}, with {c_in} channels in, {c_out} out and stride {stride}, the gradient must go back through the "
            "shortcut unchanged, wherever the shortcut is positive, and be 0 elsewhere; yours is not. "
            + ask.cause(found, mistakes, "What is on the way around the branch?")
        )
block = fill(built(ResidualBlock, 2, 3, wants=of_block(2, 3)), rng)
x, g = images(rng, 2, 2, 5, 6), images(rng, 2, 3, 5, 6)
for shift in (0.5, 0.0):
    put(block, {"norm2.weight": 0.0, "norm2.bias": shift})
    y, tensors = apply(block, x), dict(block.named_parameters())
    told = f"Where the last scale is 0 and the last shift is {shift}"
    assert isinstance(y, torch.Tensor) and y.requires_grad, (
        f"{told}, no gradient reaches the branch, which then never wakes up. Is it added there, too?"
    )
    slopes = dict(zip(tensors, torch.autograd.grad(y, list(tensors.values()), g, allow_unused=True), strict=True))
    alive = [name for name, slope in slopes.items() if slope is not None and torch.any(slope != 0)]
    for name in ("conv1.weight", "norm1.weight", "norm1.bias", "conv2.weight"):
        assert name not in alive, f"{told}, the gradient of {name} must be 0; yours is not."
    for name in ("norm2.weight", "norm2.bias"):
        assert name in alive, (
            f"{told}, the gradient of {name} must not be 0, or the branch never wakes up; yours is 0. Does norm2 come last in "
            "the branch, and is the branch part of the graph?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: a pre-activation block (3 points)
#
# In task 3 a ReLU still stands on the line after every addition. The later form leaves nothing on the line but additions,
# and normalizes and bends *before* each convolution, inside the branch:
#
# $$y = x + F(x), \qquad F = \text{batch norm, ReLU, convolution, batch norm, ReLU, convolution}$$
#
# This block keeps the shape. If $F(x)$ is 0 it returns *exactly* $x$, negative numbers included.
#
# | layer | what it is |
# | --- | --- |
# | `norm1` | batch norm |
# | `conv1` | convolution of 3×3 that keeps the channels, stride 1, padding 1, without bias |
# | `norm2` | batch norm |
# | `conv2` | as `conv1` |


# %% nbgrader={"grade": false, "grade_id": "t4_pre_activation_block", "locked": false, "schema_version": 3, "solution": true, "task": false}
class PreActivationBlock(nn.Module):
    """A residual block that normalizes and bends before each convolution, and keeps the shape.

    channels: integer, number of channels of x and of what is returned
    """

    def __init__(self, channels):
        super().__init__()
        ### BEGIN SOLUTION
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))
        ### END SOLUTION

    def forward(self, x):
        """Return a new tensor (B, channels, H, W) for x, a tensor (B, channels, H, W)."""
        ### BEGIN SOLUTION
        inner = self.conv1(torch.relu(self.norm1(x)))
        return x + self.conv2(torch.relu(self.norm2(inner)))
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_pre_activation_block_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One channel of 2×2 pixels. The norms make 2a - 1 and a + 2, the convolutions -a and a / 2.
block = built(PreActivationBlock, 1, wants=of_block(1, 1)).eval()
copy = torch.zeros(1, 1, 3, 3)
copy[0, 0, 1, 1] = 1
put(block, {"norm1.weight": 2.0, "norm1.bias": -1.0, "conv1.weight": -copy})
put(block, {"norm2.weight": 1.0, "norm2.bias": 2.0, "conv2.weight": 0.5 * copy})
x = torch.tensor([[[[1.0, -2.0], [3.0, -0.5]]]])
y = output_of(block, x, (1, 1, 2, 2))
likely = {
    "No ReLU stands on the line: what comes out may be negative.": [[1.5, 0.0], [3.0, 0.5]],
    "Does the shortcut carry x itself, as it was before the first norm and ReLU?": [[1.5, 1.0], [5.0, 1.0]],
    "Does the shortcut carry x itself, as it was before the first norm?": [[1.5, -4.0], [5.0, -1.0]],
    "Does the shortcut carry x itself, without a ReLU?": [[1.5, 1.0], [3.0, 1.0]],
    "Is there a shortcut at all?": [[0.5, 1.0], [0.0, 1.0]],
    "Is there a ReLU before the second convolution?": [[1.5, -1.0], [1.5, 0.5]],
    "Is there a ReLU before the first convolution?": [[1.5, 1.5], [3.0, 1.5]],
    "Is that the order of task 3? Here norm and ReLU come before each convolution.": [[3.0, 1.5], [5.0, 1.5]],
    "Does the batch norm come before the ReLU?": [[1.5, -0.5], [3.0, 1.0]],
    "That is x itself. Is F(x) added, and is norm1 the first of the norms?": [[1.0, -2.0], [3.0, -0.5]],
}
assert ask.close(y[0, 0], [[1.5, -1], [3, 0.5]]), (
    "For the pixels 1, -2 and 3, -0.5 the block should return 1.5, -1 and 3, 0.5, but gives "
    f"{shown(y[0, 0])}. {ask.cause(y[0, 0], likely, 'Work out the six steps of F on paper.')}"
)

# %% nbgrader={"grade": true, "grade_id": "t4_pre_activation_block_copies", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a branch that says nothing: what comes out is x, to the last bit, also after two blocks; the gradient comes
# back unchanged.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(2, 3, 5, 6), (3, 1, 4, 4), (2, 4, 1, 7)]:
    blocks = [fill(built(PreActivationBlock, shape[1], wants=of_block(*shape[1:2] * 2)), rng) for _ in range(2)]
    for block in blocks:
        put(block, {"conv2.weight": 0.0})
    for mode in ("training", "evaluation"):
        x = 50 * images(rng, *shape)
        outputs = [apply(blocks[0].train(mode == "training"), x)]
        outputs.append(apply(blocks[1].train(mode == "training"), outputs[0]))
        for y, told in zip(outputs, ("the block", "two blocks one behind the other"), strict=True):
            y = ask.array(y, shape, f"What {told} returns")
            mistakes = {
                "Is there a ReLU on the line?": torch.relu(x),
                "Is there a shortcut at all?": 0 * x,
            }
            assert np.array_equal(y, x.numpy()), (
                f"Where the last convolution is 0, in {mode} mode, {told} must return x, to the last bit; yours is different. "
                + ask.cause(y, mistakes, "Does the shortcut carry x itself, before norm and ReLU?")
            )
        g = images(rng, *shape)
        found = gradient_of(blocks[0], x, g)
        cut = {"Is the shortcut cut off from the graph, by detach() or no_grad()?": 0 * g}
        assert ask.near(found, g), (
            f"Where the last convolution is 0, in {mode} mode, the gradient must come back unchanged; yours does not. "
            + ask.cause(found, cut, "What is on the way around the branch?")
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_pre_activation_block_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random numbers in all layers, many shapes, small and large images, in training and in evaluation mode,
# against PyTorch's functions; evaluation after training; the argument by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def steps(x, numbers, training):
    """Return what the block has to return, and what it returns with some mistakes."""

    def conv(x, number):
        return F.conv2d(x, numbers[f"conv{number}.weight"], None, 1, 1)

    def end(inner, number=2, norm="norm2"):
        return conv(torch.relu(normed(inner, numbers, norm, training)), number)

    first = normed(x, numbers, "norm1", training)
    inner = conv(torch.relu(first), 1)
    mistakes = {
        "No ReLU stands on the line: what comes out may be negative.": torch.relu(x + end(inner)),
        "Does the shortcut carry x itself, as it was before the first norm and ReLU?": torch.relu(first) + end(inner),
        "Does the shortcut carry x itself, as it was before the first norm?": first + end(inner),
        "Is there a shortcut at all?": end(inner),
        "Is there a ReLU before the first convolution?": x + end(conv(first, 1)),
        "Is there a ReLU before the second convolution?": x + conv(normed(inner, numbers, "norm2", training), 2),
        "Has each convolution its own batch norm?": x + end(inner, norm="norm1"),
        "Is each convolution used once?": x + end(inner, 1),
        "Does the branch end with the convolution?": x + torch.relu(end(inner)),
    }
    return x + end(inner), mistakes, {"norm1": x, "norm2": inner}


for shape in [(2, 3, 5, 6), (3, 4, 7, 4), (4, 1, 5, 3), (2, 2, 1, 8), (1, 5, 3, 3)]:
    block = built(PreActivationBlock, channels=shape[1], wants=of_block(*shape[1:2] * 2))
    for mode, size in (("evaluation", 2), ("evaluation", 50), ("training", 2)):
        fill(block.train(mode == "training"), rng)
        x, before = size * images(rng, *shape) + 0.5, numbers_of(block)
        right, mistakes, inputs = steps(x, before, mode == "training")
        mistakes["Does forward leave the mode as it is?"] = steps(x, before, mode != "training")[0]
        y = output_of(block, x, shape)
        told = f"With random numbers and x of shape {shape}, in {mode} mode,"
        mistakes |= ceiling(y, right)
        assert ask.near(y, right), f"{told} the block disagrees with PyTorch. " + ask.cause(
            y, mistakes, "Are the six steps of F in their order, each layer used once?"
        )
        if mode == "training":
            later, *_ = steps(x, after_training(before, inputs), False)
            check_later(block, x, later, told)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: an Inception module (3 points)
#
# GoogLeNet looks through four windows side by side and puts their channels behind each other, **in this order**: 1×1,
# 3×3, 5×5, pooling. Every convolution is followed by a ReLU, those that squeeze too; there is no batch norm. Rows and
# columns stay as many as they were.
#
# | branch | what it does |
# | --- | --- |
# | 1×1 | `one`, a convolution of 1×1 |
# | 3×3 | `squeeze3`, a convolution of 1×1, then `three`, one of 3×3 |
# | 5×5 | `squeeze5`, a convolution of 1×1, then `five`, one of 5×5 |
# | pooling | the largest in each window of 3×3 moved on by 1, then `project`, a convolution of 1×1 |
#
# All six convolutions have a bias and stride 1. What lies outside of an image counts as 0 for a convolution, while for
# the pooling it does not count at all, so that pooled pixels can be negative.


# %% nbgrader={"grade": false, "grade_id": "t5_inception", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Inception(nn.Module):
    """An Inception module.

    c_in: integer, number of channels of x
    spec: tuple of six integers, 1 or more: how many channels one, squeeze3, three, squeeze5, five and project return
    """

    def __init__(self, c_in, spec):
        super().__init__()
        ### BEGIN SOLUTION
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)
        ### END SOLUTION

    def forward(self, x):
        """Return a new tensor (B, sum of the four branches' channels, H, W) for x, a tensor (B, c_in, H, W)."""
        ### BEGIN SOLUTION
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))
        ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def of_inception(c_in, spec):
    """Return the names and shapes of an Inception module's parameters."""
    names = ("one", "squeeze3", "three", "squeeze5", "five", "project")
    sides, inputs = (1, 1, 3, 1, 5, 1), (c_in, c_in, spec[1], c_in, spec[3], c_in)
    sizes = list(zip(names, spec, inputs, sides, strict=True))
    kernels = {f"{name}.weight": (o, i, k, k) for name, o, i, k in sizes}
    return kernels | {f"{name}.bias": (o,) for name, o, _, _ in sizes}


# %% nbgrader={"grade": true, "grade_id": "t5_inception_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One channel of 2×3 pixels; each branch returns one channel.
module = built(Inception, 1, (1, 1, 1, 1, 1, 1), wants=of_inception(1, (1, 1, 1, 1, 1, 1)))
far = torch.zeros(1, 1, 5, 5)
far[0, 0, 2, 4] = 1  # two pixels to the right
put(module, {"one.weight": 1.0, "one.bias": 1.0, "squeeze3.weight": 1.0, "squeeze3.bias": 0.0})
put(module, {"three.weight": 1.0, "three.bias": 0.0, "squeeze5.weight": -1.0, "squeeze5.bias": 0.0})
put(module, {"five.weight": far, "five.bias": -0.5, "project.weight": 0.5, "project.bias": 1.0})
x = torch.tensor([[[[1.0, -2.0, 0.5], [-3.0, 4.0, -1.5]]]])
looks = {
    (1, 1, 8, 3): "The branches come behind each other along the axis of channels, not of rows.",
    (1, 1, 2, 12): "The branches come behind each other along the axis of channels, not of columns.",
    (4, 1, 2, 3): "The branches come behind each other along the axis of channels, not of images.",
    (1, 1, 2, 3): "The branches come behind each other; they are not added.",
    (1, 3, 2, 3): "There are four branches.",
}
y = output_of(module, x, (1, 4, 2, 3), looks)[0]
likely = {
    "Is there a ReLU behind the last convolution?": ("the 1×1 branch", [[2.0, -1.0, 1.5], [-2.0, 5.0, -0.5]]),
    "Is there a ReLU behind squeeze3?": ("the 3×3 branch", [[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]),
    "Does the window of 3×3 see three rows and columns?": ("the 3×3 branch", [[1.0, 0.0, 0.5], [0.0, 4.0, 0.0]]),
    "Is there a ReLU behind squeeze5?": ("the 5×5 branch", [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]),
    "Is a ReLU behind the last convolution of 5×5?": ("the 5×5 branch", [[-0.5, -0.5, -0.5], [1.0, -0.5, -0.5]]),
    "Is that the mean of the window? Its largest pixel is asked for.": (
        "the pooling branch",
        [[1.0, 0.94444, 1.05556], [1.0, 0.94444, 1.05556]],
    ),
    "Does the pooling come before the convolution of 1×1?": (
        "the pooling branch",
        [[1.5, 0.0, 1.25], [0.0, 3.0, 0.25]],
    ),
}
rights = {
    "the 1×1 branch": [[2, 0, 1.5], [0, 5, 0]],
    "the 3×3 branch": [[5, 5.5, 4.5], [5, 5.5, 4.5]],
    "the 5×5 branch": [[0, 0, 0], [1, 0, 0]],
    "the pooling branch": [[3, 3, 3], [3, 3, 3]],
}
for found, (name, right) in zip(y, rights.items(), strict=True):
    causes = {text: wrong for text, (branch, wrong) in likely.items() if branch == name}
    causes |= {f"That is {other}: the order is 1×1, 3×3, 5×5, pooling.": wrong for other, wrong in rights.items()}
    assert ask.close(found, right), (
        f"The channel of {name} should be {right}, but is {shown(found)}. "
        f"{ask.cause(found, causes, 'Work it out on paper: each convolution, and ReLU behind it.')}"
    )

# %% nbgrader={"grade": true, "grade_id": "t5_inception_branches", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: each branch alone, the others turned off, has its own channels, in the order of the text.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def branches(x, numbers):
    """Return what the four branches have to return, by name, and what they return with some mistakes."""

    def conv(x, name, padding=0):
        return F.conv2d(x, numbers[f"{name}.weight"], numbers[f"{name}.bias"], 1, padding)

    def relu_of(*steps):
        inner = x
        for name, padding in steps:
            inner = torch.relu(conv(inner, name, padding))
        return inner

    largest = F.max_pool2d(x, 3, 1, 1)
    border = F.pad(x, (1, 1, 1, 1))
    mean = F.avg_pool2d(x, 3, 1, 1)
    rights = {
        "one": relu_of(("one", 0)),
        "three": relu_of(("squeeze3", 0), ("three", 1)),
        "five": relu_of(("squeeze5", 0), ("five", 2)),
        "project": torch.relu(conv(largest, "project")),
    }
    mistakes = {
        "one": {"Is there a ReLU at the end?": conv(x, "one")},
        "three": {
            "Is there a ReLU at the end?": conv(relu_of(("squeeze3", 0)), "three", 1),
            "Is there a ReLU behind squeeze3?": torch.relu(conv(conv(x, "squeeze3"), "three", 1)),
        },
        "five": {
            "Is there a ReLU at the end?": conv(relu_of(("squeeze5", 0)), "five", 2),
            "Is there a ReLU behind squeeze5?": torch.relu(conv(conv(x, "squeeze5"), "five", 2)),
        },
        "project": {
            "Is there a ReLU at the end?": conv(largest, "project"),
            "Does the border count as 0 for the pooling? It does not count at all.": torch.relu(
                conv(F.max_pool2d(border, 3, 1), "project")
            ),
            "Is there a ReLU behind the pooling? Only convolutions have one.": torch.relu(
                conv(torch.relu(largest), "project")
            ),
            "Is the pooling a window of 3×3?": torch.relu(conv(F.max_pool2d(x, 5, 1, 2), "project")),
            "Is that the mean of the window? Its largest pixel is asked for.": torch.relu(conv(mean, "project")),
            "Is there a pooling?": torch.relu(conv(x, "project")),
            "Does the pooling come before the convolution of 1×1?": F.max_pool2d(
                torch.relu(conv(x, "project")), 3, 1, 1
            ),
        },
    }
    return rights, mistakes


layers = {
    "one": ("one",),
    "three": ("squeeze3", "three"),
    "five": ("squeeze5", "five"),
    "project": ("project",),
}
for spec, shape in [((3, 2, 4, 1, 2, 5), (2, 3, 6, 5)), ((2, 3, 2, 3, 2, 2), (2, 4, 5, 7))]:
    places = np.cumsum([0, spec[0], spec[2], spec[4], spec[5]]).tolist()
    full = fill(built(Inception, shape[1], spec, wants=of_inception(shape[1], spec)), rng)
    whole = numbers_of(full)
    for at, (branch, names) in enumerate(layers.items()):
        put(full, {name: number if name.split(".")[0] in names else 0.0 for name, number in whole.items()})
        x = images(rng, *shape) - 1
        rights, mistakes = branches(x, whole)
        y = output_of(full, x, (shape[0], places[-1], *shape[2:]))
        own = y[:, places[at] : places[at + 1]]
        told = f"With all numbers 0 but those of {' and '.join(names)}, and {spec} channels,"
        assert np.all(np.delete(y, range(places[at], places[at + 1]), axis=1) == 0), (
            f"{told} all channels of the other branches must be 0; yours are not. Do the branches come in the order 1×1, 3×3, "
            "5×5, pooling, and does each use its own layers?"
        )
        assert ask.near(own, rights[branch]), (
            f"{told} the channels of this branch disagree with PyTorch. "
            f"{ask.cause(own, mistakes[branch], 'Does it use its own layers, each once, with ReLU behind each?')}"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_inception_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random numbers in all layers and many shapes, single rows and pixels among them, against PyTorch's
# functions; negative and large images; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def whole(x, numbers, pooled):
    """Return what the module has to return, where pooled holds the largest pixel of each window."""
    outputs = []
    for names in [("one",), ("squeeze3", "three"), ("squeeze5", "five"), ("project",)]:
        inner = pooled if names == ("project",) else x
        for name in names:
            weight = numbers[f"{name}.weight"]
            inner = torch.relu(F.conv2d(inner, weight, numbers[f"{name}.bias"], 1, weight.shape[-1] // 2))
        outputs.append(inner)
    return torch.cat(outputs, 1)


for spec, shape, lift in [
    ((3, 2, 4, 1, 2, 5), (2, 3, 6, 5), 0),
    ((2, 3, 3, 3, 3, 2), (3, 2, 7, 4), -3),
    ((4, 4, 4, 4, 4, 4), (2, 4, 5, 5), -1),
    ((1, 2, 1, 2, 1, 1), (1, 1, 1, 6), -2),
    ((1, 2, 3, 4, 5, 6), (2, 2, 1, 1), 2),
    ((2, 1, 2, 2, 1, 3), (2, 5, 3, 2), 0),
]:
    module = fill(built(Inception, spec=spec, c_in=shape[1], wants=of_inception(shape[1], spec)), rng)
    for mode, size in (("training", 1), ("evaluation", 50)):
        module.train(mode == "training")
        x = size * (images(rng, *shape) + lift)
        right = whole(x, numbers_of(module), F.max_pool2d(x, 3, 1, 1))
        mistakes = {
            "Does the border count as 0 for the pooling? It does not count at all.": whole(
                x, numbers_of(module), F.max_pool2d(F.pad(x, (1, 1, 1, 1)), 3, 1)
            ),
            "Is that the mean of the window? Its largest pixel is asked for.": whole(
                x, numbers_of(module), F.avg_pool2d(x, 3, 1, 1)
            ),
            "Is the pooling a window of 3×3?": whole(x, numbers_of(module), F.max_pool2d(x, 5, 1, 2)),
        }
        y = output_of(module, x, tuple(right.shape))
        mistakes |= ceiling(y, right)
        assert ask.near(y, right), (
            f"With {spec} channels and x of shape {shape}, in {mode} mode, the module disagrees with PyTorch. "
            f"{ask.cause(y, mistakes, 'Has each branch its own layers, in order, and ReLU behind every convolution?')}"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: the paths, by length (2 points)
#
# Leave ReLU aside, and let $J_l$ be the Jacobian of the branch of block $l$. Then the Jacobian of a stack of $n$
# residual blocks is $(I+J_n)\cdots(I+J_2)(I+J_1)$, and multiplied out it is a sum over paths: at every block a path goes
# through the branch or around it. Its **length** is the number of branches that it goes through, from 0 to $n$.
#
# Write `paths(n)`, which returns how many paths there are of each length, and `unrolled(J)`, which returns their sums: of
# all paths of length 0, of all of length 1, and so on. A path's matrix is the product of its branches' Jacobians, the
# last block leftmost, so that for three blocks the sum of length 2 is $J_2J_1 + J_3J_1 + J_3J_2$. The only path of length
# 0 is $I$. Both work for $n = 0$ too; the counts are exact integers up to $n = 60$. In the tests $J$ has at most seven
# matrices.


# %% nbgrader={"grade": false, "grade_id": "t6_paths", "locked": false, "schema_version": 3, "solution": true, "task": false}
def paths(n):
    """Return how many paths of each length lead through a stack of blocks.

    n: integer, number of blocks, from 0 to 60

    Returns a list of n + 1 integers: the number of paths of length 0, 1, ..., n.
    """
    ### BEGIN SOLUTION
    return [math.comb(n, length) for length in range(n + 1)]
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_unrolled", "locked": false, "schema_version": 3, "solution": true, "task": false}
def unrolled(J):
    """Return the sum of the matrices of all paths of each length.

    J: tensor (n, d, d), float64, the Jacobian of each branch, the first block first; n may be 0

    Returns a new tensor or array (n + 1, d, d): the sum over all paths of length 0, 1, ..., n.
    """
    ### BEGIN SOLUTION
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.eye(J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + J_l @ sums[:-1]
    return sums
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_paths_counts", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four blocks on paper: one path around all, four through one branch, six through two.
found = ask.numbers(paths, 4)
mistakes = {
    (1, 2, 4, 8, 16): "How many ways are there to choose the branches, whatever their order?",
    (1, 4, 12, 24, 24): "A path goes through its branches in the order of the blocks: their order is no choice.",
    (4, 6, 4, 1): "Is the path around all branches counted?",
    (1, 3, 3, 1): "How many blocks are there?",
    (0, 1, 2, 3, 4): "Those are the lengths. How many paths are there of each?",
    (1, 1, 1, 1, 1): "Does each choice of branches count?",
}
assert found.shape == (5,) and found.tolist() == [1, 4, 6, 4, 1], (
    f"Through four blocks lead 1, 4, 6, 4 and 1 paths of the lengths 0 to 4, but you count {found.tolist()}. "
    f"{mistakes.get(tuple(found.ravel().tolist()), 'Write all 16 choices down and sort them.')}"
)

# Hidden tests: no block, one block, many; integers; they are symmetric, and all of them together are two to the power n.
### BEGIN HIDDEN TESTS
for n in (0, 1, 2, 3, 7, 20, 54, 59, 60):
    found = ask.numbers(paths, n=n)
    assert found.shape == (n + 1,), (
        f"For n = {n} the lengths go from 0 to n, so there are n + 1 counts; got an answer of shape {found.shape}."
    )
    assert found.dtype.kind in "iu", (
        f"For n = {n} the counts are no exact integers. Is / in place of //, or a float power?"
    )
    counts = [int(count) for count in found.tolist()]
    assert sum(counts) == 2**n, (
        f"For n = {n} all counts together must be two to the power n, since each block leaves two choices; yours are not."
    )
    row = [1]
    for _ in range(n):
        row = [left + right for left, right in zip([0, *row], [*row, 0], strict=True)]
    assert counts == row, (
        f"For n = {n} a count is wrong. With one block more, a path of some length either goes around it, or through it and "
        "is one longer: does that hold?"
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t6_unrolled_sums", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two blocks with one number each, then three that do not commute.
def sums_of(J):
    """Return the student's sums of paths for J."""
    hint = "There is one matrix for each length from 0 to n."
    return ask.array(ask.result(unrolled, J), (len(J) + 1, *J.shape[1:]), "What unrolled returns", hint)


found = sums_of(torch.tensor([[[3.0]], [[0.5]]], dtype=torch.float64))[:, 0, 0]
mistakes = {
    "Is the path around all branches counted first?": [3.5, 1.5, 0.0],
    "Is each branch used at most once?": [1.0, 3.5, 12.25],
    "Is each branch used at most once, and no sum changed before it is used?": [1.0, 3.5, 10.75],
    "Does a path of length 2 go through both branches once, in their own order alone?": [1.0, 3.5, 3.0],
    "Those are sums up to each length. Each length has its own.": [1.0, 4.5, 6.0],
    "Is that a mean?": [1.0, 1.75, 1.5],
}
assert ask.close(found, [1, 3.5, 1.5]), (
    f"For the branches 3 and 0.5 the sums of the lengths 0, 1 and 2 are 1, 3.5 and 1.5, but yours are "
    f"{shown(found)}. {ask.cause(found, mistakes, 'Write the four paths down.')}"
)
J = torch.tensor([[[1.0, 2], [0, -1]], [[0, 1], [3, 0]], [[-2, 0], [1, 0.5]]], dtype=torch.float64)
found = sums_of(J)
assert ask.close(found[0], np.eye(2)), (
    f"The only path of length 0 is the identity, 1, 0 and 0, 1; yours is {shown(found[0])}, which is something else."
)
J_1, J_2, J_3 = J.numpy()
sums = {
    "The last block stands leftmost.": J_1 @ J_2 + J_1 @ J_3 + J_2 @ J_3,
    "Matrices are multiplied with @, not number by number.": J_1 * J_2 + J_1 * J_3 + J_2 * J_3,
    "Is that a product number by number, where a product of matrices is asked for?": np.eye(2)
    * (J_1 * J_2 + J_1 * J_3 + J_2 * J_3),
    "Are blocks left out that are not neighbors?": J_2 @ J_1 + J_3 @ J_2,
}
assert ask.close(found[2], J_2 @ J_1 + J_3 @ J_1 + J_3 @ J_2), (
    f"For three blocks the sum of length 2 is J_2 J_1 + J_3 J_1 + J_3 J_2; yours is {shown(found[2])}, which "
    f"is something else. {ask.cause(found[2], sums, 'Is each pair of blocks there once?')}"
)

# Hidden tests: all sums together are the product of all I + J, in the right order; each sum by itself; small and large
# numbers, no block.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d, scale in [
    (0, 3, 1.0),
    (1, 2, 1.0),
    (2, 4, 1.0),
    (4, 3, 0.1),
    (5, 3, 1.0),
    (7, 2, 0.6),
    (3, 1, 1.0),
    (3, 2, 50.0),
]:
    J = torch.tensor(scale * (rng.normal(size=(n, d, d)) + 0.3))
    found = sums_of(J)
    told = f"For n = {n} and matrices of {d}×{d}"
    # One block more: a path of some length goes around it, or through it and is one longer.
    right, turned = np.eye(d)[None], np.eye(d)[None]
    for J_l, J_r in zip(J.numpy(), J.numpy()[::-1], strict=True):
        none = np.zeros((1, d, d))
        right = np.concatenate([right, none]) + np.concatenate([none, J_l @ right])
        turned = np.concatenate([turned, none]) + np.concatenate([none, J_r @ turned])
    slack = 1e-4 * np.max(np.abs(right), initial=1)
    assert np.all(np.abs(found[0] - np.eye(d)) <= slack), (
        f"{told} the only path of length 0 is the identity; yours is something else."
    )
    assert np.all(np.abs(found.sum(0) - right.sum(0)) <= (n + 1) * slack), (
        f"{told} all sums together must be the product of all I + J, the last block leftmost; yours are not. "
        + ask.cause(
            found.sum(0), {"Is the order of the blocks turned round?": turned.sum(0)}, "Is each path there once?"
        )
    )
    assert ask.near(found, right), (
        f"{told} the sum of all paths is right, but not the sums of each length. Is each path sorted by the number of "
        "branches that it goes through?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: a ResNet (3 points)
#
# Put blocks together to a network for color images of any size, with ten classes. The block is given below: it has no
# batch norm but a trained factor, `scale`, before its branch. The factor starts at 0, so at the beginning every block
# says nothing. Its shortcut is a convolution of 1×1 where the shape changes (shortcut B).
#
# | part | what it is |
# | --- | --- |
# | `stem` | `nn.Sequential` of a convolution of 3×3 from 3 to $w$ channels, stride 1, padding 1, without bias, a batch norm and a ReLU |
# | `stages` | `nn.ModuleList` or `nn.Sequential` of three stages, each an `nn.Sequential` of $n$ blocks |
# | `head` | a dense layer from $4w$ numbers to 10 |
#
# The stages have $w$, $2w$ and $4w$ channels. The first block of the second and of the third stage moves on by stride 2;
# all other blocks have stride 1. Between the last stage and the head stands the mean of each channel over all its
# places, *global average pooling*, which has no parameters. The network returns the ten scores, without a softmax. With
# the stem, $2n$ convolutions of 3×3 in each stage and the head it has $6n + 2$ layers.


# %% nbgrader={"grade": false, "grade_id": "t7_block", "locked": true, "schema_version": 3, "solution": false, "task": false}
class Block(nn.Module):
    """A residual block without batch norm, from i to o channels, whose branch starts with the factor 0."""

    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, stride, 1)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1)
        self.scale = nn.Parameter(torch.zeros(1))
        self.way = nn.Identity() if (i, stride) == (o, 1) else nn.Conv2d(i, o, 1, stride)

    def forward(self, x):
        F_x = self.scale * self.conv2(torch.relu(self.conv1(x)))
        return torch.relu(F_x + self.way(x))


# %% nbgrader={"grade": false, "grade_id": "t7_resnet", "locked": false, "schema_version": 3, "solution": true, "task": false}
class ResNet(nn.Module):
    """A residual network for images (B, 3, H, W) with three stages and ten classes.

    n: integer, number of blocks in each stage, 1 or more
    width: integer, number of channels in the first stage
    """

    def __init__(self, n, width):
        super().__init__()
        ### BEGIN SOLUTION
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)
        ### END SOLUTION

    def forward(self, x):
        """Return a new tensor (B, 10), the scores, for x, a tensor (B, 3, H, W)."""
        ### BEGIN SOLUTION
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))
        ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def of_resnet(n, width):
    """Return the names and shapes of a ResNet's parameters."""
    wants = {"stem.0.weight": (width, 3, 3, 3), "stem.1.weight": (width,), "stem.1.bias": (width,)}
    for stage in range(3):
        o = (width, 2 * width, 4 * width)[stage]
        for number in range(n):
            i = o // 2 if stage and not number else o
            block = {"conv1.weight": (o, i, 3, 3), "conv1.bias": (o,), "conv2.weight": (o, o, 3, 3), "conv2.bias": (o,)}
            block |= {"scale": (1,)} | ({"way.weight": (o, i, 1, 1), "way.bias": (o,)} if i != o else {})
            wants |= {f"stages.{stage}.{number}.{name}": shape for name, shape in block.items()}
    return wants | {"head.weight": (10, 4 * width), "head.bias": (10,)}


# %% nbgrader={"grade": true, "grade_id": "t7_resnet_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Layers, shapes and parameters of two small networks.
for n, width, depth, size in [(1, 4, 8, 5137), (2, 3, 14, 6409)]:
    model = built(ResNet, n, width, wants=of_resnet(n, width))
    total = sum(tensor.numel() for tensor in model.parameters())
    assert total == size, f"For n = {n} and width = {width} there are {size} parameters, but yours are {total}."
    layers = [tensor for tensor in model.parameters() if tensor.shape[2:] == (3, 3) or tensor.ndim == 2]
    assert len(layers) == depth, (
        f"For n = {n} there are {depth} convolutions of 3×3 and dense layers, but yours has {len(layers)}."
    )
    assert len(model.stages) == 3, f"There are three stages, but yours has {len(model.stages)}."
    maps = apply(model.stem, torch.rand(2, 3, 9, 6))
    shapes = [(2, width, 9, 6), (2, width, 9, 6), (2, 2 * width, 5, 3), (2, 4 * width, 3, 2)]
    for at, shape in enumerate(shapes):
        told = f"stage {at}" if at else "the stem"
        maps = apply(model.stages[at - 1], maps) if at else maps
        assert tuple(maps.shape) == shape, (
            f"For images (2, 3, 9, 6) and width {width}, {told} should return the shape {shape}; got {tuple(maps.shape)}. "
            "Do the first blocks of the second and third stage move on by 2, and no others, and does no pooling come before?"
        )
    looks = {(2, 4 * width): "Is the head used?", (2, 10, 1, 1): "Each image has ten scores, without rows and columns."}
    output_of(model, torch.rand(2, 3, 9, 6), (2, 10), looks)

# %% nbgrader={"grade": true, "grade_id": "t7_resnet_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random numbers in all layers, several depths, widths and sizes of images, small and large numbers, in
# training and in evaluation mode, against the same layers one behind the other; evaluation after training; deep and
# shallow networks that say the same.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def of_the_same_layers(model, n, width):
    """Return the parts of a network of our own, with the numbers of the student's."""
    stem = nn.Sequential(nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
    stages = nn.ModuleList()
    for stage in range(3):
        o = width * 2**stage
        first = Block(o // 2, o, 2) if stage else Block(o, o, 1)
        stages.append(nn.Sequential(first, *[Block(o, o, 1) for _ in range(1, n)]))
    ours = nn.ModuleDict({"stem": stem, "stages": stages, "head": nn.Linear(4 * width, 10)})
    known = ours.state_dict()
    ours.load_state_dict({name: number for name, number in numbers_of(model).items() if name in known})
    return ours.train(model.training)


def maps_of(ours, x, stem=None):
    """Return the maps that leave the last stage."""
    with torch.no_grad():
        maps = (stem or ours["stem"])(x)
        for stage in ours["stages"]:
            maps = stage(maps)
        return maps


def likely_of(model, n, width, x):
    """Return the scores with some mistakes."""
    ours, other = of_the_same_layers(model, n, width), of_the_same_layers(model, n, width)
    maps, bare = maps_of(ours, x), maps_of(ours, x, other["stem"][:2])
    with torch.no_grad():
        right = ours["head"](maps.mean((2, 3)))
        return {
            "Is the largest place taken, where the mean is asked for?": ours["head"](maps.amax((2, 3))),
            "Is that the sum over the places, where the mean is asked for?": ours["head"](maps.sum((2, 3))),
            "Is only one place of the maps taken? Their mean is asked for.": ours["head"](maps[:, :, 0, 0]),
            "Is there a softmax? The scores are asked for.": right.softmax(1),
            "Is there a softmax, and its logarithm? The scores are asked for.": right.log_softmax(1),
            "Is there a ReLU behind the head?": torch.relu(right),
            "Is there a ReLU at the end of the stem?": ours["head"](bare.mean((2, 3))),
        }


for n, width, shape in [
    (1, 3, (2, 3, 8, 8)),
    (2, 2, (3, 3, 9, 5)),
    (3, 4, (2, 3, 6, 11)),
    (1, 5, (4, 3, 4, 3)),
    (1, 2, (1, 3, 5, 6)),
]:
    model = built(ResNet, width=width, n=n, wants=of_resnet(n, width))
    for mode, size in (("evaluation", 2), ("evaluation", 50), ("training", 2)):
        fill(model.train(mode == "training"), rng)
        x = size * images(rng, *shape)
        ours = of_the_same_layers(model, n, width)
        with torch.no_grad():
            right = ours["head"](maps_of(ours, x).mean((2, 3)))
        y = output_of(model, x, (shape[0], 10))
        told = f"With n = {n}, width = {width} and images of shape {shape}, in {mode} mode,"
        assert ask.near(y, right), (
            f"{told} the scores disagree with the same layers one behind the other. "
            + ask.cause(
                y,
                likely_of(model, n, width, x) | ceiling(y, right),
                "Do stem, stages, mean and head follow each other, each once?",
            )
        )
        if mode == "evaluation":
            again = output_of(model, x, (shape[0], 10))
            assert np.array_equal(again, y), (
                "In evaluation mode the same images must get the same scores again; yours do not."
            )
        else:
            with torch.no_grad():
                later = ours["head"](maps_of(ours.eval(), x).mean((2, 3)))  # its norm has seen the images once, too
            check_later(model, x, later, told)
shallow, deep = (built(ResNet, n, 3, wants=of_resnet(n, 3)).eval() for n in (1, 4))
kept = {name: number for name, number in numbers_of(shallow).items() if "num_batches" not in name}
put(deep, {name: number for name, number in kept.items() if not name.endswith("scale")})
x = images(rng, 2, 3, 7, 8)
first, second = output_of(shallow, x, (2, 10)), output_of(deep, x, (2, 10))
assert ask.near(second, first), (
    "At the beginning all blocks say nothing, so networks of 8 and of 26 layers with the same stem, shortcuts and head must "
    "give the same scores; yours do not. Are scale and shortcuts left as the block has them?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_resnet_training", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: every parameter takes part, and the loss falls to less than half on 16 images in 30 steps. A right network
# falls much lower.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(14)
torch.manual_seed(14)  # for a network that draws
model = built(ResNet, 1, 4, wants=of_resnet(1, 4))
with torch.no_grad():
    for name, tensor in model.named_parameters():
        if tensor.ndim > 1:
            bound = math.sqrt(6 / tensor[0].numel())
            tensor.copy_(torch.tensor(rng.uniform(-bound, bound, size=tuple(tensor.shape))))
        else:
            tensor.fill_(float(name == "stem.1.weight"))
X, labels = images(rng, 16, 3, 8, 8), torch.arange(16) % 10
X[torch.arange(16), labels % 3, labels // 3] += 3  # each class has a bright row in one color
optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
losses = []
for step in range(31):
    scores = apply(model, X)
    assert isinstance(scores, torch.Tensor) and scores.requires_grad and scores.shape == (16, 10), (
        "What the network returns cannot be trained. Is it a tensor of ten scores for each image, without detach()?"
    )
    loss = F.cross_entropy(scores, labels)
    losses = [*losses, loss.item()]
    optimizer.zero_grad()
    loss.backward()
    if step == 1:
        idle = [name for name, tensor in model.named_parameters() if tensor.grad is None or not torch.any(tensor.grad)]
        idle = [name for name in idle if not name.startswith("stem.1")]
        assert not idle, (
            f"No gradient reaches {idle[0]}. Is this layer used in forward, without detach() and no_grad()?"
        )
    optimizer.step()
assert losses[-1] < 0.5 * losses[0], (
    f"In 30 steps the loss went from {losses[0]:.2f} to {losses[-1]:.2f}, where it should have fallen to less than half. Is "
    "there a softmax at the end, or is something of the images lost on the way?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t8_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 8: a convolution that swallows its norm (1 point)
#
# A network that is trained is only evaluated, and then a batch norm is nothing but a factor and a number for each
# channel, which the convolution before it can take over. Of a convolution with the kernels $W$ and the biases $b$, and a
# batch norm behind it with scales $\gamma$, shifts $\beta$, running means $\mu$, running variances $\sigma^2$ and
# $\varepsilon$, which makes of channel $o$
#
# $$\gamma_o\,\frac{a_o - \mu_o}{\sqrt{\sigma_o^2 + \varepsilon}} + \beta_o,$$
#
# return the kernels and the biases of *one* convolution that does the same. A convolution without bias has `b = None`.
# A variance may be 0, and $\varepsilon$ is between $10^{-5}$ and 0.1.


# %% nbgrader={"grade": false, "grade_id": "t8_fold_norm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    """Return the kernels and the biases of a convolution that does what a convolution and its batch norm do.

    W: tensor (O, C, k, k), float64, the kernels
    b: tensor (O,), the bias of each kernel, or None
    gamma: tensor (O,), the scale of each channel of the norm
    beta: tensor (O,), the shift of each channel
    mean: tensor (O,), the running mean of each channel
    variance: tensor (O,), the running variance of each channel, 0 or more
    eps: number, what the norm adds to the variances

    Returns two new tensors or arrays, of shapes (O, C, k, k) and (O,).
    """
    ### BEGIN SOLUTION
    factor = gamma / (variance + eps) ** 0.5
    start = -mean if b is None else b - mean
    return W * factor[:, None, None, None], start * factor + beta
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t8_fold_norm_same", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One channel, one pixel: the convolution makes 3x + 2, and the norm takes 5 away, divides by the root of 3.75 + 0.25,
# multiplies by 8 and adds 1. Together: 12x - 11.
numbers = [torch.tensor([number], dtype=torch.float64) for number in (2.0, 8.0, 1.0, 5.0, 3.75)]
W, b = ask.results("W, b", fold_norm, torch.full((1, 1, 1, 1), 3.0, dtype=torch.float64), *numbers, 0.25)
W, b = ask.array(W, (1, 1, 1, 1), "The new W"), ask.array(b, (1,), "The new b")
likely = {
    "Is the root taken?": 6.0,
    "Does eps enter under the root?": 12.3935,
    "Is eps added to the variance, before the root is taken?": 10.9767,
    "Does gamma enter?": 1.5,
    "Is the variance divided by?": 24.0,
}
assert ask.close(W.item(), 12), f"The new weight should be 12, but is {W.item():.4f}. " + ask.cause(
    W.item(), likely, "By which number does the norm multiply?"
)
likely = {
    "Is the old bias in it?": -19.0,
    "Is the mean taken away before the norm multiplies?": 4.0,
    "Is the old bias multiplied, too?": -17.0,
    "Is the mean taken away, not added?": 29.0,
    "Is beta added?": -12.0,
    "Beta is added behind everything, and not multiplied.": -8.0,
    "Does the mean enter?": 9.0,
}
assert ask.close(b.item(), -11), f"The new bias should be -11, but is {b.item():.4f}. " + ask.cause(
    b.item(), likely, "What does the norm make of 3x + 2 where x is 0?"
)

# Hidden tests: random numbers of both signs against PyTorch's convolution and norm, without bias too; variances of 0 and
# large eps; as many kernels as channels; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for K, C, k, eps in [(4, 3, 3, 1e-5), (3, 3, 1, 0.1), (2, 5, 2, 0.03), (5, 5, 3, 1e-3), (1, 2, 3, 0.01)]:
    for with_bias in (True, False):
        draw = [torch.tensor(rng.normal(size=shape)) for shape in ((K, C, k, k), (K,), (K,), (K,), (K,))]
        W, b, gamma, beta, mean = draw
        variance = torch.tensor(rng.uniform(0.2, 4, size=K))
        variance[-1] = 0 if eps > 1e-3 else 9.0
        b = b if with_bias else None
        named = {"gamma": gamma, "beta": beta, "mean": mean, "variance": variance, "eps": eps}
        new = ask.results("W, b", fold_norm, **dict(reversed(named.items())), b=b, W=W)
        new_W = ask.array(new[0], tuple(W.shape), "The new W", "It is shaped like W.")
        new_b = ask.array(new[1], (K,), "The new b", "There is one bias for each kernel, also where b is None.")
        x = torch.tensor(rng.normal(size=(2, C, 4, 5)))
        right = F.batch_norm(F.conv2d(x, W, b), mean, variance, gamma, beta, False, 0.0, eps)
        y = F.conv2d(x, torch.tensor(new_W, dtype=torch.float64), torch.tensor(new_b, dtype=torch.float64))
        steep = gamma / (variance + eps).sqrt()
        mistakes = {
            "Is the old bias in it?": right - (0 if b is None else b * steep)[..., None, None] if with_bias else right,
            "Does each kernel, and not each channel of the images, have its own factor?": F.conv2d(
                x, W * (steep if C == K else torch.ones(C)).view(1, C, 1, 1), torch.tensor(new_b, dtype=torch.float64)
            ),
        }
        told = "with" if with_bias else "without"
        assert ask.near(y, right), (
            f"For {K} kernels of {k}×{k} on {C} channels, {told} bias and with eps = {eps}, the new convolution disagrees with "
            f"the old one and its norm. {ask.cause(y, mistakes, 'What does the norm do to a weight, and what to a bias?')}"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# No points: run the cell. Your ResNet of 14 layers learns to read 300 digits of 8×8 pixels. All its blocks are silent at
# first, and the factors of their branches show which ones found something to say.

# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    torch.manual_seed(0)
    digits = data.digits()
    X, y = digits.train.X[:300].repeat(1, 3, 1, 1), digits.train.y[:300]
    model = ResNet(2, 8)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    for step in range(41):
        loss = F.cross_entropy(model(X), y)
        if step % 10 == 0:
            print(f"step {step:2d}: loss {loss.item():.3f}")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    scales = [tensor.item() for name, tensor in model.named_parameters() if name.endswith("scale")]
    print("factors of the six branches:", "  ".join(f"{scale:.3f}" for scale in scales))
except NotImplementedError:
    print("Task 7 is still open. Come back when it is done.")
