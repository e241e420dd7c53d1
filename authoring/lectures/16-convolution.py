# %% [markdown]
# # Convolution
#
# You will be able to derive the convolution from two demands on a dense layer, build it, and say which parts of a
# network keep the promise that a thing is the same thing wherever it lies.
#
# **Reading** 30 min · **Running** under 60 s on two cores · **Prerequisites**
# [09 (multilayer perceptrons)](09-multilayer-perceptrons.ipynb), [10 (training in
# PyTorch)](10-training-in-pytorch.ipynb) and [13 (regularization)](13-regularization.ipynb) · **Practice**
# [assignment a13](../release/a13-convolution/convolution.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/16-convolution.ipynb)
#
# **Needs** [09](09-multilayer-perceptrons.ipynb), [10](10-training-in-pytorch.ipynb), [13](13-regularization.ipynb) ·
# **Used by** [17](17-lenet.ipynb), [18](18-alexnet-vgg-googlenet.ipynb), [19](19-resnet.ipynb),
# [21](21-detection-yolo.ipynb), [22](22-detection-faster-rcnn.ipynb), [23](23-segmentation-and-depth.ipynb),
# [24](24-robustness-and-saliency.ipynb), [31](31-vision-transformer.ipynb), [32](32-state-space-models.ipynb),
# [34](34-speech.ipynb), [38](38-gan.ipynb), [39](39-flows-and-pixel-models.ipynb),
# [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **derive** the convolution as the only linear layer that treats every place alike;
# - **implement** it with one matrix product, equal to PyTorch's;
# - **predict** output sizes, numbers of weights and receptive fields;
# - **explain** what makes an answer independent of place, and what only seems to;
# - **diagnose** sizes that do not fit, mirrored kernels and misplaced channels.

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
import itertools
import math
from functools import partial

import torch.nn.functional as F
from sklearn.datasets import load_sample_image
from torch import nn

# %% [markdown]
# ## A three that nobody has seen
#
# The digits so far lay in the middle of their images, which the world does not promise. So we paste each 8×8 digit
# somewhere into the *upper left* of a page of 20×20 pixels and train on such pages only, but also ask for pages on
# which it lies in the *lower right*.

# %%
SEEN, UNSEEN = 0, 8  # the first of five rows and columns at which a digit may begin


def paste(images, row, column):
    """Return pages (n, 1, 20, 20) of paper with each image (1, 8, 8) at its own row and column."""
    pages = torch.zeros(len(images), 1, 20, 20)
    for page, image, r, c in zip(pages, images, row.tolist(), column.tolist(), strict=True):
        page[:, r : r + 8, c : c + 8] = image
    return pages


def corner(split, first):
    row, column = torch.randint(first, first + 5, (2, len(split)))  # (n,), (n,)
    return data.Split(paste(split.X, row, column), split.y)


# %% [markdown]
# Two networks learn to read them: a dense one with a hidden layer of 64, and one that looks through a small sliding
# window (convolution), so that the same 25 weights look at every 5×5 window of the page. You may have read that such
# networks find things anywhere.

# %%
COLORS = {"dense": plots.RED, "flatten": plots.ORANGE, "pool_flatten": plots.PURPLE} | {
    "mean": plots.GREEN, "maximum": plots.BLUE, "convolution": plots.BLUE
}  # fmt: skip


def body():
    return [
        nn.Conv2d(1, 16, 5, padding=2, padding_mode="circular"),  # (B, 1, 20, 20) -> (B, 16, 20, 20)
        nn.ReLU(),
        nn.MaxPool2d(2),  # (B, 16, 10, 10)
        nn.Conv2d(16, 32, 5, padding=2, padding_mode="circular"),  # (B, 32, 10, 10)
        nn.ReLU(),
    ]  # circular: a window that leaves the page on one side goes on at the other


def dense():
    return nn.Sequential(nn.Flatten(), nn.Linear(400, 64), nn.ReLU(), nn.Linear(64, 10))


def flatten():
    return nn.Sequential(*body(), nn.Flatten(), nn.Linear(32 * 10 * 10, 10))


# %%
def train(make, seed, epochs=6, rate=0.01):
    """Train a network on pages of the upper left; return it and the test split of the digits."""
    training.seed_everything(seed)
    digits = data.digits(seed=seed)
    model, pages = make(), corner(digits.train, SEEN)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, fused=True)
    steps = epochs * math.ceil(len(pages) / 64)
    schedule = partial(torch.optim.lr_scheduler.OneCycleLR, max_lr=rate, total_steps=steps)
    training.fit(model, pages, optimizer=optimizer, schedule=schedule, epochs=epochs, seed=seed, progress=False)
    return model, digits.test


def accuracy(model, split):
    return training.evaluate(model, split, metrics={"accuracy": metrics.accuracy})["accuracy"]


# %%
models = {}
for make in (dense, flatten):
    models[make.__name__] = [train(make, seed) for seed in range(3)]
    seen, unseen = ([accuracy(m, corner(test, c)) for m, test in models[make.__name__]] for c in (SEEN, UNSEEN))
    print(f"{make.__name__:8s} upper left {np.round(seen, 2)}, lower right {np.round(unseen, 2)}")
    assert min(seen) > 0.4 and max(unseen) < 0.2

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(8, 2.3))
threes = data.digits().train.X[data.digits().train.y == 3]
for axis, three, place in zip(axes, threes, ((0, 2), (4, 3), (8, 11), (12, 8)), strict=False):
    axis.imshow(paste(three[None], *torch.tensor(place)[:, None])[0, 0], cmap="gray_r")
    axis.set(title="trained on" if place[0] < UNSEEN else "asked", xticks=[], yticks=[])
    axis.spines[:].set_visible(True)
plots.show(
    figure,
    alt="Four pages of 20 by 20 pixels with a small handwritten 3. On the two pages for training it lies in the upper "
    "left, on the two pages that are asked for in the lower right.",
)

# %% [markdown]
# Both fall to the guessing rate: each has seen more than a hundred threes, and yet never a three that lies elsewhere,
# and being convolutional did not help. To see what does, we ask what a single layer has to obey.
#
# ## Treat every place alike
#
# Take a linear layer $z=Wx$ from an image of $n$ pixels to another, and let $S$ be a shift of all pixels, where those
# that leave on one side come back on the other. The layer treats every place alike if it makes no difference whether we
# shift before or after it:
#
# $$W\,S = S\,W$$
#
# The field calls this **equivariance**, because the output moves as the input does. In one dimension it means
# $W_{u+1,v+1}=W_{u,v}$: along every diagonal of the matrix all entries are equal.

# %% tags=["hide-input", "drawing"]
figure, axes = plt.subplots(1, 4, figsize=(10, 3.1), width_ratios=[1, 1, 1, 1.25])
u, v = np.indices((8, 8))
offset = (v - u + 4) % 8 - 4  # which diagonal, counted around the corner
pictures = {
    "dense:\n64 numbers": np.random.default_rng(1).permutation(64).reshape(8, 8) / 64,
    "every place alike:\n8 numbers": np.take(np.linspace(0.05, 0.95, 8)[[3, 6, 0, 4, 7, 1, 5, 2]], offset + 4),
    "and only nearby:\n3 numbers": np.where(abs(offset) <= 1, 0.5 + 0.43 * offset, np.nan),
}
for axis, (name, picture) in zip(axes, pictures.items(), strict=False):
    axis.imshow(picture, vmin=0, vmax=1)
    axis.set(title=name, xlabel="input $x_v$", xticks=[], yticks=[])
    axis.spines[:].set_visible(True)
axes[0].set_ylabel("output $z_u$")
axes[3].imshow(np.where((abs(u - 3) <= 1) & (abs(v - 3) <= 1), (3 * (u - 2) + v - 2) / 8, np.nan), vmin=0, vmax=1)
for row, column in itertools.product(range(3), range(3)):
    shade = "white" if 3 * row + column < 5 else "black"
    axes[3].text(column + 2, row + 2, f"$w_{{{row}{column}}}$", ha="center", va="center", color=shade, fontsize=10)
axes[3].set(title="in two dimensions:\n9 numbers", xlabel="window of $z_{3,3}$ in the image $x$", xticks=[], yticks=[])
for lines in (axes[3].hlines, axes[3].vlines):
    lines(np.arange(-0.5, 8), -0.5, 7.5, color="gray", linewidth=0.8)
plots.show(
    figure,
    alt="Three 8 by 8 matrices. The first has 64 colors. In the second each diagonal has one color, 8 in all. In the "
    "third only three diagonals and two corners are left. Fourth, a window of nine weights on an 8 by 8 image.",
)

# %% [markdown]
# To find such a layer, take any dense layer, here a random one for 8×8 images, and average it over all 64 shifts of the
# image: shift, apply the layer, shift back.
#
# $$\bar W=\frac1n\sum_{S} S^{-1}\,W\,S$$
#
# **Guess.** $W$ has 4,096 different numbers. How many different ones has $\bar W$?

# %%
guess_numbers = None  # such as 1000

# %%
SHIFTS = [
    torch.eye(64, dtype=torch.float64).reshape(64, 8, 8).roll(by, (1, 2)).reshape(64, 64).T
    for by in itertools.product(range(8), range(8))
]
W = torch.randn(64, 64, dtype=torch.float64)  # (64 outputs, 64 inputs)
W_bar = sum(S.T @ W @ S for S in SHIFTS) / 64  # (64, 64); the inverse of a shift is its transpose
counts = [len(matrix.mul(1e9).round().unique()) for matrix in (W, W_bar)]
assert counts == [4096, 64] and max((W_bar @ S - S @ W_bar).abs().max() for S in SHIFTS) < 1e-12

kernel = W_bar[0].reshape(1, 1, 8, 8)  # the first output's weights are all there is
x = torch.randn(1, 1, 8, 8, dtype=torch.float64)
around = F.pad(x, (0, 7, 0, 7), mode="circular")  # (1, 1, 15, 15)
difference = (F.conv2d(around, kernel).flatten() - W_bar @ x.flatten()).abs().max()
print(f"averaged layer against circular convolution: largest difference {difference:.0e}")
assert difference < 1e-12

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(9.5, 3.2), width_ratios=[1, 1, 1.3])
for axis, matrix, name in zip(axes, (W, W_bar), ("a dense layer", "averaged over all shifts"), strict=False):
    axis.imshow(matrix, vmin=-0.9 * matrix.abs().max(), vmax=0.9 * matrix.abs().max())
    axis.set(title=name, xlabel="64 inputs", ylabel="64 outputs", xticks=[], yticks=[])
bars = {"dense": counts[0], "averaged": counts[1]} | ({} if guess_numbers is None else {"your guess": guess_numbers})
colors = [COLORS["dense"], COLORS["convolution"], plots.ROLES["guess"].color]
axes[2].bar(list(bars), list(bars.values()), color=colors[: len(bars)], width=0.6)
for place, count in enumerate(bars.values()):
    axes[2].text(place, count * 1.1, f"{count:,}", ha="center")
axes[2].set(title="different numbers", yscale="log", ylim=(1, 12000))
plots.show(
    figure,
    alt="Left a matrix of 64 by 64 random colors. Middle the same after averaging over all shifts: an 8 by 8 grid of "
    "blocks, each striped along its diagonals. Right two bars on a logarithmic axis: 4,096 different numbers before, "
    "64 after.",
)

# %% [markdown]
# One row is left of 64, and every other row is that row, moved: to rounding, what came out is a **convolution**. It is
# no new operation but *a dense layer that had to treat every place alike*, and nothing else would have done, because a
# layer that already obeys $WS=SW$ is not changed by the averaging.
#
# **Checkpoint.** Why does the average obey the rule, whatever $W$ was?
#
# <details><summary>Answer</summary>
#
# Put another shift $T$ around it: $T^{-1}\bar W T$ is the mean of $(ST)^{-1}W(ST)$ over all $S$. As $S$ runs through
# all shifts, so does $ST$, only in another order, and a sum does not care about the order. So $T^{-1}\bar WT=\bar W$.
# </details>
#
# ## Look only nearby
#
# The 64 numbers still connect each pixel with all others. The second demand is that an output looks only nearby, so
# that we keep the 9 numbers of a 3×3 window, the **kernel** (or filter). Since an image has several numbers at each
# place, its **channels** (red, green, blue), a kernel has weights for each input channel, and a layer one kernel for
# each output channel:
#
# $$z_{o,u,v}=b_o+\sum_{c}\sum_{i=0}^{k-1}\sum_{j=0}^{k-1} w_{o,c,i,j}\;x_{c,\;su+di-p,\;sv+dj-p}$$
#
# Here $o$ and $c$ count output and input channels, $u$ and $v$ rows and columns of the output, $i$ and $j$ those of the
# kernel. The **stride** $s$ is how far the window moves, the **padding** $p$ how many rows of zeros surround the image,
# and the dilation $d$ the distance between neighbors in the window. In code we write each window as a column, and are
# back at one matrix product:


# %%
def conv2d(X, W, b, stride=1, padding=0, dilation=1):
    H, width, k = X.shape[2], X.shape[3], W.shape[3]  # X (B, C, H, width), W (O, C, k, k), b (O,)
    windows = F.unfold(X, k, dilation, padding, stride)  # (B, C k k, H' W')
    z = W.flatten(1) @ windows + b[:, None]  # (O, C k k) @ (B, C k k, H' W') -> (B, O, H' W')
    return z.unflatten(2, (size(H, k, stride, padding, dilation), size(width, k, stride, padding, dilation)))


def size(n, k, stride=1, padding=0, dilation=1):
    reach = dilation * (k - 1) + 1  # places from the first to the last that the window looks at
    return (n + 2 * padding - reach) // stride + 1


# %%
def conv2d_by_loops(X, W, b):
    B, O, k, H, width = len(X), len(W), W.shape[-1], *X.shape[2:]
    z = torch.empty(B, O, H - k + 1, width - k + 1)
    for o, u, v in itertools.product(*map(range, z.shape[1:])):
        z[:, o, u, v] = b[o] + (W[o] * X[:, :, u : u + k, v : v + k]).sum(dim=(1, 2, 3))  # (B,)
    return z


X, W, b = torch.randn(2, 3, 13, 10), torch.randn(4, 3, 3, 3), torch.randn(4)
assert torch.allclose(conv2d(X, W, b), conv2d_by_loops(X, W, b), atol=1e-5)
for how in itertools.product((1, 2, 3), (0, 1, 2), (1, 2)):  # stride, padding, dilation
    ours, library = conv2d(X, W, b, *how), F.conv2d(X, W, b, *how)
    assert ours.shape == library.shape and torch.allclose(ours, library, atol=1e-5)
print("equal to the library for 18 combinations of stride, padding and dilation")

# %% [markdown]
# The function `size` counts the places of the window, whose first pixel may stand at $0, s, 2s, \dots$ as long as its
# last one is still inside:
#
# $$n'=\Big\lfloor\frac{n+2p-d(k-1)-1}{s}\Big\rfloor+1$$
#
# With $s=1$ and $p=(k-1)/2$ the size stays. The number of weights does not depend on it, but the work does, as for
# 28×28 pixels that become as many:
#
# | layer | weights | multiplications |
# | --- | --- | --- |
# | dense | 614,656 | 614,656 |
# | convolution, 3×3 | 9 | 7,056 |
#
# Often the next layer halves the image by **pooling**, which replaces each 2×2 window by its largest value. Each layer
# widens what an output can see, its **receptive field**: the side $r$ grows by $(k-1)\,j$, where $j$ is the distance,
# in pixels of the page, between two neighbors in that layer's input.


# %%
def receptive_field(layers):
    r, j = 1, 1
    for k, stride in layers:
        r, j = r + (k - 1) * j, j * stride
    return r


def max_pool(X):
    return X.unfold(2, 2, 2).unfold(3, 2, 2).amax(dim=(4, 5))  # (B, C, H/2, W/2, 2, 2) -> (B, C, H/2, W/2)


assert torch.equal(max_pool(torch.relu(X[:, :, :12])), F.max_pool2d(torch.relu(X[:, :, :12]), 2))

look = nn.Sequential(*body())
page = torch.rand(1, 1, 20, 20)
touched = page + 10 * torch.eye(400).reshape(400, 1, 20, 20)  # (400, 1, 20, 20), another pixel in each
changed = (look(touched) - look(page)).abs() > 1e-4  # (400, 32, 10, 10)
seen_by_middle = changed[:, :, 5, 5].any(dim=1).reshape(20, 20)  # by the output in row 5, column 5
side = receptive_field([(5, 1), (2, 2), (5, 1)])
print(f"receptive field: {side} by formula, {seen_by_middle.any(dim=1).sum()} rows found by changing single pixels")
assert seen_by_middle.any(dim=1).sum() == seen_by_middle.any(dim=0).sum() == side == 14

# %% [markdown]
# **Checkpoint.** Why do fewer weights not mean as much less computation?
#
# <details><summary>Answer</summary>
#
# Each weight is used at every place. In the table weights fall by a factor of 68,295, multiplications by 87 only. With
# many channels the convolutions are what a network spends its time on, while its dense layers hold most of its weights.
# </details>
#
# ## Kernels by hand
#
# A kernel of nine numbers can be written by hand, as people did for decades. The best known is Sobel's, brightness on
# one side minus brightness on the other:


# %%
def sobel(degrees):
    """Return a kernel (3, 3) that answers where brightness rises to the right (0 degrees) or downward (90)."""
    right = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    angle = math.radians(degrees)
    return math.cos(angle) * right + math.sin(angle) * right.T


def gabor(degrees):
    """Return a patch of a wave (9, 9) that fades outward; it answers to stripes of this direction and width."""
    y, x = torch.meshgrid(torch.arange(-4.0, 5), torch.arange(-4.0, 5), indexing="ij")  # (9, 9) each
    along = x * math.cos(math.radians(degrees)) + y * math.sin(math.radians(degrees))
    wave = torch.exp(-(x**2 + y**2) / 8) * torch.cos(2 * math.pi * along / 4)
    return wave - wave.mean()


cross = torch.tensor([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])
middle = torch.tensor([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
KERNELS = {"identity": middle, "blur": torch.full((5, 5), 1 / 25), "sharpen": middle - cross, "Laplace": cross}
photo = {name: torch.tensor(load_sample_image(f"{name}.jpg")).float().mean(dim=2) / 255 for name in ("china", "flower")}
temple = F.avg_pool2d(photo["china"][None, 60:220, 190:370], 2)[0]  # (80, 90), 0 = black, 1 = white


# %% tags=["hide-input"]
def draw_kernel(kernel, angle, stride, padding, dilation):
    """Draw a kernel, the photograph with the window of one output pixel, and the output."""
    K = KERNELS[kernel] if kernel in KERNELS else {"Sobel": sobel, "Gabor": gabor}[kernel](angle)
    out = F.conv2d(temple[None, None], K[None, None], None, stride, padding, dilation)[0, 0]
    figure, axes = plt.subplots(1, 3, figsize=(9, 3), width_ratios=[0.55, 1, 1])
    limit = K.abs().max().item()
    axes[0].imshow(K, cmap=plots.CLASS_MAP, vmin=-limit, vmax=limit)
    for (row, column), value in np.ndenumerate(K.numpy() if len(K) < 9 else np.empty((0, 0))):
        axes[0].text(column, row, f"{value.round(2) + 0:g}", ha="center", va="center", fontsize=8)
    axes[1].imshow(temple, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    reach, row, column = dilation * (len(K) - 1) + 1, out.shape[0] // 3, out.shape[1] // 3
    start = column * stride - padding - 0.5, row * stride - padding - 0.5
    axes[1].add_patch(plt.Rectangle(start, reach, reach, fill=False, color=plots.ROLES["highlight"].color, linewidth=2))
    low, high = (0, 1) if K.sum() > 0.5 else (-out.abs().quantile(0.99), out.abs().quantile(0.99))
    axes[2].imshow(out, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
    axes[2].plot(column, row, "s", color=plots.ROLES["highlight"].color, markersize=5)
    names = [f"kernel, sum {abs(K.sum().round(decimals=3)):g}", "input 80×90", f"output {out.shape[0]}×{out.shape[1]}"]
    for axis, name in zip(axes, names, strict=True):
        axis.set(title=name, xticks=[], yticks=[])
        axis.spines[:].set_visible(True)
    return plots.describe(
        figure,
        f"Kernel {kernel} of {len(K)} by {len(K)}, angle {angle} degrees, a temple with the window of "
        f"one output pixel, {reach} pixels wide, and the output of {out.shape[0]} by {out.shape[1]} pixels.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_kernel,
    frames=[
        ("identity: the image comes out", {"kernel": "identity"}),
        ("Sobel at 0°: upright edges", {}),
        ("Sobel at 90°: level edges", {"angle": 90}),
        ("Gabor with stride 2: upright stripes, half the size", {"kernel": "Gabor", "stride": 2}),
    ],
    kernel=widgets.choice("kernel", [*KERNELS, "Sobel", "Gabor"], "Sobel"),
    angle=widgets.steps("angle (degrees)", 0, 180, 0, 15),
    stride=widgets.slider("stride", 1, 4, 1, 1),
    padding=widgets.slider("padding", 0, 8, 1, 1),
    dilation=widgets.slider("dilation", 1, 4, 1, 1),
)

# %% [markdown]
# **Try** to play the angle of Sobel and Gabor, then a stride of 2 with the identity. **Notice** that the answer turns
# with the angle, that a kernel whose numbers sum to 0 sees only changes, and that a stride invents patterns on the
# roof.
#
# ## What sharing is worth
#
# Fewer weights ought to need fewer examples, and we can measure how many fewer. Let a layer learn Sobel's kernel from
# 16×16 patches of one photograph and their filtered versions, with noise of 0.05. A dense layer of 256×256 weights and
# a convolution of 9 both get the best least-squares fit, and are tested on another photograph, where always answering 0
# would give an error of about 0.46.
#
# **Guess.** What is the dense layer's root-mean-square error if it learns from exactly 256 patches?

# %%
guess_error = None  # such as 0.2


# %%
def patches(image, n):
    row, column = torch.randint(image.shape[0] - 16, (n,)), torch.randint(image.shape[1] - 16, (n,))
    return torch.stack([image[r : r + 16, c : c + 16] for r, c in zip(row, column, strict=True)])[:, None].double()


def least_squares(inputs, outputs):  # (rows, p), (rows, q) -> (p, q), the shortest solution where there are many
    return torch.linalg.lstsq(inputs, outputs, driver="gelsd").solution


def errors(n):
    """Return the test errors of the dense layer and of the convolution that learned from n patches."""
    X, X_test = patches(photo["china"], n), patches(photo["flower"], 500)  # (n, 1, 16, 16), (500, 1, 16, 16)
    filtered = partial(F.conv2d, weight=sobel(0).double()[None, None], padding=1)
    y, y_test = filtered(X) + 0.05 * torch.randn_like(X), filtered(X_test)
    W = least_squares(X.flatten(1), y.flatten(1))  # (256, 256)
    windows = F.unfold(X, 3, padding=1).mT.flatten(0, 1)  # (n 256, 9)
    w = least_squares(windows, y.flatten()[:, None]).reshape(1, 1, 3, 3)
    answers = (X_test.flatten(1) @ W).reshape_as(y_test), F.conv2d(X_test, w, padding=1)
    return [(y_hat - y_test).square().mean().sqrt().item() for y_hat in answers]


# %%
NUMBERS = (1, 10, 100, 200, 256, 300, 400, 1000, 3000)
torch.manual_seed(0)
runs = np.array([[errors(n) for n in NUMBERS] for seed in range(5)])  # (5, 9, 2)
for n, (from_dense, from_convolution) in zip(NUMBERS, runs.mean(axis=0), strict=True):
    print(f"{n:5,} patches: dense {from_dense:8.3f}, convolution {from_convolution:.4f}")
assert runs[:, 1, 1].max() < runs[:, -1, 0].min()  # ten patches against 3,000
assert (runs[:, 4, 0] > 2).all() and runs[:, :, 1].max() < 0.05

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 3.6))
for part, (name, marker) in enumerate([("dense", "o"), ("convolution", "s")]):
    axis.plot(NUMBERS, runs[:, :, part].mean(axis=0), color=COLORS[name], marker=marker, label=name)
    axis.fill_between(NUMBERS, *np.quantile(runs[:, :, part], [0, 1], axis=0), color=COLORS[name], alpha=0.2)
axis.axhline(0.46, label="always 0", **plots.line("baseline"))
if guess_error is not None:
    axis.scatter(256, guess_error, s=90, label="your guess", zorder=4, **plots.points("guess"))
axis.set(xscale="log", yscale="log", xlabel="patches to learn from", ylabel="test error (root mean square)")
axis.set_title("Ten patches for the convolution beat 3,000 for the dense layer")
axis.legend(loc="lower left")
plots.show(
    figure,
    alt="Test error against the number of patches, both axes logarithmic, mean and range of five draws. The "
    "convolution starts below 0.02 with one patch and keeps falling. The dense layer goes from 0.25 with one patch "
    "to 0.5 with 100, shoots up to about 10 or more at 256, and falls below 0.01 only with 3,000.",
)

# %% [markdown]
# The dense layer does worst where 256 equations for 256 unknowns have exactly one solution, which fits the noise too:
# the peak of [lecture 13](13-regularization.ipynb). A single patch already gives the convolution 256 windows for nine
# weights. Being told that all places are alike was worth hundreds of examples.
#
# ## Back to the page
#
# So each convolution of our failing network did treat every place alike. It was the last step that spoiled it, because
# `Flatten` gives each place of the 10×10 map weights of its own, and those of the lower right have seen nothing but
# paper. We keep the body and exchange the end.
#
# **Choose.** Which of these ends will read the lower right as well as the upper left, and both well?
#
# <details><summary>One more max pooling, then flatten, because pooling makes invariant</summary>
#
# Pooling forgives a shift within its window, here four pixels of the page. The corners are eight apart.
# </details>
#
# <details><summary>The mean of each channel over all places</summary>
#
# The mean does forget the place, so both corners are read alike. But most of the 100 places are paper, and a stroke is
# one voice among many: it learns slowly.
# </details>
#
# <details><summary>The largest value of each channel over all places</summary>
#
# Yes. "Is this shape anywhere on the page?" has the same answer wherever the shape lies, and paper does not dilute it.
# </details>


# %%
def pool_flatten():
    return nn.Sequential(*body(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32 * 5 * 5, 10))


def mean():
    return nn.Sequential(*body(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10))


def maximum():
    return nn.Sequential(*body(), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(32, 10))  # (B, 32, 1, 1), (B, 32)


# %% tags=["main-result"]
models |= {make.__name__: [train(make, seed) for seed in range(3)] for make in (pool_flatten, mean, maximum)}
found = {}
for name, trained in models.items():
    found[name] = np.array([[accuracy(m, corner(test, c)) for c in (SEEN, UNSEEN)] for m, test in trained])  # (3, 2)
    (seen, unseen), weights = found[name].T.round(2), sum(p.numel() for p in trained[0][0].parameters())
    print(f"{name:12s} {weights:6,} weights, upper left {seen}, lower right {unseen}")
assert found["maximum"].min() > 0.9 and found["pool_flatten"][:, 1].max() < 0.2
assert abs(found["mean"][:, 0] - found["mean"][:, 1]).max() < 0.05 and found["mean"].max() < 0.8

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(8, 3.8))
for (name, trained), marker in zip(models.items(), "ov^sD", strict=True):
    lines = np.array(
        [
            [accuracy(m, data.Split(paste(t.X, *torch.full((2, len(t)), place)), t.y)) for place in range(13)]
            for m, t in trained
        ]
    )  # (3, 13)
    axis.plot(range(13), lines.mean(axis=0), color=COLORS[name], marker=marker, markersize=5, label=name)
    axis.fill_between(range(13), lines.min(axis=0), lines.max(axis=0), color=COLORS[name], alpha=0.2)
axis.axvspan(-0.3, 4.3, color="lightgray", alpha=0.5, zorder=0)
axis.text(2, 1.03, "trained here", ha="center")
axis.set(xlabel="row and column at which the digit begins", ylabel="test accuracy", ylim=(0, 1.1), xticks=range(13))
axis.set_title("Only an end that forgets the place reads the whole page")
figure.legend(*axis.get_legend_handles_labels(), loc="outside right upper")
plots.show(
    figure,
    alt="Test accuracy of five networks against the place of the digit along the page's diagonal, mean and range of "
    "three seeds. The dense network reaches about 0.6 and both that flatten about 0.9 up to place 4, where they were "
    "trained; from place 6 on all three are near the guessing rate. The mean stays near 0.5, the maximum near 0.95 at "
    "every place.",
)

# %% [markdown]
# The maximum reads every place as well as the five it has seen; after an even shift even its numbers are the same,
# because its 2×2 pooling follows those exactly. "Convolutional networks are translation-invariant" is thus half true:
# convolutions are *equivariant*, which hands the place on, and only the end makes the answer *invariant*.
#
# ## Deeper: the border is a ruler
#
# Until here a window that left the page went on at its other side, as in the derivation. Usually zeros surround the
# page instead, and it has a border. Give the digit a page of 8×16 on which it fills the left or the right half, and ask
# which. The right page is the left one shifted around by 8 columns, so a network of circular convolutions and a mean
# gives *both the same answer* and must be right exactly half of the time. Then we pad with zeros and change nothing
# else.


# %%
def sides(split):
    left = F.pad(split.X, (0, 8))  # (n, 1, 8, 16)
    return data.Split(torch.cat([left, left.roll(8, dims=3)]), torch.arange(2).repeat_interleave(len(left)))


def ruler(mode, seed):
    training.seed_everything(seed)
    digits, conv = data.digits(seed=seed), partial(nn.Conv2d, kernel_size=3, padding=1, padding_mode=mode)
    layers = [layer for C in (1, 8, 8) for layer in (conv(C, 8), nn.ReLU())]  # (B, 8, 8, 16) after each
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, fused=True)
    training.fit(model, sides(digits.train), optimizer=optimizer, epochs=5, seed=seed, progress=False)
    return accuracy(model, sides(digits.test))


for mode in ("circular", "zeros"):
    rights = [ruler(mode, seed) for seed in range(3)]
    print(f"padding {mode:8s}: right {[round(right, 3) for right in rights]}")
    assert max(abs(right - 0.5) for right in rights) < 0.01 if mode == "circular" else min(rights) > 0.9

# %% [markdown]
# The zeros at the border are all that tells left from right: behind a bias and a ReLU they differ from paper, and each
# layer carries the news one pixel inward. Networks do use it (Kayhan and van Gemert, 2020).
#
# ## Deeper: what a stride breaks
#
# With a stride of 2 the output can follow only shifts by an even number of pixels. To see what that does to an answer,
# we let one layer of random kernels look at a photograph, halve its output in four ways, apply a second layer, and take
# the mean square of each channel over all places, which forgets the place. How much do these eight numbers change if
# the photograph moves by one pixel or by two?

# %%
DOWN = {
    "stride 2": lambda a: a[..., ::2, ::2],
    "max pooling": lambda a: F.max_pool2d(a, 2),
    "mean pooling": lambda a: F.avg_pool2d(a, 2),
    "blur, stride 2": lambda a: blur(a)[..., ::2, ::2],
}
binomial = torch.outer(torch.tensor([1.0, 2.0, 1.0]), torch.tensor([1.0, 2.0, 1.0])) / 16  # (3, 3)


def blur(a):  # (B, C, H, W), each channel by itself
    weight = binomial.expand(a.shape[1], 1, 3, 3)
    return F.conv2d(F.pad(a, (1, 1, 1, 1), mode="circular"), weight, groups=a.shape[1])


def answer(down, by, seed):
    """Return the mean square (8,) of each channel over the places, for a photograph moved by so many pixels."""
    generator = torch.Generator().manual_seed(seed)
    a = photo["flower"][None, None, :256, :256].roll(by, dims=3)  # (1, 1, 256, 256)
    for C, then in ((1, down), (8, lambda a: a)):
        W = torch.randn(8, C, 3, 3, generator=generator) / C
        a = then(torch.relu(F.conv2d(F.pad(a, (1, 1, 1, 1), mode="circular"), W)))  # (1, 8, 128, 128) in the end
    return a.square().mean(dim=(0, 2, 3))


# %%
changes = {}
for name, down in DOWN.items():
    answers = torch.stack([torch.stack([answer(down, by, seed) for by in range(3)]) for seed in range(5)])  # (5, 3, 8)
    one, two = ((answers[:, by] - answers[:, 0]).norm(dim=1) / answers[:, 0].norm(dim=1) for by in (1, 2))  # (5,) each
    changes[name] = one
    print(f"{name:15s} one pixel: {one.min():.5f}-{one.max():.5f}, two pixels: {two.max():.0e}")
    assert two.max() < 1e-5
assert (changes["blur, stride 2"] < changes["stride 2"] / 4).all()

# %% [markdown]
# Every way of halving changes the answer after an odd shift. A blur before the stride mends most of it, since what is
# left after the blur is smooth enough to be looked at in every second place only (Zhang, 2019). Azulay and Weiss (2019)
# found that small shifts change the answers of well-known deep networks for this reason.
#
# ## Deeper: what a unit really uses
#
# The receptive field says what *can* change an output. How much each pixel does is in the gradient. We take random 3×3
# layers with ReLU, and ask within how many pixels of the center 95% of the squared gradient lie. Each layer spreads it
# by a random step of −1, 0 or 1, so the spread should grow like $\sqrt{\text{depth}}$: after $D$ steps the deviation is
# $\sqrt{2D/3}$, and 95% of a square need 2.24 deviations.


# %%
def used(depth, draws=10, channels=8):
    """Return the radius, in pixels, that holds 95% of the squared gradient in random networks."""
    total = torch.zeros(2 * depth + 1, 2 * depth + 1, dtype=torch.float64)
    for _ in range(draws):
        a = x = torch.randn(1, 1, 2 * depth + 1, 2 * depth + 1).double().requires_grad_()  # just the receptive field
        for _ in range(depth):
            W = torch.randn(channels, a.shape[1], 3, 3).double() * math.sqrt(2 / (9 * a.shape[1]))
            a = torch.relu(F.conv2d(a, W))  # each side is shorter by 2, and 1×1 in the end
        total += torch.autograd.grad(a.sum(), x)[0][0, 0].square()
    held = [total[depth - r : depth + r + 1, depth - r : depth + r + 1].sum() / total.sum() for r in range(depth + 1)]
    assert (total.sum(dim=0) > 0).all() and (total.sum(dim=1) > 0).all()  # out to the last row and column
    return next(r for r, share in enumerate(held) if share >= 0.95)


for depth in (4, 8, 16, 32):
    radius, rule = used(depth), 2.24 * math.sqrt(2 * depth / 3)
    print(f"{depth:2d} layers: receptive field reaches {depth:2d} pixels, 95% within {radius:2d}, rule {rule:4.1f}")
    assert abs(radius - rule) <= 1.5

# %% [markdown]
# Formula and measurement are both right, about different things (Luo and others, 2016): the whole field takes part, and
# its outer half hardly matters before training.
#
# ## What goes wrong
#
# **The sizes do not fit after `Flatten`.** The linear layer needs its number of inputs, which depends on every stride
# and padding before it:

# %%
cut = nn.Sequential(nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16 * 10 * 10, 10))
try:
    cut(page)
except RuntimeError as error:
    print("error:", error)
side = size(size(20, 5), 2, stride=2)
print(f"without padding 20 pixels become {size(20, 5)}, then {side}; 16 · {side} · {side} = {16 * side**2}")
assert cut[:4](page).shape[1] == 16 * side**2

# %% [markdown]
# Remedy: compute the size, print the shape before it, or use `nn.LazyLinear(10)`.
#
# **A kernel from a book gives the mirrored result.** In mathematics a convolution flips the kernel, but what PyTorch
# computes does not, and is called cross-correlation. Learned kernels do not care, whereas Sobel's sign does:

# %%
from scipy.signal import convolve2d, correlate2d

library = F.conv2d(temple[None, None], sobel(0)[None, None])[0, 0]  # (78, 88)
by_convolve, by_correlate = (f(temple.numpy(), sobel(0).numpy(), mode="valid") for f in (convolve2d, correlate2d))
print(f"PyTorch minus SciPy's correlate2d: {np.abs(library.numpy() - by_correlate).max():.0e}")
print(f"PyTorch plus SciPy's convolve2d: {np.abs(library.numpy() + by_convolve).max():.0e}, so the sign is turned")
assert np.allclose(library, by_correlate, atol=1e-5) and np.allclose(library, -by_convolve, atol=1e-5)

# %% [markdown]
# **Channels in the wrong place.** An image file has the shape (height, width, 3), a convolution wants (3, height,
# width). Whoever gets there by `reshape` sees no error, because the number of pixels is right:

# %%
photograph = torch.tensor(load_sample_image("china.jpg")[60:220:2, 190:370:2])  # (80, 90, 3)
wrong, right = photograph.reshape(3, 80, 90), photograph.permute(2, 0, 1)  # (3, 80, 90) each
print(f"the same shape: {wrong.shape == right.shape}; numbers in their place: {(wrong == right).float().mean():.1%}")

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(7, 2.6))
for axis, image, how in zip(axes, (wrong, right), ("reshape", "permute"), strict=True):
    axis.imshow(image[0], cmap="gray", interpolation="nearest")
    axis.set(title=f"first channel after {how}", xticks=[], yticks=[])
plots.show(
    figure,
    alt="The first channel of a photograph of a temple. After reshape there are fine stripes in which no temple is to "
    "be seen; after permute it is the temple.",
)

# %% [markdown]
# Remedy: `permute(2, 0, 1)`, and a look at what you feed. A missing batch axis raises no error either, since `Conv2d`
# also takes a single (C, H, W), whose channels a later `Flatten` takes for a batch.
#
# ## Exercises
#
# ### 1. Count (★, 10 minutes)
#
# A color image of 32×32 goes through a 3×3 convolution to 8 channels with padding 1, max pooling of 2, and a 5×5
# convolution to 16 channels with stride 2. Which sizes, weights (with biases) and receptive field result?
#
# <details><summary>Solution</summary>
#
# 32, 16, then ⌊(16 − 5)/2⌋ + 1 = 6. Weights: 8·(3·9 + 1) = 224 and 16·(8·25 + 1) = 3,216. Receptive field: 3, then 4,
# then 4 + 4·2 = 12.
#
# ```python
# net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5, stride=2))
# assert net(torch.zeros(1, 3, 32, 32)).shape == (1, 16, 6, 6)
# assert [sum(p.numel() for p in net[i].parameters()) for i in (0, 2)] == [224, 3216]
# assert receptive_field([(3, 1), (2, 2), (5, 2)]) == 12
# ```
# </details>
#
# ### 2. The way back (★★, 20 minutes)
#
# Build the matrix $A$ of a convolution of 6×6 pixels by a 3×3 kernel with stride 2, and show that `F.conv_transpose2d`
# multiplies by its transpose.
#
# <details><summary>Solution</summary>
#
# Feed the 36 unit images. The transpose maps the small output back to the size of the input, which is what the backward
# pass needs, and what networks use that draw images.
#
# ```python
# K = torch.randn(1, 1, 3, 3)
# A = F.conv2d(torch.eye(36).reshape(36, 1, 6, 6), K, stride=2).flatten(1).T  # (4, 36)
# z = torch.randn(4)
# back = F.conv_transpose2d(z.reshape(1, 1, 2, 2), K, stride=2, output_padding=1)  # (1, 1, 6, 6)
# assert torch.allclose(back.flatten(), A.T @ z, atol=1e-5)
# ```
# </details>
#
# ### 3. Mirror images (★★, 20 minutes)
#
# Which dense layers of 64 pixels commute with mirroring? Average over the two elements of that group, and count the
# different numbers.
#
# <details><summary>Solution</summary>
#
# Mirroring $M$ is its own inverse, so the average is $(W+MWM)/2$. Entries come in pairs that are equal, 2,048 of them.
# A convolution that also commutes with $M$ has a kernel equal to its own mirror image: it cannot tell a left edge from
# a right one. Demanding more is not always better.
#
# ```python
# W = torch.randn(64, 64, dtype=torch.float64)
# M = torch.eye(64, dtype=torch.float64).reshape(64, 8, 8).flip(2).reshape(64, 64)
# averaged = (W + M @ W @ M) / 2
# assert torch.allclose(averaged @ M, M @ averaged)
# print(len(averaged.mul(1e9).round().unique()))
# assert len(averaged.mul(1e9).round().unique()) == 2048
# ```
# </details>
#
# ### 4. Blur before the stride (★★★, 40 minutes, open)
#
# Replace the pooling of our body by a stride of 2 in the first convolution. How much accuracy does the lower right
# lose, and how much comes back if you blur before the stride?
#
# <details><summary>Solution</summary>
#
# One way to start. Take more seeds before you believe a difference of a point or two.
#
# ```python
# class Down(nn.Module):
#     def forward(self, a):  # (B, 16, 20, 20) -> (B, 16, 10, 10)
#         return blur(a)[..., ::2, ::2]
#
# def net(*first):
#     return nn.Sequential(*first, *list(maximum())[3:])
#
# for name, make in [
#     ("stride", lambda: net(nn.Conv2d(1, 16, 5, stride=2, padding=2, padding_mode="circular"), nn.ReLU())),
#     ("blur, stride", lambda: net(nn.Conv2d(1, 16, 5, padding=2, padding_mode="circular"), nn.ReLU(), Down())),
# ]:
#     model, test = train(make, seed=0)
#     print(name, [round(accuracy(model, corner(test, where)), 3) for where in (SEEN, UNSEEN)])
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - A linear layer that treats every place alike is a convolution, and locality leaves a small kernel of it.
# - It is one matrix product over windows, whose number follows from counting their places.
# - Sharing weights is worth examples: ten patches beat 3,000 for a dense layer.
# - Convolutions are equivariant; only an end that forgets the place, such as a global maximum, makes invariant.
# - Strides and zero padding break equivariance.
#
# ## Where it came from
#
# - Hubel and Wiesel, 1962, Journal of Physiology 160, 106–154: cells that see a small part of the view.
# - Fukushima, 1980, Biological Cybernetics 36, 193–202: the neocognitron, layers of such cells.
# - LeCun and others, 1989, Neural Computation 1, 541–551: shared kernels, trained by backpropagation.
# - Cohen and Welling, 2016, ICML: turns and mirror images.
# - Luo, Li, Urtasun and Zemel, 2016, NeurIPS: the effective receptive field.
# - Zhang, 2019, ICML, 7324–7334: blur before the stride.
# - Azulay and Weiss, 2019, Journal of Machine Learning Research 20(184), 1–25: small shifts, other answers.
# - Kayhan and van Gemert, 2020, CVPR: networks that read their place off the border.
#
# **Next**: [17, LeNet](17-lenet.ipynb): the first such network that earned its living, layer by layer.
