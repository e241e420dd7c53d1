# %% [markdown]
# # Segmentation and depth
#
# You will be able to build networks that answer for every pixel, to measure what each way of handing down positions is
# worth, and to say what a single image can and cannot tell about distance.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb), [14 (metrics)](14-evaluation-metrics.ipynb) and
# [16 (convolution)](16-convolution.ipynb) · **Practice**
# [assignment a16](../release/a16-segmentation/segmentation.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/23-segmentation-and-depth.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [14](14-evaluation-metrics.ipynb), [16](16-convolution.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **measure** an answer for every pixel by its mean IoU and by its errors along edges;
# - **implement** unpooling by indices, and a network with three ways of handing positions to its decoder;
# - **explain** which of them wins, where, and how a network without any hides the positions;
# - **predict** how a depth network weighs the cues of a single picture;
# - **diagnose** sizes that do not fit, labels that were enlarged as if they were numbers, and meters out of nowhere.

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
import torch.nn.functional as F
from sklearn.metrics import f1_score, jaccard_score
from torch import nn

# %% [markdown]
# ## A perfect answer, too small
#
# A detector draws boxes, but a surgeon or a car has to know of *every pixel* what it belongs to, which is called
# **semantic segmentation**. Our pictures of 48×48 pixels show discs, squares and triangles, so that there are four
# classes with the background, and the answer is a **mask** that holds a class for each pixel.

# %%
scenes = data.shapes(1500, objects=(5, 8), radius=(5, 7))
train_set, test_set = scenes[:1200], scenes[1200:]  # images (n, 1, 48, 48), masks (n, 48, 48)
share = train_set.masks.flatten().bincount() / train_set.masks.numel()  # (4,)
print("share of the pixels, from background to triangle:", share.numpy().round(3))

# %% [markdown]
# More than four fifths of the pixels are background, so an empty mask is right more than four times in five. A fair
# measure counts for each class $k$ the pixels that are right (true positives, TP), falsely called $k$ (FP) and missed
# (FN), over the *whole test set*, and takes the mean of the four classes:
#
# $$\mathrm{IoU}_k=\frac{\mathrm{TP}_k}{\mathrm{TP}_k+\mathrm{FP}_k+\mathrm{FN}_k}$$
#
# This is the intersection over union of lecture 21, of pixels.


# %%
def confusion(answer, masks):
    """Return the matrix (4, 4) that counts pixels of each true class (row) by their answer (column)."""
    return torch.bincount((4 * masks + answer).flatten(), minlength=16).reshape(4, 4)


def class_iou(answer, masks):
    table = confusion(answer, masks).double()
    hits = table.diag()  # (4,), TP
    return hits / (table.sum(dim=0) + table.sum(dim=1) - hits)  # (4,); nan where a class is in neither


def mean_iou(answer, masks):
    return class_iou(answer, masks).nanmean().item()


empty = torch.zeros_like(test_set.masks)
print(f"empty: {(empty == test_set.masks).float().mean():.3f} right, mean IoU {mean_iou(empty, test_set.masks):.3f}")
both = test_set.masks, torch.randint(0, 4, test_set.masks.shape)
assert np.isclose(mean_iou(*both), jaccard_score(*[m.flatten() for m in both], average="macro"))

# %% [markdown]
# A network that should tell a square from a disc needs a wide view, and it gets one by pooling (lecture 16). The field
# calls this half of the network the **encoder**, and after two poolings it has 12×12 places left. Suppose its answer
# there were *perfect*, the class that most of the 16 pixels of each place have, and then every place were enlarged to
# 4×4 pixels again.
#
# **Guess.** Which mean IoU has this flawless answer after enlarging?

# %%
guess_enlarged = None  # between 0 and 1


# %%
def enlarged(masks, factor, mode):
    """Return the masks (n, 48, 48) that are left of true ones after averaging by ``factor`` and enlarging."""
    shares = F.avg_pool2d(F.one_hot(masks, 4).permute(0, 3, 1, 2).float(), factor)  # (n, 4, 48/f, 48/f)
    return F.interpolate(shares, scale_factor=factor, mode=mode).argmax(dim=1)  # (n, 48, 48)


for factor in (2, 4, 8):
    near, smooth = (
        mean_iou(enlarged(test_set.masks, factor, mode), test_set.masks) for mode in ("nearest", "bilinear")
    )
    print(f"perfect at 1/{factor} of the resolution, then enlarged: {near:.3f} nearest, {smooth:.3f} bilinear")

# %% tags=["hide-input"]
COLORS = {"nothing": plots.RED, "indices": plots.ORANGE, "features": plots.BLUE} | {
    "position": plots.GREEN, "size": plots.PURPLE
}  # fmt: skip


def picture(axis, image, title, **how):
    axis.imshow(image, interpolation="nearest", **how)
    axis.set_title(title, fontsize="medium", fontweight="normal")
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(True)


# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(9.5, 3.2), width_ratios=[1, 1, 1, 0.8])
figure.suptitle("A perfect answer at a quarter of the resolution loses its outlines", fontweight="bold")
picture(axes[0], test_set.images[0, 0], "picture", cmap="gray", vmin=0, vmax=1)
picture(axes[1], test_set.masks[0], "true mask", vmin=0, vmax=3)
coarse = enlarged(test_set.masks, 4, "nearest")
picture(axes[2], coarse[0], "perfect at 12×12, enlarged", vmin=0, vmax=3)
bars = {"empty": mean_iou(empty, test_set.masks), "enlarged": mean_iou(coarse, test_set.masks)}
axes[3].bar(list(bars), list(bars.values()), width=0.6, color=plots.ROLES["baseline"].color)
if guess_enlarged is not None:
    axes[3].axhline(guess_enlarged, label="your guess", **plots.line("guess"))
    axes[3].legend()
axes[3].set(ylim=(0, 1))
axes[3].set_title("mean IoU", fontsize="medium", fontweight="normal")
plots.show(
    figure,
    alt="A gray picture with bright shapes on noise; its true mask with one color for each class; the same mask "
    "averaged over 4 by 4 pixels and enlarged, in which every outline is a staircase; two bars of the mean IoU, the "
    "one of the empty mask much lower than the one of the enlarged mask.",
)

# %% [markdown]
# A quarter of the resolution costs a third of the score although every decision was right, and whatever *decides* at
# 12×12 and merely enlarges ends about there. Yet soon a network that squeezes everything through 12×12 places will beat
# even the smoother enlargement.
#
# ## What and where
#
# So the deep layers know *what*, and the shallow ones knew *where* before pooling dropped it. The second half of the
# network, the **decoder**, has to bring both together, and there are three ways to help it upward. (The two make no
# autoencoder, since the target is not the input.)

# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(8.6, 3.9))
boxes = [(0, 2, "conv\n8 × 48 × 48"), (1, 1, "conv\n16 × 24 × 24"), (2.2, 0, "conv, conv\n32 × 12 × 12")]
boxes += [(3.8, 0, "conv\n16 × 12 × 12"), (5, 1, "conv\n8 × 24 × 24"), (6, 2, "conv, 1×1\n4 × 48 × 48")]
arrow = {"arrowstyle": "-|>", "linewidth": 1.5, "color": "black"}
for x, y, words in boxes:
    box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": "black"}
    axis.text(x, y, words, ha="center", va="center", fontsize=9, bbox=box)
for x, y, u, v in [(0, 1.68, 0.9, 1.32), (1, 0.68, 2.1, 0.32), (3.9, 0.32, 5, 0.68), (5.1, 1.32, 6, 1.68)]:
    axis.annotate("", (u, v), (x, y), arrowprops=arrow)
    axis.text((x + u) / 2 + (0.25 if v > y else -0.4), (y + v) / 2 - 0.06, "up" if v > y else "pool", ha="center")
for x, y, u, words in [(-1.3, 2, -0.58, "picture"), (2.85, 0, 3.2, ""), (6.58, 2, 7.3, "scores")]:
    axis.annotate("", (u, y), (x, y), arrowprops=arrow)
    axis.text((x + u) / 2, y + 0.1, words, ha="center", fontsize=9)
for y, left, right in [(2, 0.58, 5.42), (1, 1.62, 4.42)]:
    for by, name, words in [(0.12, "features", "features: concatenate"), (-0.12, "indices", "indices: 2 bits each")]:
        axis.annotate("", (right, y + by), (left, y + by), arrowprops=arrow | {"color": COLORS[name]})
        axis.text(3, y + 2.1 * by, words, ha="center", va="center", fontsize=9, color=COLORS[name])
axis.set(xlim=(-1.5, 7.5), ylim=(-0.5, 2.5), frame_on=False, xticks=[], yticks=[])
plots.show(
    figure,
    alt="A network in the form of a U. On the left side convolutions and pooling lead down from 8 channels of 48 by 48 "
    "to 16 of 24 by 24 and 32 of 12 by 12; on the right side the resolution rises again to 48 by 48 and four scores "
    "for each pixel. At the two upper levels arrows lead straight across: indices with 2 bits each, or features.",
)

# %% [markdown]
# - With **nothing**, every place is repeated to 2×2, and the convolution behind it has to draw the outline by itself.
# - With **indices**, max pooling remembers *which* of a window's four pixels was the largest, and on the way up the
#   value goes back there, among zeros. This **unpooling** is SegNet's (2015) and costs 2 bits a window.
# - With **features**, the map from before the pooling is laid beside the enlarged one as further channels, so that the
#   next convolution sees both: U-Net's skip (2015). ResNet's skips *add* in order to train deep networks, while these
#   *concatenate* in order to carry positions.
#
# Only the unpooling is new, and it is one line of `scatter`:


# %%
def unpool(a, indices):
    """Put a (B, C, H, W) back where the maxima were, as ``indices`` (B, C, H, W) count them in the larger map."""
    B, C, H, W = a.shape
    zeros = torch.zeros(B, C, 4 * H * W)
    return zeros.scatter(2, indices.flatten(2), a.flatten(2)).unflatten(2, (2 * H, 2 * W))  # (B, C, 2H, 2W)


x = torch.rand(5, 3, 8, 6)
pooled, indices = F.max_pool2d(x, 2, return_indices=True)  # (5, 3, 4, 3) each
assert torch.equal(unpool(pooled, indices), F.max_unpool2d(pooled, indices, 2))
assert torch.equal(F.max_pool2d(unpool(pooled, indices), 2), pooled)  # what was taken comes back
print(unpool(pooled, indices)[0, 0, :2].numpy().round(2))


def conv(c_in, c_out):
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1, bias=False), nn.BatchNorm2d(c_out), nn.ReLU())


# %%
class Segmenter(nn.Module):
    def __init__(self, way, c=8):
        super().__init__()
        self.way, seen = way, 2 if way == "features" else 1
        self.encode1, self.encode2 = conv(1, c), conv(c, 2 * c)
        self.bottom = nn.Sequential(conv(2 * c, 4 * c), conv(4 * c, 4 * c), conv(4 * c, 2 * c))
        self.decode2, self.decode1 = conv(seen * 2 * c, c), conv(seen * c, c)
        self.classify = nn.Conv2d(c, 4, 1)  # 1×1: softmax regression at every pixel, with the same weights

    def up(self, a, features, indices):
        if self.way == "indices":
            return unpool(a, indices)
        a = F.interpolate(a, scale_factor=2)  # every place becomes 2×2
        return torch.cat([a, features], dim=1) if self.way == "features" else a

    def encode(self, x):  # (B, 1, 48, 48)
        f1 = self.encode1(x)  # (B, 8, 48, 48)
        a, i1 = F.max_pool2d(f1, 2, return_indices=True)  # (B, 8, 24, 24) each
        f2 = self.encode2(a)  # (B, 16, 24, 24)
        a, i2 = F.max_pool2d(f2, 2, return_indices=True)  # (B, 16, 12, 12) each
        return self.bottom(a), (f2, i2), (f1, i1)  # the first is the code, (B, 16, 12, 12)

    def forward(self, x):
        code, level2, level1 = self.encode(x)
        a = self.decode2(self.up(code, *level2))  # (B, 8, 24, 24)
        a = self.decode1(self.up(a, *level1))  # (B, 8, 48, 48)
        return self.classify(a)  # (B, 4, 48, 48)


# %% [markdown]
# No layer knows how large a picture is, so the same weights run on any size that halves twice: the network is **fully
# convolutional**. Its loss is the cross-entropy of [lecture 10](10-training-in-pytorch.ipynb), averaged over all pixels
# of all pictures.

# %%
assert Segmenter("features")(torch.zeros(2, 1, 48, 64)).shape == (2, 4, 48, 64)
scores, masks = torch.randn(2, 4, 3, 5), torch.randint(0, 4, (2, 3, 5))  # (B, classes, H, W), (B, H, W)
by_loop = [-scores[b, :, v, u].log_softmax(0)[masks[b, v, u]] for b in range(2) for v in range(3) for u in range(5)]
assert torch.isclose(F.cross_entropy(scores, masks), torch.stack(by_loop).mean())
counts = {way: sum(p.numel() for p in Segmenter(way).parameters()) for way in ("nothing", "indices", "features")}
print("weights:", counts)
assert counts["nothing"] == counts["indices"]


# %%
def train(model, scenes, epochs=3, rate=8e-3):
    model = model.to(memory_format=torch.channels_last)  # the same numbers in another order: twice as fast on CPUs
    optimizer = torch.optim.AdamW(model.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * len(scenes) // 8)
    model.train()
    for _ in range(epochs):
        for batch in torch.randperm(len(scenes)).split(8):
            loss = F.cross_entropy(model(scenes.images[batch]), scenes.masks[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


# %%
@torch.no_grad()
def answers(model, images):
    return torch.cat([model(batch).argmax(dim=1) for batch in images.split(50)])  # (n, 48, 48)


def edge_band(masks):
    """Return which pixels (n, 48, 48) have another class within one pixel."""
    m = masks[:, None].float()
    return (F.max_pool2d(m, 3, 1, 1) != -F.max_pool2d(-m, 3, 1, 1))[:, 0]


band = edge_band(test_set.masks)
print(f"{band.float().mean():.3f} of the pixels lie on an edge")

# %% [markdown]
# Indices and nothing have exactly the same weights, so that only the 2 bits differ. We train all three alike, and
# count errors on the edge band and elsewhere.
#
# **Choose.** What happens without any skip?
#
# <details><summary>It stays at the enlarged perfect answer: the positions are gone</summary>
#
# They would be, if a place of the code held one class. But it holds 16 numbers, and it stands for 16 pixels.
# </details>
#
# <details><summary>It beats the enlarged perfect answer, indices beat it on edges, features beat both clearly</summary>
#
# Yes, in this order on each of five seeds that we tried. The gap from indices to features is the largest.
# </details>
#
# <details><summary>All three end alike, since each may learn what it wants</summary>
#
# Nearly so away from the edges. On the edges a decoder that is told the positions need not have them squeezed through.
# </details>

# %% tags=["main-result"]
models, found = {}, {}
for way in ("nothing", "indices", "features"):
    torch.manual_seed(0)
    models[way] = train(Segmenter(way), train_set)
    found[way] = answers(models[way], test_set.images)
found["enlarged"] = enlarged(test_set.masks, 4, "bilinear")

on_edge, off_edge = {}, {}
for way, answer in found.items():
    wrong = answer != test_set.masks
    on_edge[way], off_edge[way] = wrong[band].float().mean().item(), wrong[~band].float().mean().item()
    print(f"{way:8s} mean IoU {mean_iou(answer, test_set.masks):.3f}, wrong on edges {on_edge[way]:6.2%}", end="")
    print(f", elsewhere {off_edge[way]:.2%}")
assert on_edge["features"] < on_edge["indices"] / 3 < on_edge["nothing"] / 3
assert mean_iou(found["nothing"], test_set.masks) > mean_iou(found["enlarged"], test_set.masks) + 0.03
assert max(off_edge[way] for way in models) < 0.002

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(10, 3.1), width_ratios=[1, 1, 1, 1.1])
for axis, way in zip(axes, models, strict=False):
    wrong = (found[way] != test_set.masks)[:9]  # (9, 48, 48)
    shade = 0.25 * (test_set.masks[:9] > 0) + 0.75 * wrong
    tiled = shade.reshape(3, 3, 48, 48).transpose(1, 2).reshape(144, 144)
    picture(axis, tiled, f"{way}: {wrong.sum()} pixels wrong", cmap="gray_r", vmin=0, vmax=1)
axes[3].bar(list(models), [100 * on_edge[way] for way in models], color=[COLORS[way] for way in models], width=0.6)
axes[3].set(ylabel="% of edge pixels wrong")
figure.suptitle("The more a decoder is told of where, the fewer errors on edges", fontweight="bold")
plots.show(
    figure,
    alt="Three times the same nine test pictures, shapes in light gray and wrong pixels in black, nearly all of them "
    "on outlines: many for nothing and indices, hardly any for features. Right, bars of the share of edge pixels that "
    "are wrong: nothing is highest, indices somewhat lower, features lowest by far.",
)

# %% [markdown]
# Away from edges hardly anything is wrong. On edges 2 bits help a little, and features by a factor. Yet the surprise
# is the first row, because a network without skips beats a *perfect* answer of its own resolution.
#
# **Checkpoint.** Why is the code of 12×12 places no bottleneck for a mask of 48×48 pixels?
#
# <details><summary>Answer</summary>
#
# Each place has 16 channels, so that the code has 16·12·12 = 2,304 numbers, one for each pixel. The network can use
# them to say *where in these 4×4 pixels the edge runs*. A spatial bottleneck is none of information: skips make easy
# what had been possible, and expensive.
# </details>
#
# This can be tested. If the positions hide in the channels, a linear model should be able to read the 16 pixels of a
# patch out of the 16 numbers of its place, whereas U-Net's code, with the features at hand, has less need for them. We
# look only at patches that contain an edge, and fit on one half of the test pictures.


# %%
@torch.no_grad()
def readable(code):
    """Return how many pixels of patches with an edge a linear model reads right from ``code`` (n, channels, 12, 12)."""
    inside = (test_set.masks > 0).float()[:, None]  # (n, 1, 48, 48)
    patches = F.unfold(inside, 4, stride=4).transpose(1, 2)  # (n, 144, 16)
    numbers = F.pad(code.flatten(2).transpose(1, 2), (0, 1), value=1.0)  # (n, 144, channels + 1), 1 for the bias
    mixed = (patches.mean(dim=2) - 0.5).abs() < 0.5  # (n, 144)
    first = torch.arange(len(code))[:, None] < len(code) // 2  # (n, 1)
    W = torch.linalg.lstsq(numbers[mixed & first], patches[mixed & first]).solution  # (channels + 1, 16)
    return ((numbers[mixed & ~first] @ W > 0.5) == (patches[mixed & ~first] > 0.5)).float().mean().item()


read = {way: readable(model.encode(test_set.images)[0]) for way, model in models.items()}
read["share only"] = readable(F.avg_pool2d((test_set.masks > 0).float()[:, None], 4))  # how full the patch is
print("pixels read right from the code:", {way: round(share, 3) for way, share in read.items()})
assert read["nothing"] > read["features"] + 0.03 and read["features"] > read["share only"]

# %% [markdown]
# All three codes say more than how full a patch is. The plain network's says most of where the edge runs and U-Net's
# least, as predicted: who gets the positions by another way writes fewer of them into the channels.
#
# ## Play with it


# %% tags=["hide-input"]
def draw(way, radius, noise, scene):
    one = data.shapes(1, seed=1000 + scene, objects=(5, 8), radius=(radius, radius))
    image = one.images + noise * torch.randn(one.images.shape, generator=torch.Generator().manual_seed(scene))
    answer = answers(models[way], image)
    wrong, perfect = answer != one.masks, (enlarged(one.masks, 4, "bilinear") != one.masks).sum()
    figure, axes = plt.subplots(1, 3, figsize=(4.8, 2))
    picture(axes[0], image[0, 0], "picture", cmap="gray", vmin=0, vmax=1)
    picture(axes[1], answer[0], f"mean IoU {mean_iou(answer, one.masks):.2f}", vmin=0, vmax=3)
    picture(axes[2], wrong[0], f"{wrong.sum()} pixels wrong", cmap="gray_r", vmin=0, vmax=1)
    words = (
        f"Way up: {way}; radius {radius:g}, extra noise {noise:g}, scene {scene}. {wrong.sum()} of 2,304 pixels are "
    )
    words += f"wrong, {(wrong & edge_band(one.masks)).sum()} of them on edges; with the enlarged answer {perfect}."
    return plots.describe(figure, words)


# %% tags=["hide-input"]
widgets.explore(
    draw,
    frames=[
        ("nothing: outlines waver", {"way": "nothing"}),
        ("features: outlines are sharp", {"way": "features"}),
        ("small objects, features: sharp, and misnamed", {"way": "features", "radius": 3.0}),
        ("noise, features: what was sharp is torn", {"way": "features", "noise": 0.3}),
    ],
    way=widgets.choice("way up", ["nothing", "indices", "features"], "nothing"),
    radius=widgets.slider("radius", 2.0, 9.0, 0.5, 6.0),
    noise=widgets.slider("extra noise", 0.0, 0.4, 0.05, 0.0),
    scene=widgets.slider("scene", 0, 20, 1, 0),
)

# %% [markdown]
# Change the way up and watch the outlines move. With objects smaller than those in training the outlines of U-Net stay
# while the names go, and with noise both are torn. Does the network without skips suffer more, or less?
#
# ## Depth from one eye
#
# The same layers can also answer with a number, such as the distance of what they see. With one eye, a point at height
# $X$ and distance $Z$ appears at $x=fX/Z$, with $f$ the focal length. Let the world grow tenfold together with all
# distances, and $x$ is the same, so that no network can tell a dolls' house from a house. What helps is *experience*,
# because in one world sizes and places are not arbitrary.
#
# Our pictures show a box on level ground, and two cues tell its distance: the row on which it stands, $14+40/Z$, and
# its height of $32/Z$ pixels. In the worlds that we train on, one or the other is unreliable by a random factor.


# %%
def cues(n, s_position, s_size, seed):
    """Return log Z (n,), and the log distances that position and size tell (n,), each off by its own spread."""
    rng = np.random.default_rng(seed)
    log_Z = rng.uniform(np.log(1.6), np.log(8), n)
    position = log_Z + s_position * rng.normal(size=n)
    return log_Z, np.maximum(position, np.log(40 / 34)), log_Z + s_size * rng.normal(size=n)  # feet stay in the picture


def world(n, s_position, s_size, seed):
    log_Z, position, size = cues(n, s_position, s_size, seed)
    X = data.ground_boxes(np.exp(position), np.exp(size), seed=seed + 1)  # else the column repeats Z's numbers
    return data.Split(X, torch.tensor(log_Z).float())


# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(8.5, 3.2))
figure.suptitle("Two pictures whose cues agree, and two whose cues do not", fontweight="bold")
for axis, (position, size) in zip(axes, [(2.0, 2.0), (6.0, 6.0), (2.0, 6.0), (6.0, 2.0)], strict=True):
    title = f"stands at {position:g}\nas large as at {size:g}"
    picture(axis, data.ground_boxes([position], [size])[0, 0], title, cmap="gray", vmin=0, vmax=1)
plots.show(
    figure,
    alt="Four pictures of a bright box on gray ground. In the first a large box stands low, in the second a small one "
    "stands near the horizon. In the third a small box stands low, in the fourth a large one stands near the horizon.",
)

# %% [markdown]
# In the last two pictures the cues contradict each other. If each were a witness with its own spread $s$, the best
# combination would weigh each by its precision $1/s^2$; a third witness is what is known before looking, namely that
# $\log Z$ lies in a range of variance $s_0^2$:
#
# $$w_\text{position}=\frac{1/s_p^2}{1/s_p^2+1/s_s^2+1/s_0^2}$$
#
# **Guess.** In a world with $s_p=0.2$ and $s_s=0.5$, which weight does a trained network give to the position?

# %%
guess_position = None  # between 0 and 1


# %%
def depth_network(c=8):
    return nn.Sequential(
        nn.Conv2d(1, c, 5, stride=2, padding=2), nn.ReLU(),  # (B, 8, 24, 24)
        nn.Conv2d(c, 2 * c, 3, stride=2, padding=1), nn.ReLU(),  # (B, 16, 12, 12)
        nn.Conv2d(2 * c, 4 * c, 3, stride=2, padding=1), nn.ReLU(),  # (B, 32, 6, 6)
        nn.Flatten(), nn.Linear(4 * c * 36, 64), nn.ReLU(), nn.Linear(64, 1), nn.Flatten(0),  # (B,)
    )  # fmt: skip


def train_depth(s_position, s_size, seed, epochs=8, rate=3e-3):
    torch.manual_seed(seed)
    model, boxes = depth_network().to(memory_format=torch.channels_last), world(2000, s_position, s_size, seed + 10)
    optimizer = torch.optim.Adam(model.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * 32)
    for _ in range(epochs):
        for batch in torch.randperm(2000).split(63):  # 32 batches
            loss = F.mse_loss(model(boxes.X[batch]), boxes.y[batch] - 1.3)  # about the middle of log Z
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model


# %%
def fitted(inputs, outputs):
    """Return the weights (2,) of position and size with which a linear model fits best."""
    return np.linalg.lstsq(np.stack([*inputs, np.ones(len(outputs))], axis=1), outputs, rcond=None)[0][:2]


@torch.no_grad()
def weights_used(model):
    """Return which weights the network gives to position and size, where they contradict each other a little."""
    told = cues(500, 0.25, 0.25, seed=99)[1:]
    return fitted(told, model(data.ground_boxes(*np.exp(told), seed=7)).numpy())


@torch.no_grad()
def depth_error(model, s_position, s_size):
    boxes = world(500, s_position, s_size, seed=1000)
    return (model(boxes.X) + 1.3 - boxes.y).square().mean().sqrt().item()


prior = np.log(5) ** 2 / 12  # variance of a uniform log Z from log 1.6 to log 8
by_formula = np.array([1 / 0.2**2, 1 / 0.5**2]) / (1 / 0.2**2 + 1 / 0.5**2 + 1 / prior)
best, *told = cues(20_000, 0.2, 0.5, seed=1)
print("best weights by formula:", by_formula.round(2), "and by least squares:", fitted(told, best).round(2))
assert np.allclose(by_formula, fitted(told, best), atol=0.03)

# %%
WORLDS = [("sizes vary", 0, 0.35, 0), ("positions vary", 0.35, 0, 0), ("both, unequally", 0.2, 0.5, 0)]
WORLDS += [("neither", 0, 0, seed) for seed in range(3)]
used = []
for name, s_position, s_size, seed in WORLDS:
    model = train_depth(s_position, s_size, seed)
    used.append(weights_used(model))
    error = depth_error(model, s_position, s_size)
    print(f"{name:15s} seed {seed}: error {error:.3f}, weights of position {used[-1][0]:5.2f}, size {used[-1][1]:5.2f}")
    assert error < (0.25 if name == "both, unequally" else 0.15)
assert used[0][0] > 0.7 and used[0][1] < 0.25 and used[1][0] < 0.25 and used[1][1] > 0.7
assert np.abs(used[2] - by_formula).max() < 0.12

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(8, 3.2))
for row, (position, size) in enumerate(used):
    axis.plot([position, size], [row, row], color="gray", linewidth=1, zorder=1)
    axis.plot(position, row, "o", color=COLORS["position"], label="position" if row == 0 else None)
    axis.plot(size, row, "s", color=COLORS["size"], label="size" if row == 0 else None)
axis.plot(by_formula, [2, 2], "|", color="black", markersize=18, markeredgewidth=2, label="formula")
if guess_position is not None:
    axis.plot(guess_position, 2, "P", color=plots.ROLES["guess"].color, label="your guess")
axis.set_yticks(range(len(used)), labels=[f"{name}, seed {seed}" for name, _, _, seed in WORLDS])
axis.set(ylim=(5.6, -0.6), xlabel="weight in the answer")
axis.set_title("A depth network weighs the cues as its world did")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plots.show(
    figure,
    alt="For six networks, a dot for the weight of the position and a square for that of the size. Where sizes vary, "
    "position has nearly all the weight; where positions vary, size has. Where both vary unequally, the dots lie close "
    "to the formula's marks. Where neither varies, the three networks lie apart from each other.",
)

# %% [markdown]
# These networks learned from their world which cue to trust, and where the formula has an answer they come close to it,
# as people do who judge by eye and hand (Ernst and Banks, 2002). The last three rows are the ones to remember: in a
# world without contradictions every network has a small error, and *the seed decides* what it does outside, because the
# data never asked. Van Dijk and de Croon (2019) found four published networks to go by the vertical position of known
# obstacles and to ignore their size.
#
# **Checkpoint.** Why does a small test error not tell which cue a network uses?
#
# <details><summary>Answer</summary>
#
# As long as the cues agree, every combination whose weights add up to 1 gives the same answer. Only pictures in which
# they disagree tell them apart, and a test set from the same world has none.
# </details>
#
# ## Deeper: depth from two eyes
#
# Two eyes do not depend on experience. A point at distance $Z$ appears at different columns in their two pictures, and
# by similar triangles this shift between the eyes (disparity) is
#
# $$d=\frac{f\,B}{Z}$$
#
# with $f$ the focal length in pixels and $B$ the distance between the eyes. So it remains to find, for each pixel, the
# shift at which the two pictures agree. Julesz (1960) showed with random dots that nothing else is needed:


# %%
def stereogram(flipped=0.0, seed=0):
    """Return two pictures (80, 80) of random dots; a square of 32×32 is shifted by 4 between them."""
    rng = np.random.default_rng(seed)
    left, right = rng.integers(0, 2, (2, 80, 80)).astype(np.float32)
    right[:] = left
    right[24:56, 20:52] = left[24:56, 24:56]  # the square, 4 columns to the left
    right[24:56, 52:56] = rng.integers(0, 2, (32, 4))  # what it uncovers
    noise = rng.random((80, 80)) < flipped
    return torch.tensor(left), torch.tensor(np.where(noise, 1 - right, right))


def block_match(left, right, window, shifts=8):
    """Return for each pixel (H, W) the shift whose window differs least."""
    differences = torch.stack([(left - right.roll(d, dims=1)).abs() for d in range(shifts)])  # (8, H, W)
    return F.avg_pool2d(differences, window, stride=1, padding=window // 2).argmin(dim=0)  # (H, W)


truth = torch.zeros(80, 80, dtype=torch.int64)
truth[24:56, 24:56] = 4
for flipped in (0.0, 0.2):
    share = {w: (block_match(*stereogram(flipped), w) == truth).float().mean().item() for w in (3, 7, 11)}
    print(f"{flipped:.0%} of the dots flipped, pixels right by window:", {w: round(s, 3) for w, s in share.items()})

# %% tags=["hide-input"]
left, right = stereogram()
figure, axes = plt.subplots(1, 3, figsize=(8, 3.2))
figure.suptitle("Neither eye sees the square", fontweight="bold")
picture(axes[0], left, "left eye", cmap="gray")
picture(axes[1], right, "right eye", cmap="gray")
picture(axes[2], block_match(left, right, 7), "shift found", vmin=0, vmax=7)
plots.show(
    figure,
    alt="Two pictures of black and white dots at random, in which no figure can be seen, and the map of shifts found "
    "between them, in which a square stands in the middle with slightly worn corners.",
)

# %% [markdown]
# The square is in *neither* picture, each of which is noise for itself. A small window is torn by noise and a large
# one rounds corners off. From the formula follows also how far this reaches: an error of one pixel in $d$ means an
# error of $Z^2/(fB)$ in $Z$, so that the far is uncertain.
#
# ## Deeper: transposed convolution
#
# U-Net itself enlarges by a **transposed convolution**, with weights that are learned. A convolution is a matrix $A$
# (lecture 16), and this is $A^\top$: it maps back to the larger size, but it is no inverse. The test of a transpose is
# $\langle Ax,y\rangle=\langle x,A^\top y\rangle$. Where a kernel's size is no multiple of its stride, the pixels get
# different numbers of contributions, and a constant becomes a checkerboard (Odena and others, 2016).

# %%
K, x, y = torch.randn(1, 1, 3, 3).double(), torch.randn(1, 1, 9, 9).double(), torch.randn(1, 1, 4, 4).double()
there, back = F.conv2d(x, K, stride=2), F.conv_transpose2d(y, K, stride=2)  # (1, 1, 4, 4), (1, 1, 9, 9)
assert torch.isclose((there * y).sum(), (x * back).sum())
assert not torch.allclose(F.conv_transpose2d(there, K, stride=2), x)  # not an inverse
for k in (3, 4):
    drawn = F.conv_transpose2d(torch.ones(1, 1, 6, 6), torch.ones(1, 1, k, k), stride=2)[0, 0, 4:8, 4:8]
    print(f"kernel {k}, stride 2, a constant becomes {drawn.flatten().unique().int().tolist()}")
    assert len(drawn.unique()) == (3 if k == 3 else 1)

# %% [markdown]
# ## Deeper: Dice, and a loss for small things
#
# Medicine reports the **Dice coefficient**, twice the shared area over the sum of both areas. It is a function of the
# IoU, $2\,\mathrm{IoU}/(1+\mathrm{IoU})$, so both put two answers for one class in the same order. Their *averages*
# over classes need not agree:


# %%
def dice(iou):
    return 2 * iou / (1 + iou)


ours = dice(class_iou(*both)).mean().item()
assert np.isclose(ours, f1_score(*[m.flatten() for m in both], average="macro"))
for first, second in [(0.50, 0.50), (0.09, 0.92)]:
    print(f"IoU {first:.2f} and {second:.2f}: mean {(first + second) / 2:.3f}, mean Dice ", end="")
    print(f"{(dice(first) + dice(second)) / 2:.3f}")
assert (0.09 + 0.92) / 2 > 0.5 and (dice(0.09) + dice(0.92)) / 2 < dice(0.5)

# %% [markdown]
# With probabilities $p$ in place of decisions, $1-2\sum py/(\sum p+\sum y)$ can be trained on (Milletari and others,
# 2016, with squares in the denominator). For an object of few pixels cross-entropy is nearly silent at the empty mask,
# because it averages over all pixels, whereas this loss is 1 there whatever the object's size. Where a class is absent
# it is 0/0, and the small constant that people add decides: with $\varepsilon$ above and below an empty answer is
# perfect.

# %%
for pixels in (10, 100, 1000):
    y = (torch.arange(2304) < pixels).float()
    z = torch.full((2304,), -4.0, requires_grad=True)  # nearly empty: p = 0.018 everywhere
    losses = {"cross-entropy": F.binary_cross_entropy_with_logits(z, y)}
    losses["Dice"] = 1 - 2 * (z.sigmoid() * y).sum() / (z.sigmoid().sum() + y.sum())
    print(f"object of {pixels:4d} pixels:", {name: round(loss.item(), 3) for name, loss in losses.items()})
assert losses["Dice"] > 0.9

# %% [markdown]
# ## Deeper: an error that ignores the scale
#
# Since one picture does not tell the world's size, Eigen and others (2014) grade depth by the differences $\delta$ of
# the logarithms, as $\overline{\delta^2}-\lambda\,\bar\delta^2$. With $\lambda=1$ it is their variance, which is the
# error that is left after the best common factor; they trained with $\lambda=0.5$.

# %%
delta = torch.randn(1000).double() + 3  # differences of log depths, all about e³ times too far
left_over = min((delta - shift).square().mean().item() for shift in torch.linspace(0, 6, 6001))
scale_invariant = (delta.square().mean() - delta.mean().square()).item()
print(f"formula {scale_invariant:.5f}, best of 6,001 common factors {left_over:.5f}")
assert abs(scale_invariant - left_over) < 1e-5

# %% [markdown]
# Many published networks answer in *inverse* depth, up to a factor and an offset that nobody knows, and "how many
# meters?" is what people ask them most. Whoever fits the two numbers in depth instead is wrong where it matters:

# %%
Z = torch.linspace(1, 20, 100).double()
answer = 7 / Z + 0.4  # the network's answer: inverse depth with its own factor and offset


def fit(inputs, outputs):
    A = torch.stack([inputs, torch.ones_like(inputs)], dim=1)  # (n, 2)
    return A @ torch.linalg.lstsq(A, outputs[:, None]).solution[:, 0]


in_depth, in_inverse = fit(answer, Z), 1 / fit(answer, 1 / Z)
for name, refit in [("depth", in_depth), ("inverse depth", in_inverse)]:
    print(f"fitted in {name}: largest error {(refit - Z).abs().max():.1f} m")
assert (in_inverse - Z).abs().max() < 1e-6 and (in_depth - Z).abs().max() > 3

# %% [markdown]
# Remedy: two points of known distance settle factor and offset, in inverse depth, for each picture anew.
#
# ## What goes wrong
#
# **Sizes that do not halve.** Of 45 rows pooling keeps 22, and on the way up these become 44. Each way fails
# differently:

# %%
for way, model in models.items():
    try:
        print(f"{way:8s} 45×45 becomes {tuple(model(test_set.images[:1, :, :45, :45]).shape[2:])}")
    except RuntimeError as error:
        print(f"{way:8s} {str(error)[:88]}")
line = torch.zeros(1, 1, 45, 45)
line[..., 20] = 1.0  # an upright line in column 20
small, indices = F.max_pool2d(line, 2, return_indices=True)  # (1, 1, 22, 22) each
restored = F.max_unpool2d(small, indices, 2, output_size=line.shape)  # (1, 1, 45, 45)
tilted = torch.zeros(45 * 45).scatter(0, indices.flatten(), small.flatten())[: 44 * 44].reshape(44, 44)
print("indices read with a width of 44, the line begins at (row, column)", tilted.nonzero()[:4].tolist())
assert set(restored.nonzero()[:, 3].tolist()) == {20} and len(tilted.nonzero()[:, 1].unique()) > 10

# %% [markdown]
# Remedy: `output_size` for unpooling; for skips, pad the *picture* to a multiple of 4 and cut the answer.
#
# **A label image is no picture.** Enlarging it with interpolation invents classes that lie between, because 0 and 2
# average to 1. A file that stores "object" as 255 makes a class that no network has.

# %%
labels = torch.tensor([[0.0, 2.0], [0.0, 2.0]])[None, None]
for mode in ("nearest", "bilinear"):
    classes = F.interpolate(labels, scale_factor=4, mode=mode).round().unique().tolist()
    print(f"{mode:8s} classes {classes}")
assert classes == [0.0, 1.0, 2.0]

# %% [markdown]
# Remedy: `nearest` for labels, print `unique()` of what you feed, and give `cross_entropy` an `ignore_index` for 255.
#
# ## Exercises
#
# ### 1. Off by one (★, 10 minutes)
#
# Two squares with a side of $s$ pixels lie one pixel apart. What are IoU and Dice, 2 IoU / (1 + IoU)?
#
# <details><summary>Solution</summary>
#
# They share $s(s-1)$ pixels and cover $s(s+1)$, so that IoU is $(s-1)/(s+1)$ and Dice $(s-1)/s$. For a side of 4 this
# is 0.6 and 0.75: small objects pay dearly for one pixel.
#
# ```python
# for s in (4, 10, 40):
#     a = torch.zeros(1, 50, 50, dtype=torch.int64)
#     a[:, :s, :s] = 1
#     both = class_iou(a.roll(1, dims=2), a)[1].item()
#     assert np.isclose(both, (s - 1) / (s + 1)) and np.isclose(dice(both), (s - 1) / s)
# ```
# </details>
#
# ### 2. Down and up, up and down (★★, 15 minutes)
#
# Does `F.max_pool2d(unpool(pooled, indices), 2)` always return what was pooled? Try inputs with negative numbers.
#
# <details><summary>Solution</summary>
#
# Only if no maximum is negative, because the zeros beside it would win. This is why a ReLU stands before the pooling.
#
# ```python
# for x in (torch.randn(1, 1, 8, 8).abs(), -torch.ones(1, 1, 8, 8)):
#     pooled, indices = F.max_pool2d(x, 2, return_indices=True)
#     print(torch.equal(F.max_pool2d(unpool(pooled, indices), 2), pooled))
# ```
# </details>
#
# ### 3. How far do two eyes see? (★★, 10 minutes)
#
# After the section on two eyes: cameras have $f=700$ pixels and $B=0.12$ m. How large is the error at 2 m and at 20 m
# for one pixel of shift?
#
# <details><summary>Solution</summary>
#
# $fB=84$ pixel·m, so that $Z^2/(fB)$ is 0.048 m at 2 m and 4.8 m at 20 m: ten times as far is a hundred times as bad.
#
# ```python
# for Z in (2, 20):
#     print(f"at {Z} m: shift {84 / Z:.1f} pixels, error {Z**2 / 84:.3f} m")
# ```
# </details>
#
# ### 4. Which skip buys the edges? (★★★, 40 minutes, open)
#
# Give features at one of the two levels only, and train again. Does it change for smaller objects?
#
# <details><summary>Solution</summary>
#
# One way: multiply the features of the other level by 0, which leaves the number of weights alone. Take several seeds.
#
# ```python
# class OneLevel(Segmenter):
#     def __init__(self, side):
#         super().__init__("features")
#         self.side = side
#
#     def up(self, a, features, indices):
#         return super().up(a, features * (features.shape[3] == self.side), indices)
#
# for side in (24, 48):
#     torch.manual_seed(0)
#     answer = answers(train(OneLevel(side), train_set[:400]), test_set.images)  # 400: a third of the time
#     wrong = (answer != test_set.masks)[band].float().mean()
#     print(f"features of {side}×{side} only: {wrong:.1%} of the edge pixels wrong")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - An answer for every pixel needs what, from pooling, and where, which pooling drops; count IoU by class, and edges.
# - Indices hand down 2 bits a window, features whole maps; the more is handed down, the fewer errors on edges.
# - Without skips positions hide in the channels: a spatial bottleneck is none of information.
# - One eye infers depth from cues, weighed by how reliable they were in training; two eyes measure it, $Z=fB/d$.
# - Where the training world never lets cues disagree, the seed decides what a network trusts.
#
# ## Where it came from
#
# - Julesz, 1960, Bell System Technical Journal 39, 1125–1162: depth from random dots.
# - Long, Shelhamer and Darrell, 2015, CVPR: fully convolutional networks.
# - Ronneberger, Fischer and Brox, 2015, MICCAI: U-Net.
# - Badrinarayanan, Kendall and Cipolla, 2017, IEEE TPAMI 39, 2481–2495 (arXiv 2015): SegNet.
# - Milletari, Navab and Ahmadi, 2016, 3DV: a Dice loss. Odena, Dumoulin and Olah, 2016, Distill: checkerboards.
# - Eigen, Puhrsch and Fergus, 2014, NIPS: depth from one picture. Ranftl and others, 2022, IEEE TPAMI 44: MiDaS.
# - Van Dijk and de Croon, 2019, ICCV: how networks see depth.
# - Ernst and Banks, 2002, Nature 415, 429–433: people weigh cues by their reliability.
#
# **Next**: [24, robustness and saliency](24-robustness-and-saliency.ipynb): pictures that fool a network, and what it
# looked at.
