# %% [markdown]
# # The vision transformer
#
# You will be able to turn a transformer for sentences into one for images, to prove what it can and cannot know about
# the plane, and to say from how much data it has to learn the rest.
#
# **Reading** 30 min · **Running** under 60 s on two cores · **Prerequisites** [16 (convolution)](16-convolution.ipynb),
# [17 (LeNet)](17-lenet.ipynb) and [28 (the transformer)](28-transformer.ipynb) · **Practice** [assignment
# a18](../release/a18-attention/attention.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/31-vision-transformer.ipynb)
#
# **Needs** [16](16-convolution.ipynb), [17](17-lenet.ipynb), [20](20-transfer-learning.ipynb),
# [28](28-transformer.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **implement** patches, class token and positions, and show that they equal the library's convolution and blocks;
# - **prove** what shuffled patches do to a vision transformer, with positions and without;
# - **predict** how it compares with a convolutional network as labels get scarce;
# - **test** what an attention map says against a rule that never saw the model;
# - **diagnose** patches in a wrong order and positions that do not fit.

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
import math

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## Sixteen tiles
#
# Cut each digit of 8×8 pixels into sixteen tiles of 2×2, and put the tiles of all images into the same new order:

# %%
digits = data.digits()
ORDER = torch.randperm(16, generator=torch.Generator().manual_seed(3))


def shuffle(X):
    tiles = F.unfold(X, 2, stride=2)  # (B, 1, 8, 8) -> (B, 4, 16): the four pixels of each of sixteen tiles
    return F.fold(tiles[:, :, ORDER], 8, 2, stride=2)  # (B, 1, 8, 8)


# %% tags=["hide-input"]
COLORS = {"vision transformer": plots.BLUE, "convolutions": plots.RED, "perceptron": plots.GRAY, "grid": plots.ORANGE}


def grid(axis, image):
    """Draw an image of 8x8 pixels with the borders of its tiles."""
    axis.imshow(image, cmap="gray_r", vmin=0, vmax=1)
    for border in (1.5, 3.5, 5.5):
        axis.axhline(border, color=COLORS["grid"], linewidth=0.8)
        axis.axvline(border, color=COLORS["grid"], linewidth=0.8)
    axis.set(xticks=[], yticks=[])
    axis.grid(visible=False)


figure, axes = plt.subplots(2, 8, figsize=(8, 2.4))
for row, images in zip(axes, (digits.train.X[:8], shuffle(digits.train.X[:8])), strict=True):
    for axis, image in zip(row, images, strict=True):
        grid(axis, image[0])
figure.suptitle("The same eight digits, before and after the shuffle", fontweight="bold")
plots.show(
    figure,
    alt="Two rows of eight images of 8 by 8 pixels, each divided into sixteen tiles. Above, handwritten digits; below, "
    "the same tiles in another order, in which no digit can be read.",
)

# %% [markdown]
# You cannot read them any more, but suppose that three networks are now trained anew on shuffled digits: a multilayer
# perceptron, a convolutional network, and a transformer that reads the tiles like the words of a sentence. The
# perceptron cannot notice, as we saw in [lecture 17](17-lenet.ipynb). What about the other two? And if a network does
# not notice the shuffle, is it seeing at all?
#
# ## Tiles are words
#
# A transformer wants a sequence of vectors. So we call each tile a **patch**, write its pixels as one row, and let one
# matrix turn every row into a vector of length $d$, as an embedding does with words:


# %%
def patchify(X, p):
    """Cut X (B, c, H, W) into n = HW/p² patches, row by row: (B, n, c p p)."""
    tiles = X.unflatten(3, (-1, p)).unflatten(2, (-1, p))  # (B, c, H/p, p, W/p, p)
    return tiles.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)  # (B, H/p, W/p, c, p, p) -> (B, n, c p p)


X, color = digits.train.X[:5], torch.randn(2, 3, 6, 4)  # (B, 1, 8, 8), (B, 3, 6, 4)
for images in (X, color):
    assert torch.equal(patchify(images, 2), F.unfold(images, 2, stride=2).transpose(1, 2))
conv = nn.Conv2d(1, 32, kernel_size=2, stride=2)
by_hand = patchify(X, 2) @ conv.weight.flatten(1).T + conv.bias  # (B, 16, 4) @ (4, 32) -> (B, 16, 32)
assert torch.allclose(by_hand, conv(X).flatten(2).transpose(1, 2), atol=1e-5)
print("patches", tuple(patchify(X, 2).shape), "embedded", tuple(by_hand.shape))

# %% [markdown]
# The last check says more than it seems to, because one matrix for all patches *is* a convolution whose stride is as
# large as its window. So a "network without convolutions" it is not, but this is the only one, and its windows never
# overlap.
#
# In the whole network, a learned vector, the **class token**, is put in front of the patches. It stands for no part of
# the image; its job is to ask, and what it has gathered at the end goes to the classifier.

# %% tags=["hide-input"]
ARROW = {"arrowstyle": "-|>", "linewidth": 1.2, "color": "black", "shrinkA": 0, "shrinkB": 0}
BOX = {"facecolor": "white", "edgecolor": COLORS["vision transformer"], "linewidth": 1.5}


def cut(axis, image, left, side):
    """Draw an image (8, 8) with the lines along which it is cut into sixteen tiles."""
    axis.imshow(image, cmap="gray_r", extent=(left, left + side, 0, side))
    for k in range(5):
        axis.plot([left, left + side], [side / 4 * k] * 2, color=COLORS["grid"], linewidth=1)
        axis.plot([left + side / 4 * k] * 2, [0, side], color=COLORS["grid"], linewidth=1)


def box(axis, left, right, low, high, words):
    """Draw a box with words in its middle."""
    axis.add_patch(plt.Rectangle((left, low), right - left, high - low, **BOX))
    axis.text((left + right) / 2, (low + high) / 2, words, ha="center", va="center")


# %% tags=["hide-input"]
def column(axis, x, name, tile=None):
    """Draw the way of one patch, or of the class token, from the bottom to the blocks."""
    if tile is not None:
        axis.imshow(tile, cmap="gray_r", vmin=0, vmax=1, extent=(x - 0.4, x + 0.4, 0, 0.8), zorder=2)
        axis.add_patch(plt.Rectangle((x - 0.4, 0), 0.8, 0.8, fill=False, edgecolor=COLORS["grid"], zorder=3))
        axis.annotate("", (x, 1.4), (x, 0.85), arrowprops=ARROW)
    axis.annotate("", (x, 2.5), (x, 2.0 if tile is not None else 0.85), arrowprops=ARROW)
    axis.text(x, 2.75, f"+ $p_{{{name}}}$", ha="center", va="center")
    axis.annotate("", (x, 3.5), (x, 3.0), arrowprops=ARROW)


# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(8.6, 4.6))
image = digits.train.X[0, 0]  # (8, 8)
tiles = image.unflatten(1, (4, 2)).unflatten(0, (4, 2)).transpose(1, 2).flatten(0, 1)  # (16, 2, 2)
cut(axis, image, -4.4, 3.0)
column(axis, 0.0, 0)
for x, patch in [(1.4, 1), (2.5, 2), (3.6, 3), (5.8, 16)]:
    column(axis, x, patch, tiles[patch - 1])
box(axis, -0.5, 0.5, 0.1, 0.8, "class")
box(axis, 0.9, 6.3, 1.4, 2.0, "one matrix for all patches")
box(axis, -0.5, 6.3, 3.5, 4.2, "two blocks: attention between all, an MLP for each")
box(axis, -0.9, 0.9, 4.8, 5.4, "norm, linear")
axis.annotate("", (0, 4.8), (0, 4.2), arrowprops=ARROW)
words = [(4.6, 0.4, "..."), (4.6, 2.75, "..."), (-3.5, 3.2, "image (B, 1, 8, 8)"), (6.6, 0.4, "(B, 16, 4)")]
words += [(6.6, 2.25, "(B, 16, 32)"), (6.6, 3.2, "(B, 17, 32)"), (6.6, 4.5, "(B, 17, 32)")]
for x, y, shape in [*words, (1.1, 5.1, "(B, 10), from the class token alone")]:
    axis.text(x, y, shape, va="center", fontsize=9)
axis.set(xlim=(-4.6, 8.2), ylim=(-0.1, 5.6), aspect="equal")
axis.axis("off")
plots.show(
    figure,
    alt="Left, a digit of 8 by 8 pixels cut into sixteen tiles. Right of it the class token and patches 1, 2, 3 to 16 "
    "stand in a row. Each patch goes through one and the same matrix; to each vector its position vector is added, "
    "p 0 for the class token to p 16. All seventeen go through two blocks of attention and MLP, and what stands in the "
    "class token's place goes through norm and linear layer, which give ten logits.",
)

# %% [markdown]
# ## The same block
#
# Between positions and norm stands the block of [lecture 28](28-transformer.ipynb), without any mask, because a patch
# may look at every other. We write it again, with the matrices of queries, keys and values stacked into one:


# %%
class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads, self.norm_1, self.norm_2 = heads, nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.o = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.mlp = nn.Sequential(nn.Linear(d, 2 * d), nn.ReLU(), nn.Linear(2 * d, d))

    def forward(self, x):
        qkv = self.qkv(self.norm_1(x)).unflatten(-1, (3, self.heads, -1))  # (B, T, 3, heads, d/heads)
        Q, K, V = qkv.permute(2, 0, 3, 1, 4)  # each (B, heads, T, d/heads)
        A = (Q @ K.transpose(-2, -1) / math.sqrt(Q.shape[-1])).softmax(-1)  # (B, heads, T, T)
        self.A = A.detach()  # kept for our pictures only
        x = x + self.o((A @ V).transpose(1, 2).flatten(2))  # (B, T, d): between patches
        return x + self.mlp(self.norm_2(x))  # (B, T, d): within each patch


# %%
theirs = nn.TransformerEncoderLayer(32, 4, 64, dropout=0.0, norm_first=True, batch_first=True)
names = {"self_attn.in_proj_": "qkv.", "self_attn.out_proj": "o", "norm1": "norm_1", "norm2": "norm_2"}
names |= {"linear1": "mlp.0", "linear2": "mlp.2"}
weights = {}
for name, weight in theirs.state_dict().items():
    its = next(part for part in names if name.startswith(part))
    weights[name.replace(its, names[its])] = weight
ours, x = Block(32, heads=4), torch.randn(2, 17, 32)  # x (B, T, d)
ours.load_state_dict(weights)
assert torch.allclose(ours(x), theirs(x), atol=1e-5)
print("equal to nn.TransformerEncoderLayer")

# %% [markdown]
# Now the **vision transformer** (ViT) takes a dozen lines. Nobody tells it where a patch comes from: for each place it
# adds a *learned* vector, which begins as random numbers of size `scale`.


# %%
class ViT(nn.Module):
    def __init__(self, p=2, d=32, layers=2, heads=4, scale=0.3, side=8):
        super().__init__()
        self.p, n = p, (side // p) ** 2
        self.embed = nn.Linear(p * p, d)
        self.token = nn.Parameter(0.02 * torch.randn(1, 1, d))
        self.positions = nn.Parameter(scale * torch.randn(n + 1, d), requires_grad=scale > 0)
        self.blocks = nn.Sequential(*(Block(d, heads) for _ in range(layers)))
        self.norm, self.head = nn.LayerNorm(d), nn.Linear(d, 10)

    def vectors(self, X):
        x = self.embed(patchify(X, self.p))  # (B, n, d)
        x = torch.cat([self.token.expand(len(x), 1, -1), x], dim=1)  # (B, n + 1, d), the class token in front
        return self.norm(self.blocks(x + self.positions))  # (B, n + 1, d)

    def forward(self, X):
        return self.head(self.vectors(X)[:, 0])  # (B, 10), from the class token alone


# %%
def train(model, X, y, epochs, rate=6e-3):
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, rate, weight_decay=0.05, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * math.ceil(len(y) / 64))
    for _ in range(epochs):
        for batch in torch.randperm(len(y)).split(64):
            loss = F.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def accuracy(model, X, y):
    with torch.no_grad():
        return metrics.accuracy(model(X), y).item()


# %% [markdown]
# ## A bag of patches
#
# We can answer half of the puzzle before any experiment, because attention is a sum, and a sum has no order.
#
# **Choose.** One ViT is trained on digits, another on shuffled digits. How much worse does the second become?
#
# <details><summary>A lot: it cannot know which patches are neighbors</summary>
#
# That is true, but the first one does not know it either. To it, too, place 5 is only a name.
# </details>
#
# <details><summary>A little: it first has to undo the shuffle</summary>
#
# There is nothing to undo, because no line of the model says that one order is the right one.
# </details>
#
# <details><summary>Not at all, and this can be proved</summary>
#
# Yes. Give each position vector to the patch's new place, and all outputs are the same, before training and after each
# step of it. The vectors begin as random numbers, so that no arrangement of them is better than another.
# </details>


# %%
def relabel(model):
    """Return a copy of model whose position vectors moved as the tiles do in `shuffle`."""
    moved = copy.deepcopy(model)
    with torch.no_grad():
        moved.positions[1:] = model.positions[1:][ORDER]  # (16, d); the class token's vector stays
    return moved


X, y = digits.train.X[:200], digits.train.y[:200]  # (200, 1, 8, 8), (200,)
blind, model = ViT(scale=0), ViT()
assert torch.allclose(blind(X), blind(shuffle(X)), atol=1e-5)  # without positions: one and the same bag of patches
assert not torch.allclose(model(X), model(shuffle(X)), atol=1e-2)
assert torch.allclose(model(X), relabel(model)(shuffle(X)), atol=1e-5)
twins = []
for twin, images in [(model, X), (relabel(model), shuffle(X))]:
    torch.manual_seed(0)
    twins.append(train(twin.double(), images.double(), y, epochs=3))
assert torch.allclose(twins[0](X.double()), twins[1](shuffle(X).double()), atol=1e-6)  # twelve steps later

# %% [markdown]
# So a ViT with positions learns from shuffled digits exactly as well, and a ViT without positions gets the same vector
# from both. Neither of them sees in our sense, since the first has to learn from labels what a plane is, and the second
# never can.
#
# ## Data decides
#
# How many labels does that take? We compare three networks on 50, 200 and all 1,347 training digits, with five splits
# and starts each. The convolutional network has neighbors built in, which the perceptron has not, though each of its
# weights belongs to one pixel. All three get the same epochs; at 200 labels more of them would help the ViT.


# %%
def convolutions():
    first = [nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]  # (B, 16, 4, 4)
    second = [nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]  # (B, 32, 2, 2)
    return nn.Sequential(*first, *second, nn.Flatten(), nn.Linear(128, 10))


def perceptron():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))  # (B, 128), (B, 10)


MAKE = {"vision transformer": ViT, "convolutions": convolutions, "perceptron": perceptron}
EPOCHS = {50: 100, 200: 40, 1347: 12}  # 100, 160 and 264 steps
splits = [data.digits(seed=seed) for seed in range(5)]


def learned(make, labels, seed, change=lambda X: X):
    """Train on the first images of one split; return the model and its share of test images right."""
    train_set, test = splits[seed].train, splits[seed].test
    torch.manual_seed(seed)
    model = train(make(), change(train_set.X[:labels]), train_set.y[:labels], EPOCHS[labels])
    return model, accuracy(model, change(test.X), test.y)


# %% [markdown]
# **Guess.** With 50 labels, perceptron and convolutions both read about 82% of unseen digits. How many percent does
# the ViT read?

# %%
guess = None  # percent, such as 80

# %% tags=["main-result"]
right, models = {}, {}
for name, make in MAKE.items():
    right[name] = np.zeros((3, 5))
    for row, labels in enumerate(EPOCHS):
        runs = [learned(make, labels, seed) for seed in range(5)]
        right[name][row], models[name] = [share for _, share in runs], [model for model, _ in runs]
    weights = sum(parameter.numel() for parameter in make().parameters())
    print(f"{name:18s} {weights:6,} weights, 50, 200, 1,347 labels: {right[name].mean(1).round(3)}")
all_labels = right["vision transformer"][2]
print(f"vision transformer with all labels: mean {all_labels.mean():.1%}, from {all_labels.min():.1%}")
behind = (right["perceptron"] - right["vision transformer"]).mean(1)  # (3,)
assert behind[0] > 0.06 and behind[1] > 0.02 and behind[2] < 0.03
assert (right["convolutions"] - right["vision transformer"]).mean(1)[2] < 0.04
assert all(abs(right[name][0].mean() - 0.82) < 0.05 for name in ("perceptron", "convolutions"))

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.8))
for (name, shares), marker, line in zip(right.items(), "osv", ("-", "--", ":"), strict=True):
    axis.plot(list(EPOCHS), 100 * shares.mean(1), line, marker=marker, color=COLORS[name], label=name)
    axis.fill_between(list(EPOCHS), 100 * shares.min(1), 100 * shares.max(1), color=COLORS[name], alpha=0.15)
if guess is not None:
    axis.plot(50, guess, linestyle="none", **plots.points("guess"), label="your guess")
axis.set(title="The fewer the labels, the further the ViT is behind", xlabel="labels", xscale="log")
axis.set_ylabel("test images right (%)")
axis.set_xticks(list(EPOCHS), labels=["50", "200", "1,347"])
axis.minorticks_off()
axis.legend(loc="lower right")
plots.show(
    figure,
    alt="Share of test images right against the number of labels, mean and range of five splits. With 50 labels the "
    f"vision transformer reads {right['vision transformer'][0].mean():.0%}, the convolutions "
    f"{right['convolutions'][0].mean():.0%} and the perceptron {right['perceptron'][0].mean():.0%}; with 1,347 labels "
    "the three lie within a few points.",
)

# %% [markdown]
# With all labels the ViT is nearly level, and with 50 it is far behind. That agrees with what its authors saw on
# millions of images. But look at the gray line: the perceptron has no idea of neighbors either, and it is *not*
# behind.
#
# ## What is it short of?
#
# So the usual reason, "it does not know what is near", cannot be the whole one. Two things are missing in a ViT that
# the convolutions have: neighbors, and a firm knowledge of *where* (their last layer has its own weights for each
# place). We can take away the one and give the other.
#
# **Choose.** Convolutions on *shuffled* digits, with 200 labels: where do they end?
#
# <details><summary>Far below the ViT, since their neighborhoods are false</summary>
#
# It was so in lecture 17, where single pixels were shuffled. Here each tile of 2×2 is still whole.
# </details>
#
# <details><summary>A few points lower, still not below the ViT</summary>
#
# Yes, as the next cell shows. Neighborhood beyond the tile is worth a few points, no more.
# </details>
#
# <details><summary>Nowhere lower, like the perceptron</summary>
#
# Each window of 3×3 now reaches into tiles that do not belong beside its own, and this costs something.
# </details>

# %%
CHANGES = {
    "convolutions, shuffled": (convolutions, shuffle),
    "ViT, no positions": (lambda: ViT(scale=0), lambda X: X),
    "ViT, positions of 0.02": (lambda: ViT(scale=0.02), lambda X: X),
}
few = {name: shares[1, :3] for name, shares in right.items()}  # 200 labels, three of the five splits
for name, (make, change) in CHANGES.items():
    few[name] = np.array([learned(make, 200, seed, change)[1] for seed in range(3)])
for name, shares in few.items():
    print(f"{name:23s} {shares.round(3)}  mean {shares.mean():.3f}")
lost = few["convolutions"].mean() - few["convolutions, shuffled"].mean()
assert 0.0 < lost < 0.1 and few["convolutions, shuffled"].mean() > few["vision transformer"].mean() - 0.02
assert few["vision transformer"].mean() > few["ViT, positions of 0.02"].mean() + 0.01
assert few["ViT, positions of 0.02"].mean() > few["ViT, no positions"].mean() + 0.1
assert few["ViT, no positions"].mean() < 0.7 * few["vision transformer"].mean()

# %% [markdown]
# Losing its neighbors costs the convolutions a few points, and even so they do not fall behind the ViT. Losing its
# positions costs the ViT about half of its right answers. The last row is the surprise, because there all positions are
# learned and only *begin* smaller, at 0.02 instead of 0.3, which is how the published model begins. Then a new patch
# vector says what stands in the patch and next to nothing of where; the model begins as a bag of patches, and spends
# its few steps on growing out of it. With so little data this costs several points, although nothing but the start
# differs.
#
# **Checkpoint.** Why does the perceptron not have this problem, although it knows nothing of neighbors?
#
# <details><summary>Answer</summary>
#
# Each of its weights belongs to one pixel, so place is built in. A ViT sends all patches through the same matrices,
# which is why it has to be told the place, and has to learn to use what it is told.
# </details>
#
# ## What the class token looks at
#
# Trained on all labels, the class token must have found the patches that matter. Its row of the attention matrix is
# often drawn over the image as an explanation. We test that: cover the three most attended patches with white paper and
# count how many answers change. The baseline never saw the model: it covers the three patches with most ink.


# %%
def cover(X, scores, k):
    """Return X (B, 1, 8, 8) with the k patches of the highest scores (B, 16) made white."""
    hidden = torch.zeros_like(scores).scatter(1, scores.topk(k).indices, 1.0)  # (B, 16), 1 where covered
    return F.fold((1 - hidden[:, None]) * F.unfold(X, 2, stride=2), 8, 2, stride=2)


@torch.no_grad()
def answers_changed(model, X):
    said = model(X).argmax(1)  # (B,)
    attended = model.blocks[-1].A[:, :, 0, 1:].mean(1)  # (B, 16): the class token's row, mean of the heads
    rules = {"attention": attended, "chance": torch.rand_like(attended), "ink": patchify(X, 2).sum(-1)}
    return [(model(cover(X, scores, 3)).argmax(1) != said).float().mean().item() for scores in rules.values()]


torch.manual_seed(0)
trained = models["vision transformer"]  # five, of 1,347 labels each
changed = np.array([answers_changed(model, split.test.X) for model, split in zip(trained, splits, strict=True)])
for rule, shares in zip(("attention", "chance", "ink"), changed.T, strict=True):
    print(f"covered by {rule:9s}: answers changed {shares.round(2)}  mean {shares.mean():.2f}")
assert changed[:, 0].mean() > changed[:, 1].mean() + 0.03 and changed[:, 2].mean() > changed[:, 0].mean() + 0.05

# %% [markdown]
# Attention beats chance, so it is a hint. But the ink, which also erases more, beats attention, so it is a poor
# explanation; one reason may be that a patch that the class token passes over in the last block has already told the
# others what it holds in the block before.
#
# ### Play with it
#
# Choose a digit, a layer and a head, and cover the patches that the class token looks at most:

# %%
vit, test = trained[0], splits[0].test


# %% tags=["hide-input"]
def panels(image, attended, share, title):
    """Draw an image (8, 8), the attention to its patches (4, 4), and the probabilities (10,)."""
    figure, axes = plt.subplots(1, 3, figsize=(6.6, 2.4), width_ratios=[1, 1, 1.3])
    grid(axes[0], image)
    axes[1].imshow(attended, cmap="Blues", vmin=0, vmax=0.4)
    axes[1].set(xticks=[], yticks=[])
    axes[1].grid(visible=False)
    axes[2].bar(range(10), share, color=COLORS["vision transformer"])
    axes[2].set(ylim=(0, 1), xticks=range(10), ylabel="probability")
    for axis, words in zip(axes, (title, "attention", f"answer: {share.argmax()}"), strict=True):
        axis.set_title(words, fontsize=10)
    return figure


# %% tags=["hide-input"]
@torch.no_grad()
def draw(number, layer, head, k, rule, shuffled):
    """Draw one test image with k patches covered, the class token's attention before that, and the answer."""
    X, true = test.X[number : number + 1], test.y[number].item()  # (1, 1, 8, 8)
    X = shuffle(X) if shuffled else X
    vit(X)
    attended = vit.blocks[layer - 1].A[:, head - 1, 0, 1:]  # (1, 16)
    covered = cover(X, attended if rule == "attention" else patchify(X, 2).sum(-1), k)
    share = vit(covered).softmax(-1)[0]  # (10,)
    return plots.describe(
        panels(covered[0, 0], attended.view(4, 4), share, f"a {true}, {k} covered"),
        f"Test image {number}, a {true}{', its tiles shuffled' if shuffled else ''}, with the {k} patches of most "
        f"{rule} covered. In layer {layer}, head {head}, the class token looks most at patch {attended.argmax() + 1} "
        f"of 16, with weight {attended.max():.3f}. The answer is {share.argmax()}, with probability "
        f"{share.max():.3f}; the {true} gets {share[true]:.3f}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw,
    frames=[
        ("as it is", {}),
        ("three most attended covered", {"k": 3}),
        ("three inkiest covered", {"k": 3, "rule": "ink"}),
        ("all there, but shuffled", {"shuffled": True}),
    ],
    number=widgets.slider("test image", 0, 29, 1, 4),
    layer=widgets.slider("layer", 1, 2, 1, 2),
    head=widgets.slider("head", 1, 4, 1, 1),
    k=widgets.slider("patches covered", 0, 8, 1, 0),
    rule=widgets.choice("cover by", ["attention", "ink"], "attention"),
    shuffled=widgets.toggle("shuffle the tiles", False),
)

# %% [markdown]
# **Try** to find a digit that keeps its name with four attended patches covered, and one that loses it with one.
# **Notice** the last box: learning from shuffled digits costs a ViT nothing, but shuffling what it *has* learned
# destroys it.

# %%
X, y = test.X, test.y  # (450, 1, 8, 8), (450,)
shares = [accuracy(model, images, y) for model, images in [(vit, X), (vit, shuffle(X)), (relabel(vit), shuffle(X))]]
print("right: {:.1%} as trained, {:.1%} shuffled, {:.1%} shuffled and relabeled".format(*shares))
assert shares[1] < 0.4 and shares[2] == shares[0]

# %% [markdown]
# ## Deeper: the bill grows with the square
#
# Halve the side of a patch, and there are four times as many of them, so that attention's scores cost sixteen times as
# much. For $T$ vectors a block with an MLP of width $2d$ takes $8Td^2+2T^2d$ multiplications, with one of width $4d$,
# as published, $12Td^2+2T^2d$. We check the first against PyTorch's own counter, which counts a multiplication with its
# addition as two operations:

# %%
from torch.utils.flop_counter import FlopCounterMode


def multiplications(p, d=32, layers=2, side=8):
    n = (side // p) ** 2
    T = n + 1
    return n * p * p * d + layers * (8 * T * d**2 + 2 * T**2 * d) + 10 * d  # patches, blocks, classifier


for p in (4, 2, 1):
    with FlopCounterMode(display=False) as counter:
        ViT(p)(torch.zeros(1, 1, 8, 8))
    assert counter.get_total_flops() == 2 * multiplications(p)
    print(f"patches of {p}×{p}: {(8 // p) ** 2 + 1:3} vectors, {multiplications(p):9,} multiplications an image")
for side in (224, 384):
    T, d = (side // 16) ** 2 + 1, 768
    share = 2 * T**2 * d / (12 * T * d**2 + 2 * T**2 * d)
    print(f"{side} pixels in patches of 16×16, d = {d}: {T} vectors, {share:.0%} of a block is quadratic")

# %% [markdown]
# At the published sizes the quadratic part is small, so it is the fine patches and the large images that one cannot
# pay.
#
# ## Deeper: does a map emerge?
#
# In the large models the position vectors of neighbors become similar during training: a map of the plane, learned
# from labels alone. Does it happen here? We print the mean cosine between position vectors by the number of steps from
# one place to the other on the grid, for five models.

# %%
across, down = torch.arange(16) % 4, torch.arange(16) // 4
steps = (across[:, None] - across).abs() + (down[:, None] - down).abs()  # (16, 16)
cosines = []
for model in trained:
    P = F.normalize(model.positions[1:].detach(), dim=-1)  # (16, d)
    cosines.append([(P @ P.T)[steps == k].mean().item() for k in range(1, 5)])
print("1, 2, 3, 4 steps apart:", np.mean(cosines, axis=0).round(3))
assert np.abs(np.mean(cosines, axis=0)).max() < 0.12

# %% [markdown]
# No map emerges: neighbors are no more alike than distant places. Some 1,300 digits have no need for one; sixteen
# names that can be told apart are enough. What a model *can* learn and what it learns from little are two things.
#
# ## Deeper: how the gap was closed
#
# The authors of 2020 closed it with data: trained on ImageNet's 1.3 million images alone, their models stayed a few
# points below residual networks of the same size, and after 300 million images they passed them, with 88.55% on
# ImageNet. Two months later DeiT needed no more than ImageNet: with strong augmentation
# ([lecture 13](13-regularization.ipynb)) it came to 83.1%, and with a convolutional network as its teacher up to 85.2%.
# ConvNeXt then took the new recipe back to convolutions and came out level. So "transformers see better" is half of a
# sentence, as "convolutions are better" was in lecture 17. The other half is the data and the recipe.
#
# ## What goes wrong
#
# **Little data.** "My ViT stays far below my ResNet" is asked again and again, and a maintainer of the published code
# answered that for the 50,000 images of CIFAR-10 one should take a convolutional network. The curves above are that
# failure. Remedies: a pretrained model ([lecture 20](20-transfer-learning.ipynb)), augmentation, or to try a
# convolution in front (exercise 4).
#
# **A new image size.** A larger image has more patches than there are positions:

# %%
big = F.interpolate(X, scale_factor=2, mode="bilinear")  # (450, 1, 16, 16): 64 patches
try:
    vit(big)
except RuntimeError as error:
    print(error)
plane = vit.positions[1:].detach().T.unflatten(1, (4, 4))[None]  # (1, d, 4, 4)
stretched = {
    "on the plane": F.interpolate(plane, size=(8, 8), mode="bilinear").flatten(2),  # (1, d, 64)
    "along the row of 16": F.interpolate(plane.flatten(2), size=64, mode="linear"),  # (1, d, 64)
}
shares = {}
for name, places in stretched.items():
    larger = copy.deepcopy(vit)
    larger.positions = nn.Parameter(torch.cat([vit.positions[:1].detach(), places[0].T]))  # (65, d)
    shares[name] = accuracy(larger, big, y)
    print(f"positions stretched {name}: {shares[name]:.1%} right")
assert shares["on the plane"] > shares["along the row of 16"] + 0.1 and shares["on the plane"] < 0.9
assert shares["along the row of 16"] < 0.4

# %% [markdown]
# Symptom: an error, or, after a careless repair, answers worse than guesses. Remedy: stretch the positions on the
# plane, leave the class token's alone, and train on, because even the right way costs accuracy.
#
# **Patches in a wrong order.** A plain `reshape` has the right shape and makes strips of 1×4 pixels:


# %%
def as_strips(X):
    """Return images (B, 1, 8, 8) whose tiles, as `patchify` cuts them, are what a plain reshape of X gives."""
    return F.fold(X.reshape(-1, 16, 4).transpose(1, 2), 8, 2, stride=2)


assert torch.equal(patchify(as_strips(X), 2), X.reshape(-1, 16, 4)) and not torch.equal(as_strips(X), X)
strips = learned(ViT, 200, 0, as_strips)[1]
print(f"right, 200 labels: tiles {right['vision transformer'][1, 0]:.1%}, strips {strips:.1%}")
assert strips > 0.6

# %% [markdown]
# Symptom: none. A ViT takes any cut for a sentence, and on our digits strips serve about as well as tiles. It hurts
# when you load weights that were trained on tiles, or draw attention over an image. Remedy: fold the patches back and
# compare.
#
# ## Exercises
#
# ### 1. Sixteen by sixteen (★, 10 minutes)
#
# A ViT reads color images of 224×224 in patches of 16×16 with $d=768$. How many vectors does a block get, and how many
# weights have the patches' matrix and the positions?
#
# <details><summary>Solution</summary>
#
# 14·14 = 196 patches and the class token make 197 vectors. A patch has 3·16·16 = 768 numbers, by chance as many as $d$.
#
# ```python
# matrix, positions = 3 * 16 * 16 * 768 + 768, 197 * 768
# assert (matrix, positions) == (590_592, 151_296)
# ```
# </details>
#
# ### 2. A map as a gift (★★, 20 minutes)
#
# Start the positions of a ViT with sinusoids on the plane, half of the numbers for the row and half for the column, and
# train on 200 labels. Does the gift help? Compare the base 10,000 of lecture 28 with the base 10.
#
# <details><summary>Solution</summary>
#
# No, it does harm. Over four steps most clocks hardly move, so the sixteen places look alike,
# and telling them apart is what a ViT is short of. Faster clocks keep places a little further apart, but random vectors
# are much further apart than either.
#
# ```python
# def plane(base):
#     angles = torch.arange(4)[:, None] * base ** (-torch.arange(0, 16, 2) / 16)  # (4, 8)
#     clocks = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)  # (4, 16)
#     return torch.cat([clocks.repeat_interleave(4, 0), clocks.repeat(4, 1)], dim=1)  # (16, 32): row, column
#
#
# def with_map(base):
#     model = ViT()
#     model.positions.data[1:] = 0.42 * plane(base)
#     return model
#
#
# for base in (10_000, 10):
#     nearest = torch.pdist(with_map(base).positions.detach()[1:]).min().item()
#     print(base, "nearest places", round(nearest, 2), "right", learned(lambda: with_map(base), 200, 0)[1])
# nearest = torch.pdist(ViT().positions.detach()[1:]).min().item()
# print("random: nearest places", round(nearest, 2), "right", right["vision transformer"][1, 0])
# ```
# </details>
#
# ### 3. Without a class token (★★, 15 minutes)
#
# Let the classifier read the mean of the sixteen patch vectors instead. Is the class token needed?
#
# <details><summary>Solution</summary>
#
# No. With 200 labels now one is better and now the other, and they differ by less than two splits do.
#
# ```python
# class MeanViT(ViT):
#     def forward(self, X):
#         return self.head(self.vectors(X)[:, 1:].mean(1))  # (B, 10)
#
#
# print("mean", [learned(MeanViT, 200, seed)[1] for seed in range(2)], "token", right["vision transformer"][1, :2])
# ```
# </details>
#
# ### 4. Close the gap (★★★, 30 minutes, open)
#
# Bring a ViT with 200 labels as close to the convolutions as you can: by a convolution in front of the patches, by
# shifted copies of the digits, by more epochs. What is each worth, and does it help the convolutions as well?
#
# <details><summary>Solution</summary>
#
# One layer of eight 3×3 filters in front makes a hybrid. On our two splits it brings nothing to speak of, so a remedy
# that is reported for large models has to be measured at your size. What shifted copies and more epochs bring is for
# you to find out: `torch.roll` moves an image.
#
# ```python
# class Hybrid(ViT):
#     def __init__(self):
#         super().__init__()
#         self.stem = nn.Conv2d(1, 8, 3, padding=1)
#         self.embed = nn.Linear(8 * 2 * 2, 32)
#
#     def forward(self, X):
#         return super().forward(self.stem(X).relu())  # (B, 8, 8, 8) -> (B, 10)
#
#
# print("hybrid", [learned(Hybrid, 200, seed)[1] for seed in range(2)], "plain", right["vision transformer"][1, :2])
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Patches are words: one matrix for all of them, which is a convolution with a large stride.
# - Without positions a ViT reads a bag of patches; with them, a fixed shuffle costs it nothing.
# - With all labels it is close behind its rivals, with few it is far behind.
# - What it is short of first is not neighbors but place: positions that begin small leave a bag.
# - Attention maps are a hint: covering the ink changes more answers than covering what is attended.
#
# ## Where it came from
#
# - A. Dosovitskiy and others, 2021, ICLR: a plain transformer on patches of 16×16, and how much data it wants.
# - H. Touvron and others, 2021, ICML: training it on ImageNet alone, and learning from a teacher (DeiT).
# - M. Raghu and others, 2021, NeurIPS: what such models see, compared with convolutional ones.
# - Z. Liu and others, 2022, CVPR: convolutions with the new recipe (ConvNeXt).
#
# **Next**: [32, state space models](32-state-space-models.ipynb): long sequences without attention.
