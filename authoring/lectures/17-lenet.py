# %% [markdown]
# # LeNet
#
# You will be able to build the network that read handwritten checks in the 1990s, account for each of its weights, and
# say which bet about images it makes, when that bet wins and how it is lost.
#
# **Reading** 25 min · **Running** under 40 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb) and
# [16 (convolution)](16-convolution.ipynb) · **Practice**
# [assignment a13](../release/a13-convolution/convolution.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/17-lenet.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [16](16-convolution.ipynb) · **Used by**
# [18](18-alexnet-vgg-googlenet.ipynb), [20](20-transfer-learning.ipynb), [31](31-vision-transformer.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **account** for the weights and the connections of the seven layers of LeNet-5;
# - **implement** it in fifteen lines, with a shape on each;
# - **predict** what a shuffle of the pixels does to a convolutional and to a dense network, and why;
# - **diagnose** inverted images, layers that are never trained, and a result that was thrown away.

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
import math

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## Noise for us, the same for a neuron
#
# Take 500 printed digits out of 3,000, and test on fonts that are not among them. Now shuffle the 784 pixels of every
# image, all by one and the same permutation. Nothing is lost, since the permutation can be undone; but for our eyes
# nothing is left.

# %%
fonts = [data.glyph_digits(4000, seed=seed) for seed in range(5)]  # five draws, each with test fonts of its own
order = torch.randperm(784, generator=torch.Generator().manual_seed(0))


def shuffle(X):
    return X.flatten(1)[:, order].view_as(X)  # (B, 1, 28, 28) -> (B, 784) -> (B, 1, 28, 28)


X = fonts[0].train.X
assert torch.equal(shuffle(X).flatten(1)[:, order.argsort()].view_as(X), X)

# %% tags=["hide-input"]
figure, axes = plt.subplots(2, 8, figsize=(8, 2.3))
for row, images in zip(axes, (X[:8], shuffle(X[:8])), strict=True):
    for axis, image in zip(row, images, strict=True):
        axis.imshow(image[0], cmap="gray_r")
        axis.axis("off")
figure.suptitle("The same eight digits, before and after the shuffle", fontweight="bold")
plots.show(
    figure,
    alt="Two rows of eight images. Above, printed digits in several fonts; below, the same pixels in another order, "
    "which look like black and gray dots strewn at random.",
)

# %% [markdown]
# A multilayer perceptron multiplies every pixel by a weight of its own, so it never knew which pixels are neighbors,
# and the order cannot matter to it. Let us see that first, with 77 hidden neurons, which make 61,225 weights.


# %%
def train(model, X, y, epochs=12, rate=6e-3):
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * math.ceil(len(y) / 50))
    for _ in range(epochs):
        for batch in torch.randperm(len(y)).split(50):
            loss = F.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def accuracy(model, X, y):
    with torch.no_grad():
        return metrics.accuracy(model(X), y).item()


# %%
def scores(make, change=lambda X: X, rate=6e-3, draws=5):
    """Train on 500 images of each draw and return the test accuracies; ``change`` is done to all images."""
    found = []
    for seed, digits in enumerate(fonts[:draws]):
        torch.manual_seed(seed)
        model = train(make(), change(digits.train.X[:500]), digits.train.y[:500], rate=rate)
        found.append(accuracy(model, change(digits.test.X), digits.test.y))
    return np.array(found)


def perceptron():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 77), nn.Tanh(), nn.Linear(77, 10))  # (B, 784), (B, 77), (B, 10)


table = {"dense": scores(perceptron, rate=3e-3), "dense, shuffled": scores(perceptron, shuffle, rate=3e-3)}
for name, right in table.items():
    print(f"{name:16s} " + "  ".join(f"{share:.1%}" for share in right))
assert np.abs(table["dense"] - table["dense, shuffled"]).max() < 0.02

# %% [markdown]
# Indeed it does not notice. Now to the network of this lecture, which has nearly the same number of weights, 61,706,
# and was made for images.
#
# ## The seven layers of 1998
#
# In 1989 Y. LeCun and others trained a convolutional network on handwritten digits; by 1998 it had become LeNet-5,
# which read checks in banks. It does two things in turn. A convolution (C) *looks nearby*: each of its feature maps
# tells where one small pattern is found. Subsampling (S) then *forgets exactly where*: it keeps one number for each
# square of 2×2. After two rounds, dense layers (F) put together what is left.

# The shapes follow from lecture 16's formula: a window of 5×5 has 28 places in a row of 32 pixels. From the shapes
# follow two numbers per layer. A **weight** is a number that is trained, and a **connection** is one number that enters
# one output, a pixel or a bias. Where weights are shared the two differ:

# %%
BILL = {  # layer: (weights, connections)
    "C1": (6 * (5 * 5 + 1), 28 * 28 * 6 * (5 * 5 + 1)),
    "S2": (6 * 2, 14 * 14 * 6 * (4 + 1)),  # the sum of four pixels, times a trained factor, plus a trained bias
    "C3": (60 * 25 + 16, 10 * 10 * (60 * 25 + 16)),  # not 6 * 16 = 96 kernels but 60, see "Deeper"
    "S4": (16 * 2, 5 * 5 * 16 * (4 + 1)),
    "C5": (120 * (16 * 5 * 5 + 1), 120 * (16 * 5 * 5 + 1)),  # its window is the whole map, so it is dense
    "F6": (84 * (120 + 1), 84 * (120 + 1)),
    "output": (0, 84 * 10),  # distances to ten patterns that were drawn by hand
}
for layer, (weights, connections) in BILL.items():
    print(f"{layer:6s} {weights:7,} weights {connections:8,} connections")
totals = [sum(column) for column in zip(*BILL.values(), strict=True)]
print(f"in all {totals[0]:7,} weights {totals[1]:8,} connections")
assert totals == [60_000, 340_908]

# %% [markdown]
# Here is the whole network, with the number of maps and their size, drawn from this bill:

# %% tags=["hide-input", "drawing"]
COLORS = {"dense": plots.GRAY, "LeNet": plots.BLUE, "shuffled": plots.RED}
planes = [("image", 1, 32), ("C1", 6, 28), ("S2", 6, 14), ("C3", 16, 10), ("S4", 16, 5), ("C5", 120, 1), ("F6", 84, 1)]
figure, axis = plt.subplots(figsize=(9, 2.9))
for place, (name, maps, side) in enumerate([*planes, ("output", 10, 1)]):
    x, size = 62 * place, max(side, 4)
    for k in reversed(range(min(maps, 6))):  # at most six of the maps, one behind the other
        corner = (x + 2.5 * k - size / 2, 2.5 * k - size / 2)
        axis.add_patch(plt.Rectangle(corner, size, size, facecolor="white", edgecolor=COLORS["LeNet"]))
    axis.text(x, 38, name, ha="center", fontweight="bold")
    axis.text(x, -30, f"{maps} × {side}×{side}" if side > 1 else f"{maps}", ha="center")
    if place:
        axis.annotate("", (x - 20, 0), (x - 33, 0), arrowprops={"arrowstyle": "-|>"})
        weights, connections = BILL[name]
        axis.text(x - 26, -46, f"{weights:,}\n{connections:,}", ha="center", va="top", fontsize=8)
axis.text(-32, -46, "weights\nconnections", ha="center", va="top", fontsize=8)
axis.set(xlim=(-50, 462), ylim=(-66, 48), aspect="equal", frame_on=False, xticks=[], yticks=[])
alt = "LeNet-5 as stacks of planes from left to right, each with its number of maps and their size: " + ", ".join(
    f"{name} {maps} of {side} by {side}" for name, maps, side in planes
)
plots.show(figure, alt=alt + ", and 10 outputs. Below the arrows stand the numbers of the bill.")

# %% [markdown]
# **Choose.** C1 has 156 weights and 122,304 connections. Which layers cost memory, and which cost time?
#
# <details><summary>The convolutions cost both: they do most of the work</summary>
#
# Of the time they take four fifths. But look at the first column: C1 and C3 have 1,672 of 60,000 weights.
# </details>
#
# <details><summary>Memory sits in C5 and F6, time in C1 and C3</summary>
#
# Yes, and it is so in AlexNet and VGG of lecture 18 as well. A shared weight is used hundreds of times, a dense one
# once.
# </details>
#
# <details><summary>The dense layers cost both: they have 97% of the weights</summary>
#
# Each of those weights is used once per image, so they make only a sixth of the multiplications.
# </details>
#
# ## LeNet in a few lines
#
# Today one writes it with four changes that make it simpler: pooling takes the maximum and learns nothing, ReLU takes
# the place of a scaled tanh, C3 looks at all six maps, and the output layer is trained as well. For our images of 28×28
# a border of two zeros makes 32×32.


# %%
class LeNet(nn.Module):
    def __init__(self, bend=torch.relu, pool=F.max_pool2d):
        super().__init__()
        self.bend, self.pool = bend, pool
        self.C1 = nn.Conv2d(1, 6, 5, padding=2)
        self.C3 = nn.Conv2d(6, 16, 5)
        self.C5, self.F6, self.output = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def maps(self, x):
        C1 = self.bend(self.C1(x))  # (B, 1, 28, 28) -> (B, 6, 28, 28)
        S2 = self.pool(C1, 2)  # (B, 6, 14, 14)
        C3 = self.bend(self.C3(S2))  # (B, 16, 10, 10)
        S4 = self.pool(C3, 2)  # (B, 16, 5, 5)
        return {"C1": C1, "S2": S2, "C3": C3, "S4": S4}

    def forward(self, x):
        C5 = self.bend(self.C5(self.maps(x)["S4"].flatten(1)))  # (B, 400) -> (B, 120)
        return self.output(self.bend(self.F6(C5)))  # (B, 84) -> (B, 10)


# %%
count = sum(parameter.numel() for parameter in LeNet().parameters())
changes = {"C3 sees all maps": (96 - 60) * 25, "an output layer is trained": 85 * 10, "pooling learns nothing": -44}
print(f"{count:,} = {totals[0]:,} " + " ".join(f"{number:+,} ({why})" for why, number in changes.items()))
assert count == totals[0] + sum(changes.values())
found, x = LeNet(), torch.randn(2, 1, 28, 28)
for name, maps in found.maps(x).items():
    print(name, tuple(maps.shape[1:]), end="   ")
    assert maps.shape[1:] == {"C1": (6, 28, 28), "S2": (6, 14, 14), "C3": (16, 10, 10), "S4": (16, 5, 5)}[name]
library = F.max_pool2d(F.relu(F.conv2d(x, found.C1.weight, found.C1.bias, padding=2)), 2)
assert torch.equal(found.maps(x)["S2"], library)

# %% [markdown]
# Nothing else is new: the training loop is the one above. On digits in their right order, LeNet beats the dense network
# by far, as we shall see in the next cell. The bet that it makes is built into C1 and C3: *what belongs together is
# near*, and *a pattern means the same at each place*. After the shuffle neither is true.
#
# **Guess.** The dense network reads about 82% of the digits in unseen fonts, shuffled or not. How many percent does
# LeNet read after the shuffle?

# %%
guess = None  # percent, such as 80

# %% tags=["main-result"]
table["LeNet"] = scores(LeNet)
table["LeNet, shuffled"] = scores(LeNet, shuffle)
for name, right in table.items():
    print(f"{name:16s} " + "  ".join(f"{share:.1%}" for share in right) + f"   mean {right.mean():.1%}")
assert (table["LeNet"] - table["dense"]).min() > 0.05
assert (table["dense, shuffled"] - table["LeNet, shuffled"]).min() > 0.08

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 2.6))
for row, (name, right) in enumerate(table.items()):
    color = COLORS["shuffled" if "shuffled" in name else name]
    axis.plot(100 * right, [row] * 5, "o", color=color, alpha=0.7)
    axis.plot(100 * right.mean(), row, "|", color="black", markersize=20, markeredgewidth=2)
if guess is not None:
    axis.axvline(guess, label="your guess", **plots.line("guess"))
    axis.legend(loc="lower left")
axis.set_yticks(range(4), labels=list(table))
axis.set(title="LeNet wins its bet, and loses it", xlabel="test accuracy (%), five draws", xlim=(50, 100))
axis.set_ylim(3.5, -0.5)
plots.show(
    figure,
    alt="Test accuracies of five draws each. Dense and dense shuffled lie at about 82 percent, LeNet at about 94, "
    "LeNet shuffled at about 65 percent.",
)

# %% [markdown]
# With its neighbors LeNet makes about a third of the dense network's errors, and without them about twice as many, on
# each of five draws. Between its own two rows nothing differs but the order of the pixels, so that the whole fall of
# almost thirty points comes from an assumption that has become false. "Convolutional networks are better" is therefore
# half of a sentence, whose other half is "for data whose neighbors matter". How much the false assumption costs when
# there are more images is exercise 4.
#
# Which part of the success is due to training at all? To find out, we leave the filters of C1 and C3 as they were drawn
# at the start, and train only the dense layers behind them.
#
# **Choose.** Where do random, untrained filters end?
#
# <details><summary>Below LeNet, near the dense network</summary>
#
# Yes. The place of a pattern is kept and pooled even if the pattern is random, which is worth something; what to look
# for has to be learned.
# </details>
#
# <details><summary>Near LeNet: 97% of the weights are trained all the same</summary>
#
# They cannot bring back what the filters do not show them. The 3% matter more than their number.
# </details>
#
# <details><summary>At the guessing rate</summary>
#
# Even a random filter answers differently to different strokes, so the dense layers have something to work with.
# </details>


# %%
def frozen():
    model = LeNet()
    for layer in (model.C1, model.C3):
        layer.requires_grad_(False)
    return model


table["frozen"] = scores(frozen)
table["tanh, means"] = scores(lambda: LeNet(bend=torch.tanh, pool=F.avg_pool2d))
for name in ("dense", "frozen", "tanh, means", "LeNet"):
    print(f"{name:11s} " + "  ".join(f"{share:.1%}" for share in table[name]) + f"   mean {table[name].mean():.1%}")
assert (table["LeNet"] - table["frozen"]).min() > 0.03
assert (table["tanh, means"] - table["dense"]).min() > 0.03

# %% [markdown]
# The row "tanh, means" has two of the old parts, tanh and averages in place of ReLU and maxima, and it lies in between,
# nearer to LeNet than to the dense network. So most of the success was in the idea from the beginning.
#
# ## What the maps see
#
# So far the bet has been a row in a table, but it can also be watched. Here is a LeNet that has learned 3,000 digits;
# choose a layer and look at its maps while you turn and shift the digit. In training digits were turned by up to 15
# degrees and shifted by up to 2 pixels.

# %%
torch.manual_seed(0)
reader = train(LeNet(), X, fonts[0].train.y, epochs=4)
print(f"3,000 images: {accuracy(reader, fonts[0].test.X, fonts[0].test.y):.1%} of unseen fonts")
first_of = {digit: fonts[0].test.X[fonts[0].test.y == digit][:1] for digit in range(10)}  # (1, 1, 28, 28) each


def moved(image, angle, shift):
    """Turn an image by ``angle`` degrees and shift it to the right by ``shift`` pixels."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    back = torch.tensor([[[cos, -sin, -cos * shift / 14], [sin, cos, -sin * shift / 14]]])  # (1, 2, 3)
    return F.grid_sample(image, F.affine_grid(back, list(image.shape), align_corners=False), align_corners=False)


def mosaic(maps):
    """Lay maps (6 or 16, side, side) out in one picture, a dark frame around each."""
    tiles = F.pad(maps, (1, 1, 1, 1), value=float(maps.max()))
    columns = 3 if len(tiles) == 6 else 4
    return torch.cat([torch.cat(list(row), dim=1) for row in tiles.split(columns)])


# %% tags=["hide-input"]
def draw(digit, angle, shift, layer):
    image = moved(first_of[digit], angle, shift)
    with torch.no_grad():
        maps, probabilities = reader.maps(image)[layer][0], reader(image)[0].softmax(0)
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(5, 1.9), width_ratios=[1, 1.5, 1.1])
    left.imshow(image[0, 0], cmap="gray_r", vmin=0, vmax=1)
    middle.imshow(mosaic(maps), cmap="gray_r")
    right.bar(range(10), probabilities, color=COLORS["LeNet"])
    right.set(title=f"read as {probabilities.argmax()}", xticks=range(10), ylim=(0, 1), yticks=[])
    right.tick_params(labelsize=7)
    for axis, title in [(left, "image"), (middle, f"{layer}: {len(maps)} maps")]:
        axis.set_title(title)
        axis.axis("off")
    alt = f"A {digit} turned by {angle} degrees and shifted by {shift} pixels, the {len(maps)} maps of {layer}, "
    alt += f"and the ten outputs: read as {probabilities.argmax()}, {probabilities.max():.0%} sure."
    return plots.describe(figure, alt)


# %% tags=["hide-input"]
widgets.explore(
    draw,
    frames=[
        ("C1 sees strokes and edges", {"layer": "C1"}),
        ("S4: sixteen coarse maps", {"layer": "S4"}),
        ("shifted by six: C1 moves along (few digits are still read)", {"layer": "C1", "shift": 6}),
        ("turned by 60°: out of its world", {"layer": "S4", "angle": 60}),
    ],
    digit=widgets.slider("digit", 0, 9, 1, 4),
    angle=widgets.slider("turned by (°)", -60, 60, 5, 0),
    shift=widgets.slider("shifted by", -8, 8, 1, 0),
    layer=widgets.choice("layer", ["C1", "S2", "C3", "S4"], "C1"),
)

# %% [markdown]
# When the digit moves, C1's maps move along with it, which is lecture 16's equivariance. Subsampling forgives a little,
# about what is smaller than its window; a longer shift moves S4's maps too, and then they meet other weights: C5 is
# dense and has its own for each place. Turning goes wrong beyond the 15 degrees of training, because nothing in the
# network knows of turning. We can count it for shifts:

# %%
right = {}
for shift in (0, 2, 4, 6):
    images = torch.cat([moved(image[None], 0, shift) for image in fonts[0].test.X[:300]])  # (300, 1, 28, 28)
    right[shift] = accuracy(reader, images, fonts[0].test.y[:300])
    print(f"shifted by {shift}: {right[shift]:.0%}", end="   ")
assert right[2] > 0.85 > right[6] + 0.2

# %% [markdown]
# ## Deeper: the odd parts of 1998
#
# C3's maps saw only three, four or all six maps of S2, to break the symmetry and to save connections. Their table is
# easy to rebuild, and explains the 60 kernels: six neighbors of three, six of four, three with a gap, and one of all.
# Subsampling added four pixels, multiplied by a trained factor, added a trained bias, and went through
# $1.7159\tanh(\frac23 z)$.

# %%
threes = [{k, (k + 1) % 6, (k + 2) % 6} for k in range(6)]
fours = [{k, (k + 1) % 6, (k + 2) % 6, (k + 3) % 6} for k in range(6)]
gaps = [{k, (k + 1) % 6, (k + 3) % 6, (k + 4) % 6} for k in range(3)]
seen = [*threes, *fours, *gaps, set(range(6))]
print(f"{len(seen)} maps see {sum(map(len, seen))} kernels; each map of S2 is seen", end=" ")
print([sum(k in maps for maps in seen) for k in range(6)], "times")
assert len(seen) == 16 and sum(map(len, seen)) == 60


def subsample(x, factor, bias):
    return factor * 4 * F.avg_pool2d(x, 2) + bias  # (B, C, H, W), (C, 1, 1), (C, 1, 1) -> (B, C, H/2, W/2)


x = torch.randn(2, 6, 8, 8)
assert torch.allclose(subsample(x, torch.full((6, 1, 1), 0.25), torch.zeros(6, 1, 1)), F.avg_pool2d(x, 2), atol=1e-6)

# %% [markdown]
# ## Deeper: nearby without sharing
#
# The bet has two parts, and they can be taken apart. A **locally connected** layer looks nearby like a convolution, but
# has weights of its own at every place. As matrices on the flattened image the three kinds are one: all entries free,
# zero outside windows, and zero outside windows with the same 25 entries in every window.


# %%
class LocallyConnected(nn.Module):
    """A layer with windows of k x k like a convolution without padding, and other weights at each place."""

    def __init__(self, c_in, c_out, k, side):
        super().__init__()
        places = (side - k + 1) ** 2
        self.k, self.side = k, side - k + 1
        bound = (c_in * k * k) ** -0.5
        self.weight = nn.Parameter(torch.empty(places, c_out, c_in * k * k).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(places, c_out))

    def forward(self, x):
        windows = F.unfold(x, self.k).permute(2, 1, 0)  # (B, C*k*k, places) -> (places, C*k*k, B)
        z = torch.bmm(self.weight, windows) + self.bias[:, :, None]  # (places, c_out, B)
        return z.permute(2, 1, 0).unflatten(2, (self.side, self.side))  # (B, c_out, side, side)


conv, local = nn.Conv2d(6, 16, 5), LocallyConnected(6, 16, 5, 14)
local.weight.data[:], local.bias.data[:] = conv.weight.data.flatten(1), conv.bias.data  # tie them
x = torch.randn(3, 6, 14, 14)
assert torch.allclose(local(x), conv(x), atol=1e-5)


# %%
def unshared():
    model = LeNet()
    model.C1 = nn.Sequential(nn.ZeroPad2d(2), LocallyConnected(1, 6, 5, 32))
    model.C3 = LocallyConnected(6, 16, 5, 14)
    return model


weights = sum(parameter.numel() for parameter in unshared().parameters())
own_weights = scores(unshared, draws=2)
print(f"{weights:,} weights; the first two draws: " + "  ".join(f"{share:.1%}" for share in own_weights))
assert (own_weights > table["dense"][:2] + 0.05).all() and np.abs(own_weights - table["LeNet"][:2]).max() < 0.03

# %% [markdown]
# Nearness alone brings the whole gain on both draws, at seven times the weights, perhaps because centered digits have
# their strokes at similar places. What sharing buys is memory, and everything where objects can stand anywhere (16).
#
# ## Deeper: the way back
#
# The gradient of a convolution with respect to its input is a convolution again, with the kernel turned by 180 degrees
# and with input and output maps exchanged, because each pixel has to collect from all windows that it was in. The
# gradient of max pooling goes to the pixel that was the largest.

# %%
x = torch.randn(2, 3, 9, 7, dtype=torch.float64, requires_grad=True)
W = torch.randn(4, 3, 5, 3, dtype=torch.float64)
y = F.conv2d(x, W)  # (2, 4, 5, 5)
g = torch.randn_like(y)
by_hand = F.conv2d(g, W.flip(2, 3).transpose(0, 1), padding=(4, 2))  # (2, 3, 9, 7): k - 1 zeros on each side
assert torch.allclose(by_hand, torch.autograd.grad(y, x, g)[0])

# %% [markdown]
# ## What goes wrong
#
# **Ink and paper are exchanged.** "My network reads 99% of the test images and none of my own." A scanned page is black
# on white, so that paper is 1, and our images hold 1 for ink. One line tells:

# %%
X_test, y_test = fonts[0].test.X, fonts[0].test.y
for name, images in [("as trained", X_test), ("inverted", 1 - X_test), ("0 to 255", 255 * X_test)]:
    print(f"{name:10s} {accuracy(reader, images, y_test):5.1%}   mean pixel {images.mean():.2f}")
assert accuracy(reader, 1 - X_test, y_test) < 0.4 < 0.9 < accuracy(reader, X_test, y_test)

# %% [markdown]
# Symptom: chance on new images, all else in order. Multiplying by 255, on the other hand, hardly hurts here: with ReLU
# all scores grow together and their order stays, while sigmoids would saturate. Remedy: print the mean pixel of both,
# look at one image of each with the same color map, and put the conversion into one function that training and use
# share.
#
# **A layer that is made anew at each call.** Whatever is created in `forward` is no parameter of the module:


# %%
class Forgetful(nn.Module):
    def forward(self, x):
        return nn.Linear(784, 10)(x.flatten(1))  # (B, 10), by another layer each time


model, x = Forgetful(), torch.randn(1, 1, 28, 28)
print("parameters:", len(list(model.parameters())), end="; ")
print("the same image twice, the same scores:", torch.equal(model(x), model(x)))

# %% [markdown]
# Symptom: "optimizer got an empty parameter list", or, with other layers around it, a loss that hardly falls. Remedy:
# make layers in `__init__`.
#
# **The result of `view` is thrown away.** `x.view(-1, 400)` on a line of its own changes nothing, since `view` returns
# a new tensor, and the next layer complains about shapes that cannot be multiplied. Remedy: `x = x.flatten(1)`. Beware
# of `view(-1, 400)` for another reason: if 400 is not the number of features, it makes rows of parts of several images,
# which only the loss notices, by their number.
#
# ## Exercises
#
# ### 1. The bill in color (★, 10 minutes)
#
# How many weights has our `LeNet` for color images of 32×32 without padding, and which layer grows?
#
# <details><summary>Solution</summary>
#
# Only C1: three channels instead of one make 6·(3·25 + 1) = 456 weights. The shapes behind it stay.
#
# ```python
# print(61_706 - 6 * 26 + 6 * (3 * 25 + 1))
# assert sum(p.numel() for p in nn.Conv2d(3, 6, 5).parameters()) == 456
# ```
# </details>
#
# ### 2. Find the neighbors (★★, 20 minutes)
#
# Somebody gives you shuffled images and not the permutation. Show that the data know which pixels were neighbors.
#
# <details><summary>Solution</summary>
#
# Neighboring pixels are alike, so the most correlated partner of a pixel is mostly one of its neighbors. With all pairs
# the image can be laid out again, up to mirroring and turning.
#
# ```python
# shuffled = shuffle(X).flatten(1).numpy()  # (3000, 784)
# used = np.flatnonzero(shuffled.std(0) > 0.15)
# correlation = np.corrcoef(shuffled[:, used].T) - np.eye(len(used))
# best = used[correlation.argmax(1)]
# places = np.stack(np.divmod(order.numpy(), 28))  # (2, 784): where each shuffled pixel came from
# near = np.abs(places[:, used] - places[:, best]).max(0) == 1
# print(f"the best partner was a neighbor for {near.mean():.0%} of {len(used)} pixels")
# assert near.mean() > 0.9
# ```
# </details>
#
# ### 3. Which of six filters? (★★, 15 minutes)
#
# Set one map of C1 to zero after the other in `reader`. Which one is missed most?
#
# <details><summary>Solution</summary>
#
# It differs from training to training; some are hardly missed, because two maps have learned nearly the same.
#
# ```python
# for k in range(6):
#     weight, bias = reader.C1.weight.data[k].clone(), reader.C1.bias.data[k].clone()
#     reader.C1.weight.data[k], reader.C1.bias.data[k] = 0, 0
#     print(k, f"{accuracy(reader, X_test, y_test):.1%}")
#     reader.C1.weight.data[k], reader.C1.bias.data[k] = weight, bias
# ```
# </details>
#
# ### 4. When does the bet stop mattering? (★★★, 30 minutes, open)
#
# Repeat the main result with 100, 500 and 1,500 images. How does the price of the shuffle change?
#
# <details><summary>Solution</summary>
#
# Compare each row with and without the shuffle. In our runs LeNet's price falls as images are added, and the
# perceptron has none; say the recipe with the number.
#
# ```python
# for n in (100, 500, 1500):
#     for name, change in [("as they are", lambda X: X), ("shuffled", shuffle)]:
#         torch.manual_seed(0)
#         model = train(LeNet(), change(X[:n]), fonts[0].train.y[:n])
#         print(n, name, f"{accuracy(model, change(X_test), y_test):.1%}")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - LeNet alternates "look nearby" and "forget exactly where", and trains all of it with one gradient.
# - The 1998 network has 60,000 weights, 80% of them in C5, and 340,908 connections, most of them in C1 and C3.
# - Its bet is that neighbors belong together and that a pattern means the same everywhere; on centered digits the
#   first half does nearly all.
# - With neighbors it beats a dense network of equal size clearly; with shuffled pixels it loses as clearly.
# - Learned filters beat random ones; maxima and ReLU bring about a third of the gain.
#
# ## Where it came from
#
# - K. Fukushima, 1980, Biological Cybernetics 36, 193–202: the neocognitron, layers that look and layers that forgive.
# - Y. LeCun and others, 1989, Neural Computation 1, 541–551: shared kernels of 5×5 with stride 2, trained by
#   backpropagation on zip codes.
# - Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, 1998, Proceedings of the IEEE 86, 2278–2324: LeNet-5.
# - K. Jarrett, K. Kavukcuoglu, M. Ranzato and Y. LeCun, 2009, ICCV: random filters do better than one would think.
# - C. Zhang and others, 2017, ICLR: one shuffle for all images, among the changes that networks still fit.
#
# **Next**: [18, AlexNet, VGG, GoogLeNet](18-alexnet-vgg-googlenet.ipynb): what it takes to do this for a thousand
# classes.
