# %% [markdown]
# # AlexNet, VGG, GoogLeNet
#
# You will be able to work out from a table of layers what a network costs, find the error in a famous figure, and
# explain each of three landmark designs as the next line of arithmetic after the one before.
#
# **Reading** 30 min · **Running** under 50 s on two cores · **Prerequisites**
# [16 (convolution)](16-convolution.ipynb), [17 (LeNet)](17-lenet.ipynb) and
# [12 (normalization)](12-initialization-and-normalization.ipynb) · **Practice**
# [assignment a14](../release/a14-resnet/resnet.ipynb) (after lecture 19) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/18-alexnet-vgg-googlenet.ipynb)
#
# **Needs** [12](12-initialization-and-normalization.ipynb), [16](16-convolution.ipynb), [17](17-lenet.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** the parameters, multiplications and activations of every layer of a convolutional network;
# - **derive** when two small kernels are cheaper than a large one, and when a squeeze by 1×1 pays;
# - **implement** an Inception module, and say what each of its branches costs;
# - **predict** which layers of a network fill the memory and which take the time;
# - **diagnose** a deep network that does not start, and a library's network that is not the paper's.

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
import time

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## Referee of a famous figure
#
# In 2012 a network with eight trained layers, averaged with several of its kind, named thousands of objects with 15.3%
# errors in its first five guesses, where the next best had 26.2%. The figure that shows this network, **AlexNet**, has
# been copied ever since, together with its caption, which counts the numbers in each layer: 150,528 for the image, then
# 253,440, 186,624, 64,896, 64,896, 43,264, 4,096, 4,096 and 1,000.
#
# [Lecture 16](16-convolution.ipynb) counted the places of a kernel of $k$ pixels in a row of $n$, with $p$ pixels of
# padding and steps of $s$: $\lfloor (n+2p-k)/s\rfloor+1$. The first layer of AlexNet has 96 kernels of 11×11, steps of
# 4 and no padding, and the figure draws its maps as 55×55.
#
# **Choose.** The image has 224×224×3 = 150,528 numbers, so the caption says. Which of its numbers are wrong?
#
# <details><summary>Nothing: it is the most cited figure of the field</summary>
#
# Then 224 pixels would give 55 places. Put them into the formula.
# </details>
#
# <details><summary>The 150,528: 224 pixels do not give 55 places</summary>
#
# Right for today's libraries: (224 − 11)/4 + 1 is 54.25, which they round down, and 227 pixels give 55. (The authors'
# own program rounded up.) But there is a second one.
# </details>
#
# <details><summary>Two numbers: the 150,528 and the 253,440</summary>
#
# Yes. Of 96 maps of 55×55 there are 290,400 numbers, and the next cell has a guess where 253,440 may come from.
# </details>

# %% tags=["hide-input"]
start = [("image", "(3, 227, 227)"), ("conv 11×11", "(96, 55, 55)"), ("4 convs", "(256, 6, 6)")]
plots.show(plots.layers([*start, ("3 dense", "(1000,)")]))


# %%
def size(n, k, s=1, p=0):
    return (n + 2 * p - k) // s + 1


print(f"224 pixels: {(224 - 11) / 4 + 1} places; 227 pixels: {(227 - 11) / 4 + 1}")
print(f"55 * 55 * 96 = {55 * 55 * 96:,}; 253,440 = 55 * 48 * 96: perhaps 48, the maps on each of two GPUs, for 55")
rest = 186_624 + 64_896 + 64_896 + 43_264 + 4_096 + 4_096 + 1_000
print(f"the sum with 290,400 is {290_400 + rest:,}, with 253,440 it is {253_440 + rest:,}")
assert 55 * 48 * 96 == 253_440 and 290_400 + rest == 659_272

# %% [markdown]
# The abstract speaks of 650,000 neurons, which fits 659,272. So one formula is enough to referee a figure that changed
# a field. Let us keep the books of every network.
#
# ## The ledger
#
# A layer has three prices. **Parameters** fill the memory while a network is stored. **Multiplications** take time; a
# kernel's weights are used once at each place of the output. **Activations**, the numbers that leave a layer, fill the
# memory while a network is trained, because backpropagation needs them. For a convolution from $i$ to $o$ channels with
# kernels of $k\times k$ and an output of $H\times W$ places they are
#
# $$o\,(i k^2+1),\qquad H W\cdot o\,i k^2,\qquad H W\cdot o$$
#
# and a dense layer is the case of one place. PyTorch can build networks of any size without memory for them, on the
# device `meta`, where tensors have a shape and no numbers. So here are the networks in full:


# %%
def conv(i, o, k, stride=1, padding=None, groups=1):
    return [nn.Conv2d(i, o, k, stride, k // 2 if padding is None else padding, groups=groups), nn.ReLU()]


def dense_end(features, n):
    """Add AlexNet's three dense layers to ``features``, whose output for images (3, n, n) they fit."""
    width = features(torch.empty(1, 3, n, n)).flatten(1).shape[1]
    hidden = [nn.Linear(width, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU()]
    return nn.Sequential(*features, nn.Flatten(), *hidden, nn.Linear(4096, 1000))


def alexnet(n=227):
    large = [*conv(3, 96, 11, 4, 0), nn.MaxPool2d(3, 2), *conv(96, 256, 5, groups=2), nn.MaxPool2d(3, 2)]
    small = [*conv(256, 384, 3), *conv(384, 384, 3, groups=2), *conv(384, 256, 3, groups=2), nn.MaxPool2d(3, 2)]
    return dense_end(nn.Sequential(*large, *small), n)  # groups=2: two halves of channels, one on each GPU


def vgg16(n=224):
    layers, i = [], 3
    for o, times in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(times):
            layers += conv(i, o, 3)
            i = o
        layers.append(nn.MaxPool2d(2))
    return dense_end(nn.Sequential(*layers), n)


# %%
def ledger(model, shape):
    """Return for each layer with weights (name, shape, parameters, multiplications, activations) of one image."""
    rows = []

    def note(layer, _, output):
        places = output[0, 0].numel()  # H * W of (1, o, H, W), and 1 of (1, o)
        prices = sum(p.numel() for p in layer.parameters()), places * layer.weight.numel(), output.numel()
        rows.append((type(layer).__name__, tuple(output.shape[1:]), *prices))

    hooks = [m.register_forward_hook(note) for m in model.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    model(torch.empty(1, *shape, device=next(model.parameters()).device))
    for hook in hooks:
        hook.remove()
    return rows


with torch.device("meta"):
    books = {"AlexNet": ledger(alexnet(), (3, 227, 227)), "VGG-16": ledger(vgg16(), (3, 224, 224))}
assert [sum(row[2] for row in rows) for rows in books.values()] == [60_965_224, 138_357_544]
i, o, k, places = 96, 256, 5, size(27, 5, p=2) ** 2  # AlexNet's second layer in two groups of 48 -> 128 channels
assert books["AlexNet"][1][2:] == (2 * 128 * (48 * k**2 + 1), places * 2 * 128 * 48 * k**2, places * o)

# %% [markdown]
# Two years after AlexNet, **VGG-16** had twice as many layers and nothing but kernels of 3×3; seven networks of its
# kind together had 7.3% errors.
#
# **Guess.** Thirteen of VGG-16's layers are convolutions, and three are dense. What share of its 138 million
# parameters, in percent, is in its *one* first dense layer?

# %%
guess = None  # percent, such as 20

# %% tags=["hide-input"]
COLORS = {"conv": plots.BLUE, "dense": plots.RED, "squeeze": plots.GREEN, "pool": plots.GRAY}


def show_books(rows, axes):
    colors = [COLORS["conv" if name == "Conv2d" else "dense"] for name, *_ in rows]
    for axis, column, title in zip(axes, (2, 3, 4), ("parameters", "multiplications", "activations"), strict=True):
        prices = np.array([row[column] for row in rows], dtype=float)
        axis.bar(range(1, len(rows) + 1), 100 * prices / prices.sum(), color=colors)
        axis.set_title(f"{title}: {prices.sum() / 1e6:,.1f} million", fontsize=10, fontweight="normal")


# %% tags=["hide-input"]
figure, grid = plt.subplots(2, 3, figsize=(9, 4), sharey=True)
for axes, (name, rows) in zip(grid, books.items(), strict=True):
    show_books(rows, axes)
    axes[0].set_ylabel(f"{name}\n% of the total")
for axis in grid[1]:
    axis.set_xlabel("layer")
if guess is not None:
    grid[1, 0].axhline(guess, label="your guess", **plots.line("guess"))
    grid[1, 0].legend(loc="upper left")
figure.suptitle("Parameters sit in the dense end (red), work in the convolutions (blue)", fontweight="bold")
plots.show(
    figure,
    alt="Two rows of bars by layer, AlexNet and VGG-16. Parameters are nearly all in the dense layers at the end, most "
    "of them in the first; multiplications nearly all in the convolutions; activations mostly in the first layers.",
)

# %% [markdown]
# Three quarters of VGG's parameters are in one layer, which does less than 1% of the work; and nearly half of its
# activations leave its first two layers. Each price has its own place in a network, so each can be lowered by itself.
#
# ## VGG: why 3×3?
#
# A stack of two 3×3 convolutions sees 5×5 pixels, three of them see 7×7 (lecture 16's receptive field). With $C$
# channels in and out, three small kernels have $3\cdot 9C^2=27C^2$ weights where one of 7×7 has $49C^2$, and two ReLUs
# more. So for the same window and the same channels small kernels have fewer weights and multiplications, at the price
# of more activations, and with this saving VGG paid for its depth.
#
# **Checkpoint.** Before you run it, think: two 3×3 kernels without a ReLU between them are one linear map, hence one
# 5×5 kernel. Can they do all that a 5×5 kernel can?
#
# <details><summary>Answer</summary>
#
# No: of the 25 numbers of a 5×5 kernel they reach only what 18 numbers can describe. Without the bend between them the
# stack would be a restriction; with it, it can do what no 5×5 kernel can.
# </details>

# %%
small = torch.randn(2, 1, 1, 3, 3, dtype=torch.float64)  # two kernels (1, 1, 3, 3)
x = torch.randn(1, 1, 9, 9, dtype=torch.float64)
in_turn = F.conv2d(F.conv2d(x, small[0]), small[1])  # (1, 1, 9, 9) -> (1, 1, 7, 7) -> (1, 1, 5, 5)
large = F.conv2d(F.pad(small[0], (2, 2, 2, 2)), small[1].flip(2, 3))  # (1, 1, 5, 5)
assert torch.allclose(F.conv2d(x, large), in_turn)

# %% [markdown]
# ## A dense layer at every pixel
#
# The next saving needs a kernel that looks useless. A 1×1 convolution sees one pixel, so all that it does is to mix the
# channels there: it is `nn.Linear`, applied at every place.

# %%
mix, x = nn.Conv2d(192, 16, 1), torch.randn(2, 192, 28, 28)
linear = nn.Linear(192, 16)
linear.weight.data, linear.bias.data = mix.weight.data[:, :, 0, 0], mix.bias.data
at_every_pixel = linear(x.movedim(1, -1)).movedim(-1, 1)  # (2, 28, 28, 192) -> (2, 28, 28, 16) -> (2, 16, 28, 28)
assert torch.allclose(mix(x), at_every_pixel, atol=1e-5)

# %% [markdown]
# It can squeeze many channels into $r$ before an expensive kernel comes. A kernel of $k\times k$ from $i$ to $o$
# channels has $iok^2$ weights; squeezed to $r$ first, it is $ir+rok^2$, which is less as soon as $r<iok^2/(i+ok^2)$.
# For a kernel of 5×5 from 192 to 32 channels that is $r<155$, and **GoogLeNet** takes 16.
#
# ## Inception: four windows at once
#
# GoogLeNet (2014; several of them together had 6.7% errors) is made of modules that look through four windows side by
# side and put the channels of all of them behind each other. Green boxes squeeze:

# %% tags=["hide-input", "drawing"]
squeeze, window = "squeeze", "conv"
RAILS = [
    [("1×1", 64, window)],
    [("1×1", 96, squeeze), ("3×3", 128, window)],
    [("1×1", 16, squeeze), ("5×5", 32, window)],
    [("max 3×3", 192, "pool"), ("1×1", 32, squeeze)],
]
figure, axis = plt.subplots(figsize=(9, 3.1))
for y, rail in zip((3, 2, 1, 0), RAILS, strict=True):
    axis.plot([0.9, 6.4], [y, y], color=COLORS["pool"], linewidth=1, zorder=1)
    for x, (name, out, kind) in zip((2.2, 4.6)[-len(rail) :], rail, strict=True):
        box = {"boxstyle": "round", "facecolor": "white", "edgecolor": COLORS[kind], "linewidth": 2}
        axis.text(x, y, name, ha="center", va="center", bbox=box)
        axis.text(x + 1.05, y + 0.13, out, ha="center", fontsize=9)
for x, arrow in [(0.9, (-0.2, 0.9)), (6.4, (6.4, 7.6))]:
    axis.plot([x, x], [0, 3], color="black")
    axis.annotate("", (arrow[1], 1.5), (arrow[0], 1.5), arrowprops={"arrowstyle": "-|>"})
axis.text(-0.3, 1.5, "(192, 28, 28)", ha="right", va="center")
axis.text(7.7, 1.5, "(256, 28, 28)\n64 + 128 + 32 + 32", ha="left", va="center")
axis.set(xlim=(-1.9, 9.6), ylim=(-0.5, 3.5), frame_on=False, xticks=[], yticks=[])
alt = "An Inception module: 192 channels part into four rails: 1 by 1 to 64; a squeeze to 96, then 3 by 3 to 128; "
plots.show(
    figure, alt=alt + "a squeeze to 16, then 5 by 5 to 32; maxima, then a squeeze to 32. They join to 256 channels."
)


# %%
class Inception(nn.Module):
    def __init__(self, i, one, squeeze3, three, squeeze5, five, pooled):
        super().__init__()
        self.one = nn.Sequential(*conv(i, one, 1))
        self.three = nn.Sequential(*conv(i, squeeze3, 1), *conv(squeeze3, three, 3))
        self.five = nn.Sequential(*conv(i, squeeze5, 1), *conv(squeeze5, five, 5))
        self.pool = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), *conv(i, pooled, 1))

    def forward(self, x):  # (B, i, H, W)
        return torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], dim=1)  # (B, sum of four, H, W)


class Naive(nn.Module):
    """The same windows without a squeeze: the pooled branch keeps all its channels."""

    def __init__(self, i, one, three, five):
        super().__init__()
        self.kernels = nn.ModuleList(nn.Sequential(*conv(i, o, k)) for o, k in [(one, 1), (three, 3), (five, 5)])
        self.pool = nn.MaxPool2d(3, stride=1, padding=1)

    def forward(self, x):  # (B, i, H, W)
        return torch.cat([*(kernel(x) for kernel in self.kernels), self.pool(x)], dim=1)


# %%
MODULES = {
    "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64), "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64), "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128), "5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128),
}  # fmt: skip


def inception(i, widths):
    one, _, three, _, five, pooled = widths
    return Inception(i, *widths), one + three + five + pooled


def naive(i, widths):
    one, _, three, _, five, _ = widths
    return Naive(i, one, three, five), one + three + five + i


# %%
def googlenet(module=inception):
    layers = [*conv(3, 64, 7, 2), nn.MaxPool2d(3, 2, ceil_mode=True), *conv(64, 64, 1), *conv(64, 192, 3)]
    i = 192
    for name, widths in MODULES.items():
        if name in ("3a", "4a", "5a"):
            layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
        block, i = module(i, widths)
        layers.append(block)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(i, 1000))


with torch.device("meta"):
    books |= {"GoogLeNet": ledger(googlenet(), (3, 224, 224)), "not squeezed": ledger(googlenet(naive), (3, 224, 224))}
for name, rows in books.items():
    weights, work = (sum(row[column] for row in rows) / 1e6 for column in (2, 3))
    print(f"{name:12s} {weights:6.1f} million parameters, {work:8,.0f} million multiplications")
assert sum(row[2] for row in books["GoogLeNet"]) == 6_998_552

# %% [markdown]
# Without the squeeze the same nine modules would have fourteen times the parameters and eight times the
# multiplications, because the channels of the pooled branches pile up. And the dense end is gone: GoogLeNet takes the
# mean of each map over its 7×7 places, which costs nothing, and leaves one layer from 1,024 numbers to 1,000 classes.
# This is where most of the 131 million parameters went that VGG has more than GoogLeNet: 123 million of them belong to
# its dense end, and nobody missed them.
#
# ## What the books do not say
#
# Prices are facts; whether a cheaper network learns as well has to be tried. We build each idea small, for 1,000
# printed digits and test fonts that training never saw: two kernels of 3×3 a stage against one of 5×5; small Inception
# networks, squeezed and not, without and with batch norm (lecture 12), which came a year after them.


# %%
def norm_after_convs(model):
    """Return ``model`` with a batch norm behind each convolution, at any depth."""
    for name, child in list(model.named_children()):
        if isinstance(child, nn.Conv2d):
            setattr(model, name, nn.Sequential(child, nn.BatchNorm2d(child.out_channels)))
        else:
            norm_after_convs(child)
    return model


# %%
def small_vgg(*kernels):
    layers, i = [], 1
    for o in (12, 24, 48):  # (B, 1, 28, 28) -> (B, 12, 14, 14) -> (B, 24, 7, 7) -> (B, 48, 3, 3)
        for k in kernels:
            layers += conv(i, o, k)
            i = o
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(48 * 9, 64), nn.ReLU(), nn.Linear(64, 10))


def small_inception(first, second, channels):
    layers = [*conv(1, 16, 3), nn.MaxPool2d(2), first, nn.MaxPool2d(2), second]  # (B, 16, 14, 14), (B, channels, 7, 7)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def squeezed():
    return small_inception(Inception(16, 8, 8, 16, 4, 8, 8), Inception(40, 16, 12, 24, 4, 8, 8), 56)


def not_squeezed():
    return small_inception(Naive(16, 8, 16, 8), Naive(48, 16, 24, 8), 96)


# %%
digits = data.glyph_digits(4000)
X, y = digits.train.X[:1000], digits.train.y[:1000]


def train(model, rate, epochs=6):
    optimizer = torch.optim.AdamW(model.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * len(y) // 50)
    for _ in range(epochs):
        for batch in torch.randperm(len(y)).split(50):
            loss = F.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


# %% [markdown]
# **Choose.** Which of them reads less than half of the digits?
#
# <details><summary>The 5×5 kernels: AlexNet's large windows were a mistake</summary>
#
# They do as well as the pairs of 3×3, for less: where a stage doubles its channels, the pair pays
# $9(\frac C2 C+C^2)=13.5C^2$, and the single kernel $12.5C^2$. VGG's law holds in the middle of a stage.
# </details>
#
# <details><summary>The squeezed Inception without batch norm</summary>
#
# Yes. It has the fewest parameters, but that is not why: with batch norm, 280 parameters more and the larger rate that
# a norm allows, it reads nearly all. In six epochs it hardly starts; what slows it down, the mean at its end or its
# branches, we have not taken apart.
# </details>
#
# <details><summary>The squeezed Inception, with and without batch norm: four channels are too few</summary>
#
# With batch norm it reads as well as the one that is not squeezed. The squeeze is not the trouble.
# </details>

# %% tags=["main-result"]
plain = {
    "pairs of 3×3": lambda: small_vgg(3, 3), "one 5×5": lambda: small_vgg(5), "Inception": squeezed,
}  # fmt: skip
makers = plain | {f"{name}, norm": lambda make=make: norm_after_convs(make()) for name, make in plain.items()}
makers["not squeezed, norm"] = lambda: norm_after_convs(not_squeezed())
table = {}
for name, make in makers.items():
    torch.manual_seed(0)
    model, begin = make(), time.process_time()
    train(model, rate=1e-2 if "norm" in name else 6e-3)
    seconds = time.process_time() - begin
    with torch.no_grad():
        right = metrics.accuracy(model(digits.test.X), digits.test.y).item()
    rows = ledger(model, (1, 28, 28))
    table[name] = right, sum(p.numel() for p in model.parameters()), sum(row[3] for row in rows), seconds
    print(f"{name:19s} {right:6.1%} {table[name][1]:7,} parameters {table[name][2] / 1e6:5.2f} million multiplications")

# %%
assert table["Inception"][0] < 0.5 and table["Inception, norm"][0] > 0.95
assert abs(table["Inception, norm"][0] - table["not squeezed, norm"][0]) < 0.04
assert table["one 5×5"][1:3] < table["pairs of 3×3"][1:3] and table["one 5×5"][0] > table["pairs of 3×3"][0] - 0.02

# %% [markdown]
# The squeeze keeps its promise: less than a third of the parameters, 37% of the multiplications, and on none of four
# seeds more than two points lost. The verdict on Inception without its norm is a verdict on six epochs, not on its
# design: the real GoogLeNet was trained without batch norm, far longer, and with two extra outputs halfway that brought
# the gradient to its lower layers. And there is a fourth price, which no ledger shows:

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.2))
for name, (right, _, work, seconds) in table.items():
    axis.plot(work / 1e6, seconds, "o", color=COLORS["conv" if "×" in name else "squeeze"])
    below = "norm" not in name or "not" in name
    above = {"xytext": (0, -14 if below else 7), "textcoords": "offset points", "ha": "center"}
    axis.annotate(f"{name} ({right:.0%})", (work / 1e6, seconds), fontsize=9, **above)
axis.set(title="Few multiplications, much time", xlabel="million multiplications", ylabel="seconds of training")
axis.set(xlim=(0, 5.2), ylim=(0, 1.2 * max(row[3] for row in table.values())))
plots.show(
    figure,
    alt="Seconds of training against multiplications for seven small networks, with their accuracy. The squeezed "
    "Inception networks have the fewest multiplications and take about as long as networks with several times as many.",
)

# %% [markdown]
# **Time.** The small Inception networks (green) have a fifth of the multiplications and take about as many seconds.
# Four narrow branches, each with its own reading and writing of memory, probably keep the processor waiting. Whoever
# quotes multiplications as speed has not measured.
#
# ## Play with the prices
#
# Choose a network and a size of image. The bars show where a price sits, and the numbers above them how large it is:
# watch which of the three grow with the image.


# %%
def vgg_with_mean(n=224):
    features = vgg16(n)[:-6]  # without Flatten and the three dense layers
    return nn.Sequential(*features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))


NETWORKS = {"AlexNet": alexnet, "VGG-16": vgg16, "GoogLeNet": lambda n: googlenet(), "VGG-16, mean end": vgg_with_mean}


# %% tags=["hide-input"]
def draw(network, pixels):
    with torch.device("meta"):
        rows = ledger(NETWORKS[network](pixels), (3, pixels, pixels))
    figure, axes = plt.subplots(3, 1, figsize=(5, 3.6), sharex=True)
    show_books(rows, axes)
    axes[1].set_ylabel("% of the total")
    axes[2].set_xlabel("layer")
    totals = ", ".join(f"{sum(row[k] for row in rows) / 1e6:,.1f} million {what}" for k, what in
                       [(2, "parameters"), (3, "multiplications"), (4, "activations")])  # fmt: skip
    return plots.describe(figure, f"{network} at {pixels} pixels: {totals}, by layer; dense layers in red.")


widgets.explore(
    draw,
    frames=[
        ("VGG-16: the dense end", {"network": "VGG-16"}),
        ("twice the side: 446.6 for 138.4 million", {"network": "VGG-16", "pixels": 448}),
        ("a mean at the end: the dense price is gone", {"network": "VGG-16, mean end"}),
        ("GoogLeNet: spread over 58 layers", {"network": "GoogLeNet"}),
    ],
    network=widgets.choice("network", list(NETWORKS), "VGG-16"),
    pixels=widgets.slider("pixels", 96, 448, 32, 224),
)

# %% [markdown]
# With twice the side all multiplications of the convolutions are four times as many and no kernel changes. Only a
# dense end has to grow, which is why a network with a mean at its end can take images of any size.
#
# ## Deeper: nine squeezes
#
# Is the squeeze below its break-even in all nine modules? It is, for 5×5 by far, for 3×3 in the first modules by less
# than half.

# %%
i = 192
for name, (one, r3, three, r5, five, pooled) in MODULES.items():
    limits = [i * o * k * k // (i + o * k * k) for o, k in [(three, 3), (five, 5)]]
    print(f"{name}: 3×3 squeezed to {r3:3d} of at most {limits[0]:3d}, 5×5 to {r5:2d} of at most {limits[1]:3d}")
    assert r3 < limits[0] and r5 < limits[1]
    i = one + three + five + pooled

# %% [markdown]
# ## What goes wrong
#
# **A deep plain network does not start.** AlexNet drew its weights with a standard deviation of 0.01. Sixteen layers
# multiply what is left of the signal:

# %%
torch.manual_seed(0)
for name, start in [("0.01", lambda w: nn.init.normal_(w, 0, 0.01)), ("He", nn.init.kaiming_normal_)]:
    stack = nn.Sequential(*[layer for _ in range(16) for layer in conv(16, 16, 3)])
    for layer in stack[::2]:
        start(layer.weight)
        nn.init.zeros_(layer.bias)
    with torch.no_grad():
        spread = stack(torch.randn(4, 16, 8, 8)).std().item()
    print(f"start with {name:4s}: spread after 16 layers {spread:.1g}")
    assert spread < 1e-6 if name == "0.01" else spread > 0.01

# %% [markdown]
# Symptom: the loss stays at the logarithm of the number of classes, 6.9 for 1,000. Remedy: He's start or batch norm.
# VGG's authors trained a network of 11 layers first and grew the others from it.
#
# **224 or 227.** With 224 pixels and no padding AlexNet's first layer has 54 places, and the dense layer does not fit.
# Symptom: "mat1 and mat2 shapes cannot be multiplied". Remedy: follow the sizes with `size` before you build.
#
# **The library's network is not the paper's.** Torchvision's GoogLeNet has 3×3 where the paper has 5×5, which cannot be
# mended any more, because its published weights have that shape. The ledger tells:

# %%
paper, shipped = (sum(r5 * five * k * k for _, _, _, r5, five, _ in MODULES.values()) for k in (5, 3))
print(f"weights of the 5×5 kernels: {paper:,}; with 3×3 in their place: {shipped:,}")

# %% [markdown]
# ## Exercises
#
# ### 1. VGG-11 (★, 10 minutes)
#
# VGG-11 has 1, 1, 2, 2 and 2 convolutions where VGG-16 has 2, 2, 3, 3 and 3. How many parameters are missing?
#
# <details><summary>Solution</summary>
#
# Five layers of 3×3 are missing, one in each stage, each from its width to the same width: 5.5 million, 4 % of all.
#
# ```python
# missing = sum(o * (9 * o + 1) for o in (64, 128, 256, 512, 512))
# print(f"{missing:,} missing, {138_357_544 - missing:,} left")
# assert 138_357_544 - missing == 132_863_336
# ```
# </details>
#
# ### 2. When does the pair lose? (★, 10 minutes)
#
# A stage goes from $i$ to $o$ channels. For which $i$ is one 5×5 kernel cheaper than two of 3×3?
#
# <details><summary>Solution</summary>
#
# The pair has $9io+9o^2$ weights, the single kernel $25io$: it is cheaper if $16i<9o$, hence if $i$ is less than 9/16
# of $o$. A stage that doubles its channels is just below.
#
# ```python
# for i, o in [(64, 128), (72, 128), (128, 128)]:
#     print(i, o, "pair", 9 * i * o + 9 * o * o, "single", 25 * i * o)
# ```
# </details>
#
# ### 3. Groups (★★, 10 minutes)
#
# How many weights did AlexNet save by computing its second, fourth and fifth layer in two halves?
#
# <details><summary>Solution</summary>
#
# Each of the three has half of its kernels' weights.
#
# ```python
# saved = sum(o * i * k * k // 2 for i, o, k in [(96, 256, 5), (384, 384, 3), (384, 256, 3)])
# print(f"{saved:,}")
# assert 60_965_224 + saved == 62_378_344
# ```
# </details>
#
# ### 4. The best net for three million multiplications (★★★, 40 minutes, open)
#
# Search over depth, width and kernel (lecture 15) for the best reader of digits with at most 3 million multiplications.
# Does 3×3 win?
#
# <details><summary>Solution</summary>
#
# Begin with what is affordable, then train each with its own learning rate and three seeds. In our runs the spread of
# seeds was larger than the difference of kernels, which is an answer too.
#
# ```python
# for kernels in [(3,), (3, 3), (5,), (7,)]:
#     work = sum(row[3] for row in ledger(small_vgg(*kernels), (1, 28, 28)))
#     print(kernels, f"{work / 1e6:.2f} million", "affordable" if work < 3e6 else "make it narrower")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - In AlexNet and VGG parameters sit in the dense end; multiplications sit in convolutions, activations at the start.
# - VGG: small kernels see a large window for less, where a stage keeps its channels.
# - A 1×1 convolution is a dense layer at every pixel; squeezing by it pays for Inception's four windows.
# - A mean over the map takes the place of the dense end and frees the size of the image.
# - Without a norm our smallest Inception hardly starts in six epochs, with one it does; multiplications are not
#   seconds.
#
# ## Where it came from
#
# - A. Krizhevsky, I. Sutskever and G. E. Hinton, 2012, NIPS: AlexNet; an average of several networks had 15.3% errors.
# - M. Lin, Q. Chen and S. Yan, 2014, ICLR: 1×1 convolutions and the mean at the end ("network in network").
# - K. Simonyan and A. Zisserman, 2015, ICLR: VGG, second in classification in 2014.
# - C. Szegedy and others, 2015, CVPR: GoogLeNet, first in classification in 2014.
# - O. Russakovsky and others, 2015, International Journal of Computer Vision 115: the contest.
#
# **Next**: [19, ResNet](19-resnet.ipynb): why the race to more layers stopped at about twenty, and how it went on.
