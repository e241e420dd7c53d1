# %% [markdown]
# # Detection: Faster R-CNN
#
# You will be able to build a detector that first asks *where* and then *what*, and to say what its second look is
# worth.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [21 (YOLO)](21-detection-yolo.ipynb), [16 (convolution)](16-convolution.ipynb) ·
# **Practice** [assignment a15](../release/a15-detection/detection.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/22-detection-faster-rcnn.ipynb)
#
# **Needs** [16](16-convolution.ipynb), [21](21-detection-yolo.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **explain** how two cheap questions replace a million expensive ones;
# - **derive** the offsets that turn an anchor into a box;
# - **implement** the choice of training examples, RoIAlign, and a detector of two stages;
# - **predict** at which IoU a mistake of rounding shows;
# - **diagnose** a box loss that is nan or exactly 0.

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
from torch import nn

from helpers import vision

# %% [markdown]
# ## A million boxes
#
# Whoever has a classifier has a detector: cut out every box and ask what it is. Lecture 21's pictures have 48×48
# pixels, and we count their boxes with whole-numbered corners.

# %%
scenes = data.shapes(1500, seed=0)  # the pictures of lecture 21
train_set, test_set = scenes[:1200], scenes[1200:]
edges = 48 * 49 // 2  # pairs of a left and a right edge among 49 lines
print(f"{edges**2:,} boxes: at a millisecond each, {edges**2 / 60_000:.0f} minutes for one picture")

# %% [markdown]
# Now somebody who knows no class picks a few boxes for you, and only says "there may be something here". Such a box is
# called a **region proposal**. Our pictures hold one to three objects.
#
# **Guess.** How many proposals for each picture are enough, so that 99 of 100 objects have one with an IoU of 0.5?

# %%
guess_proposals = None  # such as 1000, 100 or 10

# %% [markdown]
# ## Two questions to one map
#
# R-CNN (2014) took about 2,000 proposals from hand-written rules and sent each through the whole network. Fast R-CNN
# (2015) cuts them out of one shared feature *map*, and Faster R-CNN (2015) lets the map propose them, too, so that the
# same features answer two questions, *where?* and *what?*

# %% tags=["hide-input", "drawing"]
COLORS = {
    "one stage": plots.ORANGE,
    "rounded": plots.RED,
    "aligned": plots.BLUE,
    "proposals": plots.GREEN,
    "objects": plots.PURPLE,
}


def show_boxes(axis, image, boxes, color, alpha=1.0, **look):
    axis.imshow(image[0], cmap="gray_r", vmin=0, vmax=1.8, extent=(0, 48, 48, 0))
    for (x1, y1, x2, y2), dark in zip(boxes.tolist(), np.broadcast_to(alpha, len(boxes)), strict=True):
        axis.add_patch(plt.Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=color, alpha=dark, **look))
    axis.set(xticks=[0, 16, 32, 48], yticks=[0, 16, 32, 48], xlim=(0, 48), ylim=(48, 0), xlabel="x (pixels)")
    axis.grid(visible=False)


# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(9, 3.6))
for words, x, y, color in [
    ("picture\n(B, 1, 48, 48)", 0.6, 1, "black"),
    ("feature map\n(B, 32, 12, 12)", 3.1, 1, "black"),
    ("432 anchors: anything?\n(B, 432, 2 + 4)", 5.6, 2, COLORS["proposals"]),
    ("N proposals\n(B, N, 4)", 8.2, 2, COLORS["proposals"]),
    ("cut out (RoIAlign)\n(B, N, 32, 4, 4)", 8.2, 0, COLORS["aligned"]),
    ("N boxes: what, and where?\n(B, N, 4 + 4)", 11.3, 0, COLORS["aligned"]),
]:
    box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": color, "linewidth": 1.8}
    axis.text(x, y, words, ha="center", va="center", fontsize=10, bbox=box)
ends = [((1.5, 1), (2.1, 1)), ((3.3, 1.3), (4.3, 1.9)), ((7.0, 2), (7.3, 2)), ((8.2, 1.65), (8.2, 0.35))]
for start, end in [*ends, ((3.3, 0.7), (6.9, 0.1)), ((9.5, 0), (9.8, 0))]:
    axis.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "color": "black"})
once = 9 * (1 * 16 * 24**2 + 16 * 32 * 12**2 + 2 * 32 * 32 * 12**2)  # multiplications of the body
each = 32 * 4 * 4 * 64 + 64 * 8  # and of the second stage for one box
notes = [(3.2, 1.8, "first stage"), (4.1, 0.1, "second stage"), (1.8, 1.12, "body"), (11.3, 0.5, f"{each:,} a box")]
for x, y, words in [*notes, (1.2, 0.4, f"{once:,} multiplications")]:
    axis.text(x, y, words, ha="center", fontsize=9, style="italic")
axis.set(xlim=(-0.4, 12.9), ylim=(-0.5, 2.5), xticks=[], yticks=[], frame_on=False, title="One map, two questions")
alt = "A picture becomes a map of 32 by 12 by 12, with 3,400,704 multiplications. On it 432 anchors get two scores for "
alt += "anything and four for a box, which gives N proposals. They and the map meet at RoIAlign: 33,280 for each box."
plots.show(figure, alt=alt)


# %%
def body():  # (B, 1, 48, 48) -> (B, 32, 12, 12): a cell of the map stands for 4 x 4 pixels
    layers = []
    for inputs, outputs, stride in [(1, 16, 2), (16, 32, 2), (32, 32, 1), (32, 32, 1)]:
        layers += [nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    return nn.Sequential(*layers)


# %% [markdown]
# ## Anchors: questions with a place
#
# Before the map can propose boxes, we have to say which ones it talks about. Around the middle of each of 12×12 cells
# we put three squares of 10, 14 and 18 pixels. Such an **anchor box** is no answer but a question, fixed before
# training: "is there something *about* here and *about* this large?"

# %%
STRIDE, SIZES = 4, (10, 14, 18)


def grid_anchors(sizes):
    middle = (torch.arange(12) + 0.5) * STRIDE  # (12,), the middles of the cells in pixels
    y, x, size = torch.meshgrid(middle, middle, torch.tensor(sizes).float(), indexing="ij")  # (12, 12, k) each
    return torch.stack([x - size / 2, y - size / 2, x + size / 2, y + size / 2], dim=-1).flatten(0, 2)  # (144 k, 4)


anchors = grid_anchors(SIZES)  # (432, 4)
nearest = torch.cat([vision.iou(anchors, boxes).amax(dim=0) for boxes in train_set.boxes])  # (objects,)
half, most = ((nearest >= least).float().mean() for least in (0.5, 0.7))
print(f"{len(anchors)} anchors; of {len(nearest):,} objects {half:.0%} overlap one by 0.5, {most:.0%} by 0.7")

# %% tags=["hide-input"]
figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.3), width_ratios=[1, 1.5])
show_boxes(left, test_set.images[0], anchors[201:204], COLORS["proposals"], linewidth=1.8)
left.plot(*np.meshgrid(np.arange(2, 48, 4), np.arange(2, 48, 4)), ".", color="black", markersize=2)
left.set(ylabel="y (pixels)", title="144 places, 3 anchors each")
right.hist(nearest, bins=np.linspace(0.3, 1, 29), color=COLORS["proposals"])
right.axvline(0.5, color="black", linestyle="--", label="positive from here")
right.axvline(0.7, color="black", linestyle=":", label="the paper's threshold")
right.set(xlabel="IoU with the best anchor", ylabel="objects", title="Half of the objects miss 0.7", ylim=(0, 350))
right.legend(loc="upper right", fontsize=9)
plots.show(
    figure,
    alt="Left, a picture with dots at 12 by 12 places and three squares of 10, 14 and 18 pixels around one of them. "
    "Right, a histogram of the IoU between objects and their best anchors: nearly all of it lies between 0.5 and 0.9, "
    "and about half of it below a dotted line at 0.7.",
)

# %% [markdown]
# ## From an anchor to a box
#
# An anchor is only about right, so its answer says how to move and stretch it. With center $x,y$, width $w$ and height
# $h$ of the box, and $x_a,y_a,w_a,h_a$ of the anchor, the four **offsets** are
#
# $$t=\Big(\frac{x-x_a}{w_a},\ \frac{y-y_a}{h_a},\ \log\frac{w}{w_a},\ \log\frac{h}{h_a}\Big)$$
#
# By the division, a miss of a tenth of the width costs the same for small and large boxes. By the logarithm, half and
# double are equally far, and no width is ever negative. Zero is the anchor itself.


# %%
def encode(boxes, anchors):  # (..., 4) each -> (..., 4)
    size, own = boxes[..., 2:] - boxes[..., :2], anchors[..., 2:] - anchors[..., :2]  # (..., 2) each
    moved = (boxes[..., :2] + boxes[..., 2:] - anchors[..., :2] - anchors[..., 2:]) / 2  # (..., 2)
    return torch.cat([moved / own, (size / own).log()], dim=-1)


def decode(t, anchors):  # the inverse
    own = anchors[..., 2:] - anchors[..., :2]  # (..., 2)
    center = (anchors[..., :2] + anchors[..., 2:]) / 2 + t[..., :2] * own  # (..., 2)
    half = own * t[..., 2:].exp() / 2  # (..., 2)
    return torch.cat([center - half, center + half], dim=-1)


low = 40 * torch.rand(2, 1000, 2, dtype=torch.float64)  # (2, 1000, 2)
some, others = torch.cat([low, low + 1 + 30 * torch.rand(2, 1000, 2, dtype=torch.float64)], dim=2)  # (1000, 4) each
assert torch.allclose(decode(encode(some, others), others), some, atol=1e-12)

# %% [markdown]
# **Checkpoint.** Why does a box twice as wide as its anchor, around the same middle, always have the same offsets?
#
# <details><summary>Answer</summary>
#
# They are $(0,0,\log 2,0)$, because only $w/w_a=2$ counts. Half as wide is $-\log 2$.
# </details>
#
# ## Who is asked, and what is the right answer?
#
# Training needs an answer for each anchor. An anchor is *positive* if its IoU with an object is at least 0.5 (in the
# paper 0.7), *negative* below 0.3, and between the two it is not asked. The best anchor of each object is positive
# however bad it is, so that no object goes without. Because hundreds of negatives would shout down the few positives,
# only 24 of them are asked, newly drawn each time.


# %%
def responsible(anchors, boxes, labels, high=0.5, low=0.3):  # -> kinds (n,) and offsets (n, 4)
    overlap = vision.iou(anchors, boxes)  # (n, objects)
    best, which = overlap.max(dim=1)  # (n,) each
    own = overlap.argmax(dim=0)  # (objects,), the best anchor of each
    which[own] = torch.arange(len(boxes))
    positive = best >= high  # (n,)
    positive[own] = True
    kind = torch.where(best < low, 0, -1)  # (n,)
    kind[positive] = labels[which[positive]] + 1
    return kind, encode(boxes[which], anchors)  # (n,), (n, 4)


def sampled(kind, count=24):  # (B, n): all but some negatives become -1
    lot = torch.rand(kind.shape).where(kind == 0, -1.0)  # (B, n)
    asked = (kind > 0).scatter(1, lot.topk(count, dim=1).indices, True)
    return kind.where(asked, -1)


kinds = [responsible(anchors, *one)[0] for one in zip(train_set.boxes, train_set.labels, strict=True)]
positives = sum((kind > 0).sum().item() for kind in kinds) / len(nearest)
negatives = np.mean([(kind == 0).sum() for kind in kinds])
print(f"{positives:.1f} positive anchors for each object, {negatives:.0f} negatives for each picture")

# %% [markdown]
# The loss asks all of them *what* (cross-entropy), but only positives *where*, because the background has no box. The
# smooth L1 loss is quadratic near 0 and linear from 1, so that a box far off does not rule. Offsets are small numbers,
# so the network says them in tenths, $u=10\,t$:
#
# $$L=\frac1{n}\sum_{\text{asked}}\ell(c,\hat c)+\frac{\lambda}{n_+}\sum_{\text{positive}}\sum_{i=1}^4
# \mathrm{smooth}(u_i-\hat u_i)$$
#
# Here $n$ are asked, $n_+$ of them positive, $c$ is the kind and $\ell$ the cross-entropy; hats mark the network's
# answers, and $\lambda=0.3$.


# %%
def loss_of(z, kind, t):  # z (B, n, 4 + kinds) has the offsets first, in tenths
    kind = kind.clamp(max=z.shape[-1] - 5)  # a stage without classes calls all of them 1, "something"
    asked, positive = kind >= 0, kind > 0  # (B, n) each
    what = F.cross_entropy(z[..., 4:][asked], kind[asked])
    where = F.smooth_l1_loss(z[..., :4][positive], 10 * t[positive], reduction="sum")
    return what + 0.3 * where / positive.sum().clamp(min=1)


def answered(z, anchors):  # -> boxes (B, n, 4), scores and labels (B, n)
    scores, labels = z[..., 4:].softmax(dim=-1)[..., 1:].max(dim=-1)
    return decode(z[..., :4] / 10, anchors).clamp(0, 48), scores, labels


# %% [markdown]
# ## The first stage, on its own
#
# The first stage (region proposal network, RPN) now needs only one more layer: a 1×1 convolution gives each of a cell's
# three anchors two scores, for background and for *anything*, and four offsets.


# %%
class Anchored(nn.Module):
    """A body and a head that answers for each anchor: (B, 1, 48, 48) -> (B, 32, 12, 12) and (B, n, 4 + kinds)."""

    def __init__(self, anchors, head):
        super().__init__()
        self.anchors, self.body, self.head = anchors, body(), head

    def forward(self, images):
        features = self.body(images)  # (B, 32, 12, 12)
        z = self.head(features).unflatten(1, (3, -1))  # (B, 3, 4 + kinds, 12, 12)
        return features, z.permute(0, 3, 4, 1, 2).flatten(1, 3)  # row, column, size as in grid_anchors


def one_loss(model, scenes, rows, kind, t):
    return loss_of(model(scenes.images[rows])[1], kind, t)


# %%
def train(model, loss, scenes, epochs=3, rate=6e-3):
    answers = [responsible(model.anchors, *one) for one in zip(scenes.boxes, scenes.labels, strict=True)]
    kind, t = (torch.stack(part) for part in zip(*answers, strict=True))  # (n, 432), (n, 432, 4)
    optimizer = torch.optim.AdamW(model.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * (len(scenes) // 16))
    model.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(scenes))[: len(scenes) // 16 * 16].split(16):
            optimizer.zero_grad()
            loss(model, scenes, rows, sampled(kind[rows]), t[rows]).backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def suppressed(boxes, scores, labels, threshold, most):  # as in lecture 21, of the 60 surest
    found = []
    for box, score, label in zip(boxes, scores, labels, strict=True):  # (n, 4), (n,), (n,)
        top = score.topk(min(60, len(score))).indices
        kept = top[vision.nms(box[top], score[top], threshold)][:most]
        found.append(vision.Detections(box[kept], score[kept], label[kept]))
    return found


# %%
def propose(first, images, threshold=0.7, most=15):
    with torch.no_grad():
        features, z = first(images)  # (B, 32, 12, 12), (B, 432, 6)
        return features, suppressed(*answered(z, first.anchors), threshold, most)


def recall(found, scenes, most):  # the share of objects with an IoU of 0.5
    pairs = zip(found, scenes.boxes, strict=True)
    return torch.cat([vision.iou(one.boxes[:most], boxes).amax(dim=0) >= 0.5 for one, boxes in pairs]).float().mean()


torch.manual_seed(0)
finder = train(Anchored(anchors, nn.Conv2d(32, 3 * (4 + 2), 1)), one_loss, train_set, epochs=2)
_, found = propose(finder, test_set.images, most=50)
any_order = [vision.Detections(anchors[torch.randperm(432)], *torch.zeros(2, 432)) for _ in range(300)]
COUNTS = (1, 2, 3, 5, 10, 20, 50)
curves = {}
for name, some_boxes in (("proposals", found), ("random anchors", any_order)):
    curves[name] = [recall(some_boxes, test_set, n) for n in COUNTS]
    print(f"{name:15s}", *[f"{n:3d}: {value:.3f}" for n, value in zip(COUNTS, curves[name], strict=True)])
assert curves["proposals"][2] > 0.95 and curves["random anchors"][4] < 0.3

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.5))
axis.semilogx(COUNTS, curves["proposals"], "o-", color=COLORS["proposals"], label="proposals, surest first")
axis.semilogx(COUNTS, curves["random anchors"], "s--", color=plots.GRAY, label="anchors in random order")
axis.axhline(0.99, color="black", linewidth=1, linestyle=":")
if guess_proposals is not None:
    axis.axvline(guess_proposals, label="your guess", **plots.line("guess"))
axis.set_xticks(COUNTS, labels=[str(n) for n in COUNTS])
axis.set(xlabel="boxes for each picture", ylabel="share of objects found", title="Three boxes lose next to nothing")
axis.set(ylim=(0, 1.03))
axis.legend(loc="center right")
plots.show(
    figure,
    alt="Share of objects that a box overlaps by 0.5, against the number of boxes for each picture. Proposals: near "
    "a half with one box, close to 1 from three on. Anchors in random order: about 0.1 with ten boxes, below a half "
    "with fifty.",
)

# %% [markdown]
# The first stage has seen no class, and yet its first three boxes miss next to nothing, where ten anchors in random
# order find one object in ten. One box cannot find more than about half of the objects, because a picture holds two on
# average. A first stage is judged by this curve, because it only has to *lose nothing*.
#
# **Checkpoint.** Why are proposals suppressed at an IoU of 0.7, but final boxes at 0.4?
#
# <details><summary>Answer</summary>
#
# The second stage can still choose among several boxes on one object, but it cannot bring back a neighbor that was
# dropped.
# </details>
#
# ## Scissors that do not round
#
# Next, each proposal is cut out of the map. Its edges lie anywhere, at pixel 13.7 for instance, while the map has cells
# of four pixels, and a layer wants 4×4 features whatever the size of the box. Fast R-CNN's RoI pooling (region of
# interest) rounds the edges to whole cells, and then its bins. **RoIAlign** (2017) rounds nothing: at the middle of
# each bin (in the paper, four points) it takes the mean of the four cells around, weighted by nearness (bilinear). Cell
# $i$ covers the pixels from $4i$ to $4i+4$, so it stands at their middle, $4i+2$.


# %%
def middles(boxes, size):  # x and y (B, n, size) of the middles of the bins
    share = (torch.arange(size, dtype=boxes.dtype) + 0.5) / size  # (size,)
    low, high = boxes[..., :2, None], boxes[..., 2:, None]  # (B, n, 2, 1) each
    return (low + share * (high - low)).unbind(dim=-2)


def nearness(places, cells):  # (B, n, k) pixels -> (B, n, k, cells) weights
    at = (places / STRIDE - 0.5).clamp(0, cells - 1)  # (B, n, k), in cells from the middle of the first
    return (1 - (at[..., None] - torch.arange(cells)).abs()).clamp(min=0)


def features_at(features, x, y):  # -> (B, n, c, k, k)
    down, right = nearness(y, features.shape[2]), nearness(x, features.shape[3])  # (B, n, k, rows), (B, n, k, columns)
    return torch.einsum("bnir,bcrs,bnjs->bncij", down, features, right)


def roi_align(features, boxes, size=4):  # (B, c, rows, columns), (B, n, 4) -> (B, n, c, size, size)
    return features_at(features, *middles(boxes, size))


def roi_round(features, boxes, size=4):  # edges and bins rounded as in RoI pooling, one cell for its maximum
    low = (boxes[..., :2] / STRIDE).round()  # (B, n, 2), in cells
    high = torch.maximum((boxes[..., 2:] / STRIDE).round(), low + 1)  # (B, n, 2), at least one cell
    x, y = middles(torch.cat([low, high], dim=-1), size)  # (B, n, size) each
    return features_at(features, (x.floor() + 0.5) * STRIDE, (y.floor() + 0.5) * STRIDE)


# %% [markdown]
# One law catches every slip of half a cell: on a ramp, $2x+3y$ at the pixel $(x,y)$, RoIAlign has to return $2x+3y$ at
# the middles of its bins *exactly*.

# %%
middle = torch.arange(12, dtype=torch.float64) * 4 + 2  # (12,)
ramp = (2 * middle[None, :] + 3 * middle[:, None])[None, None]  # (1, 1, 12, 12)
boxes = 8 + some[None, :100] / 2.5  # (1, 100, 4), well inside
x, y = middles(boxes, 4)  # (1, 100, 4) each
expected = 2 * x[..., None, :] + 3 * y[..., :, None]  # (1, 100, 4, 4)
for name, cut in [("RoIAlign", roi_align(ramp, boxes)[:, :, 0]), ("rounded", roi_round(ramp, boxes)[:, :, 0])]:
    print(f"{name:10s} is off by up to {(cut - expected).abs().max():.2f}")
assert torch.allclose(roi_align(ramp, boxes)[:, :, 0], expected, atol=1e-9)

# %% tags=["hide-input"]
shift = torch.arange(0.02, 8, 0.05)  # (160,)
moving = torch.tensor([12.0, 18, 24, 30]) + shift[:, None] * torch.tensor([1.0, 0, 1, 0])  # (160, 4)
with torch.no_grad():
    features = finder(test_set.images[:1])[0]  # (1, 32, 12, 12)
    vivid = features[0].flatten(1).std(dim=1).argmax()
    cuts = {"aligned": roi_align(features, moving[None]), "rounded": roi_round(features, moving[None])}
figure, axis = plt.subplots(figsize=(7, 3.2))
for name, style in (("aligned", "-"), ("rounded", "--")):
    axis.plot(shift, cuts[name][0, :, vivid].mean(dim=(1, 2)), style, color=COLORS[name], label=name)
axis.set(xlabel="box moved to the right by (pixels)", ylabel="mean of one feature in it")
axis.set_title("Rounded scissors do not notice most moves")
axis.legend()
plots.show(
    figure,
    alt="Mean of one feature inside a box that moves to the right by 8 pixels. The aligned curve changes all the way; "
    "the rounded one is a staircase of level steps, each 4 pixels long.",
)

# %% [markdown]
# The rounded scissors (dashed) cut out the same features for four pixels and then jump, so the second stage cannot know
# where within a step a proposal lies.
#
# ## The second stage
#
# Two layers now answer the questions of the first stage about better anchors: *which kind* is it, and which offsets
# lead from the *proposal* to the object? They train on 16 proposals and, because early ones are poor, on 12 jittered
# copies of true boxes.


# %%
class TwoStages(nn.Module):
    def __init__(self, anchors, cut):
        super().__init__()
        self.first = Anchored(anchors, nn.Conv2d(32, 3 * (4 + 2), 1))
        self.anchors, self.cut = anchors, cut
        self.head = nn.Sequential(nn.Flatten(2), nn.Linear(32 * 4 * 4, 64), nn.ReLU(), nn.Linear(64, 4 + 4))

    def second(self, features, boxes):  # (B, 32, 12, 12), (B, n, 4) -> (B, n, 4 + 4)
        return self.head(self.cut(features, boxes))


# %%
def candidates(z, anchors, truths):  # -> (B, 28, 4)
    with torch.no_grad():  # the boxes count as given: no gradient goes back through them
        boxes, scores, _ = answered(z, anchors)  # (B, n, 4), (B, n)
    best = boxes.gather(1, scores.topk(16, dim=1).indices[..., None].expand(-1, -1, 4))  # (B, 16, 4)
    copied = torch.stack([box[torch.randint(len(box), (12,))] for box in truths])  # (B, 12, 4)
    return torch.cat([best, decode(0.15 * torch.randn(copied.shape), copied).clamp(0, 48)], dim=1)


def two_losses(model, scenes, rows, kind, t):
    features, z = model.first(scenes.images[rows])  # (B, 32, 12, 12), (B, 432, 6)
    truths = [(scenes.boxes[row], scenes.labels[row]) for row in rows]
    boxes = candidates(z, model.anchors, [box for box, _ in truths])  # (B, 28, 4)
    pairs = zip(boxes, truths, strict=True)
    graded = zip(*[responsible(box, *truth, high=0.5, low=0.5) for box, truth in pairs], strict=True)
    kind_2, t_2 = (torch.stack(part) for part in graded)  # (B, 28), (B, 28, 4)
    return loss_of(z, kind, t) + loss_of(model.second(features, boxes), kind_2, t_2)


# %%
def detect(model, images, threshold=0.7, most=15):
    features, found = propose(model.first, images, threshold, most)
    final = []
    with torch.no_grad():
        for map_of_one, one in zip(features, found, strict=True):
            z = model.second(map_of_one[None], one.boxes[None])  # (1, n, 8)
            final += suppressed(*answered(z, one.boxes), 0.4, most)
    return final


# %% [markdown]
# ## Is a second look worth it?
#
# Its competitor has *one* stage: the same body and anchors, but each anchor names the class at once, as in SSD and
# YOLOv2. To be fair, it gets a head of two layers, which makes it as large as the two stages and as slow to train. The
# third detector has two stages and rounded scissors.


# %%
def large_head():
    return nn.Sequential(nn.Conv2d(32, 96, 3, padding=1), nn.ReLU(), nn.Conv2d(96, 3 * (4 + 4), 1))


def mean_ap(found, least, scenes=None):
    scenes = scenes or test_set
    return vision.mean_average_precision(found, scenes.boxes, scenes.labels, least)


def fit_of(found, scenes):  # the mean IoU of objects with their best boxes
    return torch.cat([vision.iou(one.boxes, box).amax(0) for one, box in zip(found, scenes.boxes, strict=True)]).mean()


# %% [markdown]
# How far may a box be off? One of 12×12 pixels that is moved by $d$ both right and down has an IoU of
# $(12-d)^2/(288-(12-d)^2)$ with the true one: 0.5 at 2.2 pixels, 0.75 at 0.89, and 0.9 at 0.32. Rounding moves an edge
# by up to 2.
#
# **Choose.** The three detectors are judged at an IoU of 0.5, 0.75 and 0.9. Where does the rounding show?
#
# <details><summary>At 0.5 already: the second stage looks beside the object</summary>
#
# It looks a little beside, but a disc can still be told from a square, and 2 pixels are within what 0.5 allows.
# </details>
#
# <details><summary>Only at 0.75 and above</summary>
#
# Yes. Two proposals that round to the same cells look alike, although different offsets lead from them to the object.
# The second stage cannot know which of them it was given, so its offsets are wrong by a pixel or so.
# </details>
#
# <details><summary>Nowhere: the second stage learns to undo it</summary>
#
# It could if it knew by how much its box was rounded, but that is the one thing that was cut away.
# </details>

# %% tags=["main-result"]
models, finals, table, fits = {}, {}, {}, {}
torch.manual_seed(0)
models["one stage"] = train(Anchored(anchors, large_head()), one_loss, train_set)
finals["one stage"] = propose(models["one stage"], test_set.images, 0.4)[1]
for name, cut in (("rounded", roi_round), ("aligned", roi_align)):
    torch.manual_seed(0)
    models[name] = train(TwoStages(anchors, cut), two_losses, train_set)
    finals[name] = detect(models[name], test_set.images)
for name, found in finals.items():
    table[name] = [mean_ap(found, least) for least in (0.5, 0.75, 0.9)]
    weights = sum(p.numel() for p in models[name].parameters())
    print(f"{name:10s}{weights:7,} weights, mAP at IoU 0.5, 0.75, 0.9:", *[f"{ap:.2f}" for ap in table[name]])
for name in ("rounded", "aligned"):
    _, given = propose(models[name].first, test_set.images)
    fits[name] = fit_of(given, test_set).item(), fit_of(finals[name], test_set).item()
    print(f"{name:10s} mean IoU with the objects: proposals {fits[name][0]:.3f}, final boxes {fits[name][1]:.3f}")
assert min(table["aligned"][1], table["one stage"][1]) - table["rounded"][1] > 0.15
assert min(row[0] for row in table.values()) > 0.9 and table["aligned"][1] > 0.95
assert fits["rounded"][1] < fits["rounded"][0] - 0.03 and fits["aligned"][1] > fits["aligned"][0]

# %% tags=["hide-input"]
LEVELS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
figure, axis = plt.subplots(figsize=(7, 3.6))
for (name, found), style in zip(finals.items(), ("s-.", "^--", "o-"), strict=True):
    axis.plot(LEVELS, [mean_ap(found, least) for least in LEVELS], style, color=COLORS[name], label=name)
axis.set(xlabel="IoU from which a box counts as right", ylabel="mAP on test pictures", ylim=(0, 1.03))
axis.set_title("At an IoU of 0.5 all three look alike")
axis.legend(loc="lower left")
plots.show(
    figure,
    alt="mAP against the IoU from which a box counts as right. At 0.5 all three detectors are close to 1. The rounded "
    "one falls early, to about 0.6 at 0.75 and near 0.1 at 0.9. One stage and the aligned two stages stay together up "
    "to 0.8; at 0.9 the aligned one is higher.",
)

# %% [markdown]
# The last two lines are the ones to remember. With rounded scissors, the second stage makes the boxes *worse than the
# proposals it was given*, and at 0.75 the detector falls far below the one that has no second stage at all. With
# RoIAlign it improves them. At PASCAL VOC's 0.5 nothing shows.
#
# And is a second look worth it? Here, a little: against a single stage of the same size it gains at 0.9 (in the mean of
# five seeds) and little below. Against a smaller one it would have looked far better (exercise 4), so a fair comparison
# counts weights.
#
# ### Play with it


# %% tags=["hide-input"]
def draw_boxes(picture, most, threshold, second):
    """Draw one picture's boxes, and the recall of sixty pictures against the number of boxes."""
    part, name = test_set[:60], "after the second stage" if second else "proposals"
    model, most_of_all = models["aligned"], (part.images, threshold, most)
    shown = detect(model, *most_of_all) if second else propose(model.first, *most_of_all)[1]
    one, truth = shown[picture].boxes, test_set.boxes[picture]
    share = [recall(shown, part, n) for n in range(1, most + 1)]
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.6, 3.2))
    color = COLORS["aligned" if second else "proposals"]
    sure = shown[picture].scores.clamp(min=0.15)  # the surer, the darker
    show_boxes(left, part.images[picture], one, color, sure, linewidth=1.5)
    show_boxes(left, part.images[picture], truth, COLORS["objects"], linewidth=2, linestyle=":")
    left.set(title=f"{len(one)} boxes, {len(truth)} objects", ylabel="y (pixels)")
    right.plot(range(1, most + 1), share, ".-", color=color)
    right.set(xlim=(0, 51), ylim=(0, 1.03), xlabel="boxes for each picture", ylabel="objects found")
    fit = fit_of(shown, part)
    right.set_title(f"mean IoU of the best: {fit:.2f}")
    return plots.describe(
        figure,
        f"Test picture {picture}, {name}, up to {most}, suppressed above an IoU of {threshold:g}: {len(one)} boxes "
        f"for {len(truth)} objects (dotted). In sixty pictures such boxes find {share[-1]:.3f} of the objects, and the "
        f"best box of an object has a mean IoU of {fit:.3f}.",
    )


# %% tags=["hide-input"]
crowded_picture = next(row for row in range(60) if len(test_set.labels[row]) == 3)
widgets.explore(
    draw_boxes,
    frames=[
        ("proposals: several for each object", {}),
        ("after the second stage: one, and a better one", {"second": True}),
        ("proposals suppressed above 0.1", {"threshold": 0.1}),
        ("two proposals: an object is lost", {"most": 2}),
    ],
    picture=widgets.slider("picture", 0, 59, 1, crowded_picture),
    most=widgets.slider("boxes at most", 1, 50, 1, 15),
    threshold=widgets.slider("suppress above IoU", 0.1, 0.9, 0.1, 0.7),
    second=widgets.toggle("after the second stage", value=False),
)

# %% [markdown]
# **Try** the second stage, then fewer boxes, then other thresholds. **Notice** that the second stage moves and
# merges boxes, but finds no object that has no proposal.
#
# ## Deeper: crowds
#
# Pictures with one to three large objects are easy. Here are four to nine small ones, of 4 to 8 pixels, for which the
# anchors get 5, 6.5 and 8 pixels. Beside our detectors we train lecture 21's network, with its 6×6 cells, and with
# 12×12 cells, which it has without its second pooling.


# %%
def cell_targets(scenes, cells):
    target = torch.zeros(len(scenes), 8, cells, cells)
    for one, boxes, labels in zip(target, scenes.boxes, scenes.labels, strict=True):
        center, size = (boxes[:, :2] + boxes[:, 2:]) * cells / 96, (boxes[:, 2:] - boxes[:, :2]) / 48  # (k, 2) each
        parts = [torch.ones(len(boxes), 1), center % 1, size, F.one_hot(labels, 3)]  # (k, 1), (k, 2), (k, 2), (k, 3)
        column, row = center.long().T  # (k,) each
        one[:, row, column] = torch.cat(parts, dim=1).T
    return target


def cell_answers(z):
    """Return the boxes (B, cells², 4), scores and labels of lecture 21's numbers z (B, 8, cells, cells)."""
    cells, numbers = z.shape[2], z[:, :5].sigmoid()  # (B, 5, cells, cells)
    row, column = torch.meshgrid(torch.arange(cells), torch.arange(cells), indexing="ij")  # (cells, cells) each
    center = (torch.stack([column, row]) + numbers[:, 1:3]) * 48 / cells  # (B, 2, cells, cells)
    half = numbers[:, 3:5] * 24  # (B, 2, cells, cells)
    likely, labels = z[:, 5:].softmax(dim=1).max(dim=1)  # (B, cells, cells) each
    boxes = torch.cat([center - half, center + half], dim=1).flatten(2).transpose(1, 2)  # (B, cells², 4)
    return boxes, (numbers[:, 0] * likely).flatten(1), labels.flatten(1)


# %%
def yolo(cells):  # lecture 21's network with the shared head
    layers = []
    for inputs, outputs, size, stride in [(1, 16, 5, 2), (16, 32, 3, 1), (32, 64, 3, 1), (64, 64, 3, 1)]:
        convolution = nn.Conv2d(inputs, outputs, size, stride, padding=size // 2, bias=False)
        layers += [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]
        layers += [nn.MaxPool2d(2)] if inputs == 1 or (inputs, cells) == (16, 6) else []
    return nn.Sequential(*layers, nn.Conv2d(64, 8, 1))  # (B, 1, 48, 48) -> (B, 8, cells, cells)


def train_cells(model, scenes, target, epochs=6):
    optimizer = torch.optim.AdamW(model.parameters(), 1e-2, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=epochs * len(scenes) // 32)
    for _ in range(epochs):
        for rows in torch.randperm(len(scenes)).split(32):
            z, wanted = model(scenes.images[rows]), target[rows]  # (32, 8, cells, cells) each
            there = wanted[:, 0]  # (32, cells, cells)
            loss = F.binary_cross_entropy_with_logits(z[:, 0], there, reduction="none")
            place = (z[:, 1:5].sigmoid() - wanted[:, 1:5]).square().sum(dim=1)  # (32, cells, cells)
            loss = loss + there * (5 * place + F.cross_entropy(z[:, 5:], wanted[:, 5:], reduction="none"))
            optimizer.zero_grad()
            loss.sum(dim=(1, 2)).mean().backward()
            optimizer.step()
            schedule.step()
    return model.eval()


# %%
crowd = data.shapes(1000, seed=0, objects=(4, 9), radius=(2.5, 4))
crowd_train, crowd_test = crowd[:800], crowd[800:]
small = grid_anchors((5, 6.5, 8))  # (432, 4)
crowded = {}
for cells in (6, 12):
    torch.manual_seed(0)
    model = train_cells(yolo(cells), crowd_train, cell_targets(crowd_train, cells))
    with torch.no_grad():
        found = suppressed(*cell_answers(model(crowd_test.images)), 0.4, 30)
    crowded[f"lecture 21, {cells}×{cells} cells"] = found
torch.manual_seed(0)
model = train(Anchored(small, large_head()), one_loss, crowd_train, epochs=5)
crowded["one stage, anchors"] = propose(model, crowd_test.images, 0.4, 30)[1]
torch.manual_seed(0)
model = train(TwoStages(small, roi_align), two_losses, crowd_train, epochs=4)
crowded["two stages"] = detect(model, crowd_test.images, most=30)
scores = {name: [mean_ap(found, least, crowd_test) for least in (0.5, 0.75)] for name, found in crowded.items()}
for name, values in scores.items():
    print(f"{name:26s} mAP at IoU 0.5 {values[0]:.2f}, at 0.75 {values[1]:.2f}")
six, twelve, _, double = scores.values()
assert six[0] < twelve[0] < double[0] and twelve[1] < 0.35 < double[1]

# %% [markdown]
# With this one seed each row beats the one before. At an IoU of 0.5 finer cells and anchors, for which nobody needs a
# second stage, bring more than the second look does. At 0.75 the cells are nearly useless, and the second look adds to
# what anchors reach.
#
# ## Deeper: the library's interpolation
#
# PyTorch's `grid_sample` counts places from −1 to 1. It agrees with RoIAlign on random maps if −1 is the edge of the
# first cell, and breaks the law of the ramp if it is the cell's middle (`align_corners=True`).

# %%
maps = torch.randn(1, 32, 12, 12, dtype=torch.float64)
places = torch.stack(torch.broadcast_tensors(x[..., None, :], y[..., :, None]), dim=-1) / 24 - 1  # (1, 100, 4, 4, 2)
library = F.grid_sample(maps, places.flatten(1, 2), align_corners=False)  # (1, 32, 400, 4)
assert torch.allclose(roi_align(maps, boxes).transpose(1, 2).flatten(2, 3), library, atol=1e-12)
wrong = F.grid_sample(ramp, places.flatten(1, 2), align_corners=True).view(expected.shape)
print(f"with align_corners=True, the ramp is off by up to {(wrong - expected).abs().max():.2f}")
assert (wrong - expected).abs().max() > 0.5

# %% [markdown]
# ## Deeper: the gradient that is dropped
#
# `roi_align` depends on the *corners* of its boxes, too, and smoothly, so a gradient could go back through them into
# the first stage. Training ignores it, because `candidates` counts its boxes as given; the paper calls that approximate
# joint training. We compare the ignored gradient with differences.

# %%
box = torch.tensor([[[12.3, 17.1, 24.9, 30.2]]], dtype=torch.float64, requires_grad=True)  # (1, 1, 4)
(slope,) = torch.autograd.grad(roi_align(maps, box).square().mean(), box)  # (1, 1, 4)
step = 1e-6 * torch.eye(4, dtype=torch.float64)[:, None, None]  # (4, 1, 1, 4): one corner at a time
ups, downs = ([roi_align(maps, box + s * d).square().mean() for d in step] for s in (1, -1))
numeric = torch.stack([(up - down) / 2e-6 for up, down in zip(ups, downs, strict=True)])  # (4,)
print("along the corners:", slope.flatten().numpy().round(4), "- by differences:", numeric.detach().numpy().round(4))
assert torch.allclose(slope.flatten(), numeric, atol=1e-6) and slope.abs().min() > 0
assert roi_round(maps, box).sub(roi_round(maps, box + 1e-6)).abs().max() == 0  # the rounded scissors have none

# %% [markdown]
# ## Deeper: masks and pyramids
#
# Mask R-CNN (2017) adds a third answer to the second stage, a small mask for each box, and had to invent RoIAlign for
# it. Feature pyramids (2017) give small and large anchors maps of their own: since a stride of 4 suits small objects
# and one of 32 large ones, the coarse maps are enlarged again and added to the fine ones. RetinaNet (2017) held that
# one stage had fallen behind two because of the many easy negatives, and weighed them down; DETR (2020) removed anchors
# and suppression.
#
# ## What goes wrong
#
# **A box loss that is nan.** A file holds corner and size, training wants two corners, and a box like
# (53, 89, 7, 226) gets a negative width, of which there is no logarithm:

# %%
offsets = encode(torch.tensor([53.0, 89, 7, 226]), torch.tensor([40.0, 80, 70, 200]))  # (4,)
print(offsets)
assert offsets.isnan().any()

# %% [markdown]
# Remedy: assert x2 > x1 and y2 > y1 where data come in, and draw ten.
#
# **A box loss that is exactly 0**, here with anchors four times too large.
#
# **Choose.** From the first step on, the box loss is exactly 0. What does it mean?
#
# <details><summary>The boxes are already right</summary>
#
# A network that has learned nothing yet is right by accident, and never to the last digit.
# </details>
#
# <details><summary>No anchor is positive, so nobody is asked for a box</summary>
#
# Yes. A sum over nothing is 0, and the classification has an easy life, too: everything is background.
# </details>
#
# <details><summary>The gradient has vanished</summary>
#
# Then the loss would stay where it is, but not at 0.
# </details>

# %%
best = torch.cat([vision.iou(grid_anchors((40, 56, 72)), boxes).amax(dim=0) for boxes in train_set.boxes])  # (objects,)
print(f"IoU with the best anchor: mean {best.mean():.2f}, largest {best.max():.2f}")
z, kind = torch.randn(1, 432, 6), torch.zeros(1, 432, dtype=torch.int64)  # all background
box_loss = loss_of(z, kind, torch.randn(1, 432, 4)) - F.cross_entropy(z[0, :, 4:], kind[0])
print(f"box loss {box_loss:.4f}")
assert best.max() < 0.5 and box_loss.abs() < 1e-6

# %% [markdown]
# Remedy: before training, print the positives for each object and the best IoU.
#
# ### Deeper: half a cell
#
# A detector is exported to a system whose RoIAlign counts from the corners of cells, not from their middles. We shift
# the scissors by half a cell, after training only:

# %%
exported = TwoStages(anchors, lambda features, boxes: roi_align(features, boxes + STRIDE / 2))
exported.load_state_dict(models["aligned"].state_dict())
off = detect(exported.eval(), test_set.images)
for name, found in (("as trained", finals["aligned"]), ("half a cell off", off)):
    print(f"{name:16s} mAP at IoU 0.5 {mean_ap(found, 0.5):.2f}, at 0.75 {mean_ap(found, 0.75):.2f}")
assert mean_ap(off, 0.75) < 0.3

# %% [markdown]
# A detector that is *trained* with shifted scissors learns around them, so this shows only where training and use
# differ. Remedy: the ramp, on both systems.
#
# ## Exercises
#
# ### 1. Count the questions (★, 5 minutes)
#
# The paper's pictures have about 1,000×600 pixels, its map a stride of 16, and 9 anchors a place. How many anchors?
#
# <details><summary>Solution</summary>
#
# The map has $1000/16\approx62$ by $600/16\approx37$ places (the paper rounds to 60×40), so there are about
# $60\cdot40\cdot9=21{,}600$ anchors, of which one step asks little more than one in a hundred.
#
# ```python
# assert 60 * 40 * 9 == 21_600 and 256 / 21_600 < 0.012
# ```
# </details>
#
# ### 2. Half and double (★★, 10 minutes)
#
# Show that $|\log(w/w_a)|$ costs a box of half the anchor's width as much as one of double the width, and that
# $|w/w_a-1|$ does not.
#
# <details><summary>Solution</summary>
#
# $\log\frac12=-\log2$, whereas $|\frac12-1|=\frac12$ and $|2-1|=1$. In general $\log(a/b)=-\log(b/a)$, so that anchor
# and box may change places.
#
# ```python
# half, double = torch.tensor([0.0, 0, 5, 10]), torch.tensor([0.0, 0, 20, 10])
# one = torch.tensor([0.0, 0, 10, 10])
# assert torch.isclose(encode(half, one)[2], -encode(double, one)[2])
# ```
# </details>
#
# ### 3. Without the best anchor (★★, 10 minutes)
#
# Take the paper's threshold of 0.7, but not its rule of the best anchor. How many objects get no positive anchor, and
# which?
#
# <details><summary>Solution</summary>
#
# About half of them: those whose centers lie between the places, or whose size lies between the sizes.
#
# ```python
# lost = nearest < 0.7  # (objects,)
# shapes_of = torch.cat(train_set.labels)  # (objects,)
# for label, name in enumerate(scenes.class_names):
#     print(f"{name:9s}{lost[shapes_of == label].float().mean():.0%}")
# assert 0.4 < lost.float().mean() < 0.7
# ```
# </details>
#
# ### 4. An unfair competitor (★★, 10 minutes)
#
# Give the one stage a head of one layer, like the first stage has. What would you have concluded?
#
# <details><summary>Solution</summary>
#
# That two stages are much better at 0.9. The small head costs most of what looked like the merit of a second look.
#
# ```python
# torch.manual_seed(0)
# small_head = nn.Conv2d(32, 3 * (4 + 4), 1)  # (B, 32, 12, 12) -> (B, 24, 12, 12)
# unfair = propose(train(Anchored(anchors, small_head), one_loss, train_set), test_set.images, 0.4)[1]
# print(*[f"{mean_ap(unfair, least):.2f}" for least in (0.5, 0.75, 0.9)])
# assert mean_ap(unfair, 0.9) < table["aligned"][2]
# ```
# </details>
#
# ### 5. A third look (★★★, 20 minutes, open)
#
# Send the final boxes through the second stage again, without training. Does the mAP at 0.9 rise?
#
# <details><summary>Solution</summary>
#
# One way to look. In our runs it changed little, because the second stage was trained on proposals with an IoU from
# 0.5 and is used here on much better ones. A cascade trains one stage for each quality (Cai and Vasconcelos, 2018).
#
# ```python
# again = []
# with torch.no_grad():
#     features, _ = models["aligned"].first(test_set.images)
#     for map_of_one, one in zip(features, finals["aligned"], strict=True):
#         z = models["aligned"].second(map_of_one[None], one.boxes[None])
#         again += suppressed(*answered(z, one.boxes), 0.4, 15)
# print(f"{mean_ap(finals['aligned'], 0.9):.2f} -> {mean_ap(again, 0.9):.2f}")
# assert abs(mean_ap(finals["aligned"], 0.9) - mean_ap(again, 0.9)) < 0.3
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - A first stage that knows no class reduces a million boxes to a handful, by one cheap question to every anchor.
# - Offsets are relative: a division for the center, a logarithm for the size.
# - Every object has its best anchor, and of many negatives only a few are asked.
# - Where objects are three or four cells wide, rounded scissors make boxes worse, and an mAP at 0.5 does not see it.
# - At equal weights, a second stage gains little where objects are large.
#
# ## Where it came from
#
# - R. Girshick and others, 2014, CVPR: R-CNN.
# - R. Girshick, 2015, ICCV: Fast R-CNN, one map for all boxes.
# - S. Ren, K. He, R. Girshick and J. Sun, 2015, NIPS; 2017, IEEE TPAMI 39, 1137–1149: Faster R-CNN, five pictures a
#   second.
# - K. He and others, 2017, ICCV: Mask R-CNN and RoIAlign.
# - T.-Y. Lin and others, 2017, CVPR (pyramids) and ICCV (RetinaNet). N. Carion and others, 2020, ECCV: DETR.
#
# **Next**: [23, segmentation and depth](23-segmentation-and-depth.ipynb): an answer for every pixel.
