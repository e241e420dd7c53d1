# %% [markdown]
# # ResNet
#
# You will be able to say why very deep networks failed on the images that they were trained on, build the block that
# cured it, and tell by measuring what the cure is and what it is not.
#
# **Reading** 30 min · **Running** under 40 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb), [12](12-initialization-and-normalization.ipynb)
# (initialization and normalization) and [16 (convolution)](16-convolution.ipynb) · **Practice**
# [assignment a14](../release/a14-resnet/resnet.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/19-resnet.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [12](12-initialization-and-normalization.ipynb),
# [16](16-convolution.ipynb) · **Used by** [28](28-transformer.ipynb), [32](32-state-space-models.ipynb),
# [42](42-graph-networks.ipynb), [43](43-neural-odes-and-physics.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **construct** a deep network that equals a shallow one, and so prove that failing to train it is no lack of power;
# - **implement** a residual block with both kinds of shortcut, and check it against its own definition;
# - **derive** the gradient of a stack of residual blocks as a sum over paths;
# - **predict** what happens when one block is taken out of a plain and of a residual network;
# - **diagnose** a shortcut that broadcasts, and one that an in-place operation has changed.

# %%
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

import matplotlib.pyplot as plt
import numpy as np
import torch

from helpers import data, metrics, plots, training, widgets

plots.use_style()
training.seed_everything(0)
torch.set_num_threads(1)

# %%
import copy

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## A network that contains a better one
#
# [Lecture 12](12-initialization-and-normalization.ipynb) found two repairs for deep networks, He's weights and
# normalization. Let us use both, and go deeper than ever: convolutional networks for the 8×8 digits, in which a first
# layer makes 16 channels of 4×4 places, and all further layers come in **blocks** of two convolutions, each with batch
# norm, that keep this shape.


# %%
class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)  # batch norm brings the bias
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels)

    def branch(self, x):
        a = torch.relu(self.norm1(self.conv1(x)))  # (B, C, H, W)
        return self.norm2(self.conv2(a))  # (B, C, H, W)

    def forward(self, x):
        return torch.relu(self.branch(x))


# %%
def network(Block, layers, width=16):
    """Return a network of ``layers`` layers with weights: the first, two in each block, and the last."""
    first = nn.Conv2d(1, width, 3, stride=2, padding=1, bias=False)  # (B, 1, 8, 8) -> (B, 16, 4, 4)
    blocks = [Block(width) for _ in range((layers - 2) // 2)]
    last = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10)]  # -> (B, 16, 1, 1) -> (B, 16) -> (B, 10)
    model = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU(), *blocks, *last)
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return model


def blocks_of(model):
    return [layer for layer in model if isinstance(layer, PlainBlock)]


# %% tags=["hide-input"]
COLORS = {"plain": plots.RED, "residual": plots.BLUE, "signal": plots.BLACK, "gradient": plots.ORANGE}
shape = "(B, 16, 4, 4)"
block = [("conv 3×3", ""), ("norm,\nReLU", ""), ("conv 3×3", ""), ("norm,\nReLU", shape)]
plots.show(plots.layers([("$x$", shape), *block]))

# %% [markdown]
# This is one plain block. Before the first stands a convolution with stride 2, behind the last an average over the 16
# places and a layer to ten scores.

# %%
digits = data.digits()


def train(model, epochs=8, rate=6e-3):
    rows = len(digits.train) // 64 * 64  # whole batches only: lecture 12 showed what a small last one does
    optimizer = torch.optim.AdamW(model.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * rows // 64)
    model.train()
    for _ in range(epochs):
        for batch in torch.randperm(len(digits.train))[:rows].split(64):
            loss = F.cross_entropy(model(digits.train.X[batch]), digits.train.y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def accuracy(model, split):
    with torch.no_grad():
        return metrics.accuracy(model(split.X), split.y).item()


# %%
shallow = train(network(PlainBlock, 8))
print(f"8 layers: training {accuracy(shallow, digits.train):.1%}, test {accuracy(shallow, digits.test):.1%}")
assert accuracy(shallow, digits.train) > 0.98

# %% [markdown]
# Eight layers have learned nearly every training image. A network of 44 layers can do at least as well, because it can
# do *the same*: let eighteen further blocks copy their input. Inputs of a block are never negative, so ReLU lets them
# through, and a convolution copies if its kernel is 1 in the middle for its own channel and 0 elsewhere. In
# evaluation mode, where batch norm divides by its running variance of 1, we can build it:


# %%
def copying_block(channels=16):
    block = PlainBlock(channels).eval()
    for conv, norm in [(block.conv1, block.norm1), (block.conv2, block.norm2)]:
        nn.init.dirac_(conv.weight)  # (C, C, 3, 3): 1 in the middle of kernel (c, c)
        nn.init.constant_(norm.weight, (1 + norm.eps) ** 0.5)  # batch norm divides by sqrt(1 + eps) before training
    return block


def deepen(model, blocks):
    head, tail = copy.deepcopy(model)[:-3], copy.deepcopy(model)[-3:]
    return nn.Sequential(*head, *[copying_block() for _ in range(blocks)], *tail).eval()


deepened = deepen(shallow, 18)
with torch.no_grad():
    difference = (deepened(digits.test.X) - shallow(digits.test.X)).abs().max().item()
print(f"{2 * len(blocks_of(deepened)) + 2} layers, largest difference of a score: {difference:.1g}")
assert difference < 1e-4

# %% [markdown]
# So weights exist with which 44 layers have at most as many training errors as 8. Now we train the 44 layers from
# He's random start instead, with the recipe that has just worked.
#
# **Guess.** Which *training* accuracy, in percent, does it reach? The eight layers are close to 100.

# %%
guess = None  # percent, such as 90

# %%
torch.manual_seed(0)
plain = train(network(PlainBlock, 44))
print(f"44 layers: training {accuracy(plain, digits.train):.1%}, test {accuracy(plain, digits.test):.1%}")
assert accuracy(plain, digits.train) < 0.65

# %% [markdown]
# It is far worse than its own smaller part, on the very images that it was trained on. K. He and others saw this in
# 2015 with 20 and 56 layers on photographs and called it **degradation**.
#
# **Choose.** Why does the deep network fail?
#
# <details><summary>It overfits: seven times the weights for 1,347 images</summary>
#
# Then the training accuracy would be high, and only the test accuracy low. They are low together.
# </details>
#
# <details><summary>Its gradient vanishes on the way back through 44 layers</summary>
#
# That was the trouble of lecture 08's sigmoids. With batch norm the gradient *grows* on its way back, as lecture 12
# derived, and the next cell measures it. Its size alone is no obstacle for AdamW, which divides by it.
# </details>
#
# <details><summary>Neither: the good weights exist, but the optimizer cannot find them from there</summary>
#
# Yes, with this recipe at least. What is at fault is the start together with the landscape around it.
# </details>


# %%
def first_over_last(model):
    """Return the size of the gradient in the first block's weights over that in the last block's, before training."""
    loss = F.cross_entropy(model.train()(digits.train.X[:256]), digits.train.y[:256])
    first, *_, last = [block.conv1.weight for block in blocks_of(model)]
    gradients = torch.autograd.grad(loss, [first, last])
    return (gradients[0].norm() / gradients[1].norm()).item()


for layers in (8, 20, 44):
    torch.manual_seed(0)
    ratio = first_over_last(network(PlainBlock, layers))
    print(f"{layers:2d} plain layers: the first block's gradient is {ratio:6.1f} times the last block's")
assert ratio > 20

# %% [markdown]
# ## Let the easy answer be "change nothing"
#
# A plain block has to *learn* to copy: among all its kernels it must find the one that passes its input on. But most
# blocks of a deep network need to do little more than that. So let the input go around the block, and let the block
# say only what has to be added to it:
#
# $$y=\mathrm{ReLU}\big(x+F(x)\big)$$
#
# Here $x$ is the block's input, (B, C, H, W), and $F$ is the branch of two convolutions with their batch norms, which
# is trained as before. The way around is a shortcut (residual connection), because $F$ has to learn only the residual,
# what is still to be added to $x$. If all of $F$'s weights are 0, the block copies.


# %% tags=["hide-input"]
def chain(axis, name, y, up):
    ends = [0.3, 9.3] if up else [0.3, 1.22, 1.78, 3.22, 3.78, 5.22, 5.78, 7.22, 7.78, 9.3]
    arrow = {"arrowstyle": "-|>", "color": COLORS[name], "linewidth": 2}
    for left, right in zip(ends[::2], ends[1::2], strict=True):
        axis.annotate("", (right, y), (left, y), arrowprops=arrow)
    box = {"boxstyle": "round", "facecolor": "white", "edgecolor": COLORS[name]}
    for number, x in enumerate([1.5, 3.5, 5.5, 7.5], start=1):
        if up:
            axis.annotate("", (x - 0.26, y + up), (x - 0.75, y), arrowprops=arrow)
            axis.annotate("", (x + 0.72, y + 0.14), (x + 0.26, y + up), arrowprops=arrow)
            axis.text(x + 0.75, y, "+", ha="center", va="center", bbox=box | {"boxstyle": "circle,pad=0.1"})
        axis.text(x, y + up, f"$F_{number}$", ha="center", va="center", bbox=box, fontsize=14)
    axis.text(0.2, y, f"{name}: image", ha="right", va="center")
    axis.text(9.4, y, "scores", ha="left", va="center")


figure, axis = plt.subplots(figsize=(8, 2.8))
chain(axis, "plain", y=2.2, up=0)
chain(axis, "residual", y=0, up=0.8)
axis.set(xlim=(-1.9, 10.4), ylim=(-0.6, 2.7), frame_on=False, xticks=[], yticks=[])
alt = (
    "Above, a plain chain: arrows from the image through four boxes F1 to F4 to the scores. Below, a residual network: "
)
alt += "one unbroken line from image to scores, from which four branches F1 to F4 leave, to be added to it again."
plots.show(figure, alt=alt)

# %% [markdown]
# In the plain chain all that is known of the image has to pass through each block, while in the residual network it
# travels on one line, interrupted only by ReLUs, to which the branches add. In code it is one word:


# %%
class ResidualBlock(PlainBlock):
    def forward(self, x):
        F_x = self.branch(x)
        assert F_x.shape == x.shape  # an addition of other shapes would not fail but broadcast (see What goes wrong)
        return torch.relu(x + F_x)  # (B, C, H, W)


torch.manual_seed(0)
block, x = ResidualBlock(16), torch.randn(5, 16, 4, 4)
nn.init.zeros_(block.norm2.weight)  # gamma = 0: the branch says nothing
assert torch.equal(block(x), torch.relu(x))
sizes = [sum(p.numel() for p in network(Block, 44).parameters()) for Block in (PlainBlock, ResidualBlock)]
print(f"weights of 44 layers: plain {sizes[0]:,}, residual {sizes[1]:,}")
assert sizes[0] == sizes[1]
ratio = first_over_last(network(ResidualBlock, 44))
print(f"44 residual layers: the first block's gradient is {ratio:.1f} times the last block's")
assert ratio < 20

# %% [markdown]
# The shortcut has no weights, costs no multiplication, and changes nothing else: both networks start from the same
# numbers and see the same batches.
#
# **Choose.** What does 44 layers' training accuracy become with `+ x`?
#
# <details><summary>Between the two: 44 layers stay harder than 8</summary>
#
# It would be so if depth itself were the difficulty. But a block of a residual network has to undo its input on purpose
# to lose it.
# </details>
#
# <details><summary>About that of the 8 layers</summary>
#
# Yes, within a point, at every depth that we try.
# </details>
#
# <details><summary>Clearly above the 8 layers: it has seven times the weights</summary>
#
# There is no room above, and on the test images there is no gain either. Digits do not need 44 layers.
# </details>

# %% tags=["main-result"]
runs = {("plain", 8): shallow, ("plain", 44): plain}
for name, Block, layers in [
    ("plain", PlainBlock, 20),
    ("residual", ResidualBlock, 8),
    ("residual", ResidualBlock, 20),
    ("residual", ResidualBlock, 44),
]:
    torch.manual_seed(0)
    runs[name, layers] = train(network(Block, layers))
for (name, layers), model in sorted(runs.items()):
    print(f"{name:8s} {layers:2d} layers: training {accuracy(model, digits.train):.1%}", end="")
    print(f", test {accuracy(model, digits.test):.1%}")
right = {key: accuracy(model, digits.train) for key, model in runs.items()}
assert right["residual", 44] > 0.98 and right["residual", 44] - right["plain", 44] > 0.35

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(8, 3.4), sharey=True)
for axis, (what, split) in zip(axes, [("training", digits.train), ("test", digits.test)], strict=True):
    for name, marker in [("plain", "s"), ("residual", "o")]:
        share = [100 * accuracy(runs[name, layers], split) for layers in (8, 20, 44)]
        axis.plot([8, 20, 44], share, marker=marker, color=COLORS[name], label=name)
    axis.set_title(f"{what} images", fontweight="normal", fontsize="medium")
    axis.set(xlabel="layers", ylim=(0, 104), xticks=[8, 20, 44])
if guess is not None:
    axes[0].axhline(guess, label="your guess", **plots.line("guess"))
axes[0].set_ylabel("accuracy (%)")
axes[0].legend(loc="lower left")
figure.suptitle("Plain networks lose with depth, residual ones do not", fontweight="bold")
plots.show(
    figure,
    alt="Accuracy against the number of layers, 8, 20 and 44, on training images and on test images. The plain "
    "network falls from near 100 percent to about half in both panels; the residual network stays near 100.",
)

# %% [markdown]
# The plain curve falls on both kinds of images alike, which is why it is not overfitting. The residual curve is flat,
# so on digits depth buys *nothing*, and what the shortcut buys is that depth does no harm. On ImageNet, where depth is
# needed, that made 152 layers possible.
#
# Is it the shortcut, or the start near a copy? We can give the plain network the second without the first: kernels that
# copy, plus a little of He's noise.

# %%
torch.manual_seed(0)
near_copies = network(PlainBlock, 44)
for block in blocks_of(near_copies):
    for conv in (block.conv1, block.conv2):
        conv.weight.data = 0.1 * conv.weight.data + nn.init.dirac_(torch.empty_like(conv.weight))
train(near_copies)
print(f"plain, started near copies: training {accuracy(near_copies, digits.train):.1%}")
assert accuracy(near_copies, digits.train) > 0.9

# %% [markdown]
# Most of the loss is gone without one shortcut, because the function had always been there and the start was at fault.
# A residual network begins nearer to the copy, because each block adds to what it was given, and the later the block,
# the smaller its share.
#
# ## A sum over paths
#
# What does the gradient meet on its way back? Leave ReLU aside and write $J_l$ for the Jacobian of branch $l$. A plain
# stack multiplies Jacobians, and a residual stack multiplies $I+J_l$, which can be expanded like any product of sums:
#
# $$(I+J_3)(I+J_2)(I+J_1)=I+J_1+J_2+J_3+J_2J_1+J_3J_1+J_3J_2+J_3J_2J_1$$
#
# Each term is one path from the answer back to the image, which either goes through a branch or around it. There are
# $2^n$ of them for $n$ blocks, and one of them, $I$, meets no weight at all.

# %%
from itertools import combinations

generator = torch.Generator().manual_seed(0)
J = 0.5 * torch.randn(4, 3, 3, generator=generator, dtype=torch.float64)  # (4 blocks, 3, 3)
product, paths = torch.eye(3, dtype=torch.float64), torch.zeros(3, 3, dtype=torch.float64)
for J_l in J:
    product = (torch.eye(3) + J_l) @ product  # later blocks stand on the left
for length in range(5):
    for chosen in combinations(range(4), length):
        path = torch.eye(3, dtype=torch.float64)
        for l in chosen:
            path = J[l] @ path
        paths += path
print(f"2**4 paths add up to the product: largest difference {(paths - product).abs().max():.1g}")
assert torch.allclose(paths, product)

# %% [markdown]
# The same picture suggests something about the answer: around any single block most of what is known goes past it,
# while in a plain chain all of it goes through. So let us cut one block out of the trained networks, without any
# training afterwards.
#
# **Guess.** How many percent of the *test* images does the residual network of 20 layers still get right, on average
# over the nine blocks that can be cut?

# %%
guess_cut = None  # percent for the residual network, such as 50


# %%
def without_each_block(model):
    """Return the test accuracies of ``model`` with one block left out, for each block in turn."""
    places = [place for place, layer in enumerate(model) if isinstance(layer, PlainBlock)]
    cut = [nn.Sequential(*[layer for k, layer in enumerate(model) if k != place]) for place in places]
    return np.array([accuracy(each, digits.test) for each in cut])


keys = [("plain", 8), ("plain", 20), ("residual", 8), ("residual", 20), ("residual", 44)]
cuts = {key: without_each_block(runs[key]) for key in keys}
for (name, layers), left in cuts.items():
    missed = (np.flatnonzero(left < 0.8) + 1).tolist()
    print(f"{name:8s} {layers:2d} layers: mean {left.mean():.1%}, below 80% without block {missed} of {len(left)}")
assert cuts["plain", 8].mean() < 0.2 and cuts["residual", 20].mean() > 0.7 and cuts["residual", 44].mean() > 0.85

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 3.2))
for row, ((name, _), left) in enumerate(cuts.items()):
    axis.plot(100 * left, [row] * len(left), "o", color=COLORS[name], alpha=0.6)
    axis.plot(100 * left.mean(), row, "|", color="black", markersize=22, markeredgewidth=2)
if guess_cut is not None:
    axis.axvline(guess_cut, label="your guess", **plots.line("guess"))
    axis.legend(loc="lower left")
axis.set_yticks(range(len(cuts)), labels=[f"{name}, {layers} layers" for name, layers in cuts])
axis.set(title="In a deep residual network most blocks hardly matter", xlim=(0, 101), ylim=(4.5, -0.5))
axis.set_xlabel("test accuracy (%) without one block")
plots.show(
    figure,
    alt="Each dot is the test accuracy of a network without one of its blocks, a bar marks the mean. The dots of the "
    "plain network lie at the left, those of residual networks move to the right as the number of layers grows, with "
    "few exceptions that stay far left.",
)

# %% [markdown]
# The plain network is a chain, which breaks at each of its links, while a residual network is a crowd, in which most
# members can stay at home. The few that cannot are printed above: mostly the first ones, on which the others rely.
#
# ## Deeper: how much shortcut?
#
# Nothing forces the shortcut to be exactly 1. The next figure multiplies it by α in a random network of dense layers,
# $x\leftarrow\alpha x+F(x)$ with $F$ = normalize, ReLU, He matrix, and sends 200 points through it, which lie on the
# first third of the line from one digit to another. Its left panel shows how large signal and gradient are at each
# layer, its right panel the gradient along the line: where neighbors disagree, a step that helps one image is a step at
# random for the next.


# %%
def random_stack(depth, alpha, normalize):
    """Return sizes of signal and gradient at each layer, and the gradient along a line that starts at a digit."""
    start, end = digits.train.X[[0, 1]].flatten(1)  # (64,) each
    line = start + torch.linspace(0, 0.3, 200)[:, None] * (end - start)  # (200, 64)
    states, others = [line.requires_grad_()], digits.train.X[:256].flatten(1)  # (256, 64), for the statistics
    weights = torch.randn(depth, 64, 64, generator=torch.Generator().manual_seed(1)) * (2 / 64) ** 0.5
    for W in weights:
        mean, std = (others.mean(0), others.std(0) + 1e-5) if normalize else (0.0, 1.0)
        states.append(alpha * states[-1] + torch.relu((states[-1] - mean) / std) @ W)  # (200, 64)
        others = alpha * others + torch.relu((others - mean) / std) @ W  # (256, 64)
    gradients = torch.autograd.grad(states[-1].sum(), states)
    sizes = [[tensor.square().mean().sqrt().item() for tensor in row] for row in (states, gradients)]
    return *sizes, gradients[0] @ (end - start)  # (200,)


# %% tags=["hide-input"]
def draw(depth, alpha, normalize):
    signal, gradient, slope = random_stack(depth, alpha, normalize)
    figure, (left, right) = plt.subplots(1, 2, figsize=(5, 2.6))
    left.semilogy(signal, color=COLORS["signal"], label="signal")
    left.semilogy(np.array(gradient) / gradient[-1], color=COLORS["gradient"], label="gradient")
    left.set(title="size by layer", xlabel="layer", ylim=(1e-6, 1e12))
    left.legend(loc="upper left", fontsize=8)
    right.plot(np.linspace(0, 30, 200), slope / slope.abs().max(), color=COLORS["gradient"], linewidth=1)
    near = np.corrcoef(slope[:-1], slope[1:])[0, 1]
    right.set(title=f"gradient on the line\n(neighbors {near:.2f})", xlabel="% of the way", yticks=[])
    how = f"{depth} layers, shortcut times {alpha:g}, {'with' if normalize else 'without'} normalization"
    sizes = f"the signal ends at {signal[-1]:.1g} and the gradient grows {gradient[0] / gradient[-1]:.1g} times"
    return plots.describe(figure, f"{how}: {sizes}; the gradient at neighboring points correlates by {near:.2f}.")


# %% tags=["hide-input"]
widgets.explore(
    draw,
    frames=[
        ("no shortcut: noise", {"alpha": 0.0}),
        ("half of it: still noise", {"alpha": 0.5}),
        ("the whole shortcut: neighbors agree", {"alpha": 1.0}),
        ("the same, not normalized: it explodes", {"alpha": 1.0, "normalize": False}),
    ],
    depth=widgets.slider("layers", 2, 64, 1, 40),
    alpha=widgets.slider("shortcut α", 0.0, 1.5, 0.1, 1.0),
    normalize=widgets.toggle("normalize", True),
)

# %% [markdown]
# Move α to 0 and let the depth grow from 2: after 20 layers the curve breaks, at 40 it is noise. At α = 1 neighbors
# agree at any depth, and it takes normalization to keep the signal from exploding, because the sum then grows slowly.
# So the shortcut keeps neighbors alike, and normalization keeps the size in bounds.
#
# ## Deeper: gradients like white noise
#
# The right panel has a name, **shattered gradients** (Balduzzi and others, 2017). If the gradient at one point says
# nothing about the gradient at its neighbor, then a step that is downhill for one image is a step at random for the
# next. How fast does the correlation between neighbors die?

# %%
for alpha, name in [(0.0, "plain"), (1.0, "residual")]:
    near = []
    for depth in (2, 10, 24, 50):
        slope = random_stack(depth, alpha, normalize=True)[2]
        near.append(np.corrcoef(slope[:-1], slope[1:])[0, 1])
    print(f"{name:8s} neighbors correlate at 2, 10, 24, 50 layers: " + "  ".join(f"{value:.2f}" for value in near))
    assert near[-1] < 0.5 if name == "plain" else near[-1] > 0.5

# %% [markdown]
# ## Deeper: the family
#
# Where a block halves the image and doubles the channels, $x$ no longer fits $F(x)$. **Shortcut A** takes every second
# pixel and appends channels of zeros, without any weight; **shortcut B** is a convolution of 1×1 with stride 2. The
# large networks also squeeze: a **bottleneck** block goes from 256 channels to 64 by 1×1, does its 3×3 there, and
# comes back.


# %%
def shortcut_a(x, channels, stride):
    x = x[:, :, ::stride, ::stride]  # (B, C, H, W) -> (B, C, H/s, W/s)
    return F.pad(x, (0, 0, 0, 0, 0, channels - x.shape[1]))  # (B, C', H/s, W/s), new channels are 0


def bottleneck(c_in, middle, c_out, stride, device="meta"):
    def conv(i, o, k, s=1):
        return [nn.Conv2d(i, o, k, s, padding=k // 2, bias=False, device=device), nn.BatchNorm2d(o, device=device)]

    branch = [*conv(c_in, middle, 1), *conv(middle, middle, 3, stride), *conv(middle, c_out, 1)]
    return nn.ModuleList(branch + (conv(c_in, c_out, 1, stride) if stride > 1 or c_in != c_out else []))


# %%
def resnet(counts):
    """Return the layers of a ResNet with bottlenecks for ImageNet, on the meta device: sizes without memory."""
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False, device="meta"), nn.BatchNorm2d(64, device="meta")]
    c_in = 64
    for stage, count in enumerate(counts):
        for number in range(count):
            stride = 2 if stage > 0 and number == 0 else 1
            layers.append(bottleneck(c_in, 64 * 2**stage, 256 * 2**stage, stride))
            c_in = 256 * 2**stage
    return nn.ModuleList([*layers, nn.Linear(c_in, 1000, device="meta")])


for name, counts, published in [("50", (3, 4, 6, 3), 25_557_032), ("101", (3, 4, 23, 3), 44_549_160)]:
    weights = sum(p.numel() for p in resnet(counts).parameters())
    print(f"ResNet-{name}: {weights:,} weights")
    assert weights == published
squeezed, wide = 256 * 64 + 64 * 64 * 9 + 64 * 256, 2 * 256 * 256 * 9
print(f"a bottleneck of 256 channels has {squeezed:,} weights in its kernels, two 3x3 of 256 have {wide:,}")
assert shortcut_a(torch.ones(2, 16, 5, 5), 32, 2).shape == (2, 32, 3, 3)

# %% [markdown]
# A later form normalizes and bends *before* each convolution and leaves nothing on the line but additions
# (pre-activation; He and others, 2016). Most transformers normalize before the branch as well (lecture 28).
#
# ## What goes wrong
#
# **The shortcut broadcasts.** If the branch ends with another shape, an addition need not fail:

# %%
x, averaged = torch.randn(8, 16, 4, 4), torch.randn(8, 16, 1, 1)  # a pooling left in the branch
print("x", tuple(x.shape), "+ F(x)", tuple(averaged.shape), "=", tuple((x + averaged).shape))
assert (x + averaged).shape == x.shape

# %% [markdown]
# Symptom: it trains, and worse than it should. Remedy: the `assert` in our block. With other numbers of channels
# PyTorch does complain, "The size of tensor a (16) must match the size of tensor b (32)", and wants a shortcut A or B.
#
# **An in-place ReLU eats the shortcut.** `nn.ReLU(inplace=True)` at the beginning of a branch overwrites $x$ itself:

# %%
x = torch.tensor([-1.0, 2.0])
print("F = ReLU, x + F(x):", (x + nn.ReLU()(x)).tolist())
y = x + nn.ReLU(inplace=True)(x)
print("with inplace=True: ", y.tolist(), "and x is now", x.tolist())
assert y.tolist() == [0.0, 4.0]

# %% [markdown]
# Symptom: no error, and a shortcut that passes no negative number on, which our blocks never had, but pre-activation
# needs. It happens in either order, because the addition reads $x$ after the branch has run. Remedy: no in-place
# operation on what a shortcut still needs.
#
# **Norms that lag behind.** The running statistics of batch norm are averages over the past. After 21 batches a tenth
# of them is still the start of 0 and 1, and the rest belongs to weights that have changed since; 43 such errors add up:

# %%
torch.manual_seed(0)
young = network(ResidualBlock, 44)
optimizer = torch.optim.AdamW(young.parameters(), 6e-3)
for batch in torch.randperm(1344).split(64):  # one epoch, without a schedule that would calm it down
    optimizer.zero_grad()
    F.cross_entropy(young(digits.train.X[batch]), digits.train.y[batch]).backward()
    optimizer.step()
in_training_mode = accuracy(copy.deepcopy(young).train(), digits.train)
in_evaluation_mode = accuracy(young.eval(), digits.train)
print(f"after one epoch: eval() {in_evaluation_mode:.1%}, train() {in_training_mode:.1%}")
assert in_evaluation_mode < in_training_mode - 0.02

# %% [markdown]
# Symptom: a validation curve that starts far below the training curve and then jumps up. Remedy: more steps, or a
# larger `momentum` of the norms, which is the weight of the newest batch; it is no overfitting.
#
# ## Exercises
#
# ### 1. Count ResNet-20 (★, 10 minutes)
#
# ResNet-20 for color images of 32×32 has a first 3×3 convolution to 16 channels, three stages of three blocks with 16,
# 32 and 64 channels (shortcut A), and a last layer to 10. How many weights?
#
# <details><summary>Solution</summary>
#
# Count kernels, two numbers a channel for each batch norm, and the last layer: 0.27 million, as in the paper.
#
# ```python
# kernels = [(3, 16)] + [(16, 16)] * 6 + [(16, 32)] + [(32, 32)] * 5 + [(32, 64)] + [(64, 64)] * 5
# count = sum(9 * i * o + 2 * o for i, o in kernels) + 64 * 10 + 10
# print(f"{count:,}")
# assert round(count / 1e6, 2) == 0.27
# ```
# </details>
#
# ### 2. Swap instead of cut (★★, 10 minutes)
#
# Exchange two neighboring blocks of the residual network of 44 layers. Is it better or worse than leaving one out?
#
# <details><summary>Solution</summary>
#
# Mostly better, since nothing is lost: near the end hardly anything happens, because late blocks make small corrections
# that nearly commute; the first blocks do not.
#
# ```python
# places = [place for place, layer in enumerate(runs["residual", 44]) if isinstance(layer, PlainBlock)]
# swapped = []
# for here, there in zip(places, places[1:]):
#     layers = list(runs["residual", 44])
#     layers[here], layers[there] = layers[there], layers[here]
#     swapped.append(accuracy(nn.Sequential(*layers), digits.test))
# print(f"swapped: mean {np.mean(swapped):.2f}, cut: mean {cuts['residual', 44].mean():.2f}")
# print([f"{share:.2f}" for share in swapped])
# ```
# </details>
#
# ### 3. How many layers does a path have? (★★, 10 minutes)
#
# In a stack of 54 blocks, which share of the paths goes through 20 to 34 branches?
#
# <details><summary>Solution</summary>
#
# A path chooses at each block, so its length is binomial, with mean 27 and a standard deviation of
# $\sqrt{54}/2\approx3.7$: about 96%. Almost no path is as deep as the network.
#
# ```python
# from math import comb
#
# share = sum(comb(54, length) for length in range(20, 35)) / 2**54
# print(f"{share:.1%}")
# assert share > 0.95
# ```
# </details>
#
# ### 4. Does depth pay where digits are few? (★★★, 40 minutes, open)
#
# At equal time, is a residual network of 44 layers better than a wide one of 8 when there are only 300 training images?
#
# <details><summary>Solution</summary>
#
# One way to look, on glyphs or digits: choose the width that makes both equally slow, average over five seeds, and
# report the spread. We have not settled it; begin with what the two cost:
#
# ```python
# for Block, layers, width in [(ResidualBlock, 8, 40), (ResidualBlock, 44, 16)]:
#     sizes = sum(p.numel() for p in network(Block, layers, width).parameters())
#     print(f"{layers} layers, {width} channels: {sizes:,} weights")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - A deep plain network contains the shallow one, and our 168 steps do not find it: degradation, on training images.
# - It is neither overfitting nor a vanishing gradient; a start near copies mends most of it.
# - A residual block, $\mathrm{ReLU}(x+F(x))$, makes the copy the easy answer and costs no weight.
# - Its gradient is a sum over $2^n$ paths, and measured, most single blocks can be cut out.
# - The shortcut keeps the gradients of neighbors alike, normalization keeps the size in bounds.
#
# ## Where it came from
#
# - K. He, X. Zhang, S. Ren and J. Sun, 2016, CVPR, 770–778: degradation, residual blocks, 152 layers; an ensemble of
#   six networks had 3.57% top-5 errors on ImageNet.
# - K. He, X. Zhang, S. Ren and J. Sun, 2016, ECCV: pre-activation, "identity mappings".
# - R. K. Srivastava, K. Greff and J. Schmidhuber, 2015, NIPS: highway networks, shortcuts with gates, months before.
# - A. Veit, M. Wilber and S. Belongie, 2016, NIPS: paths, and blocks cut out of trained networks.
# - D. Balduzzi and others, 2017, ICML: shattered gradients.
#
# **Next**: [20, transfer learning](20-transfer-learning.ipynb): what a trained network knows about images that it has
# never seen.
