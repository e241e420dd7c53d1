# %% [markdown]
# # Detection: YOLO
#
# You will be able to say why a network cannot simply write down the list of things that it sees, build the grid that
# cures it, and judge a detector without being fooled by the thresholds around it.
#
# **Reading** 40 min · **Running** under 45 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb), [14](14-evaluation-metrics.ipynb) (average precision),
# [16](16-convolution.ipynb) (convolution) · **Practice**
# [assignment a15](../release/a15-detection/detection.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/21-detection-yolo.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [14](14-evaluation-metrics.ipynb), [16](16-convolution.ipynb) · **Used
# by** [22](22-detection-faster-rcnn.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **explain** why squared error turns an unordered list into an average;
# - **implement** intersection over union, a grid's encoding and its inverse, and non-maximum suppression;
# - **separate** by an ablation what a grid's slots, their view and their shared weights contribute;
# - **predict** what each threshold does to what you see, and to the average precision;
# - **diagnose** boxes in a wrong format.

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
from matplotlib.patches import ConnectionPatch
from torch import nn

from helpers import vision

# %% [markdown]
# ## A list without an order
#
# A picture may hold one thing or three, and nobody can say which of them is the first, but a network's output has a
# fixed length and a fixed order. How much harm can that do? The smallest case is a line of 48 pixels with two bright
# ones, whose places a small network has to write down. It is trained with squared error, once with the places in the
# order of drawing, and once sorted from left to right.


# %%
def two_spots(rows):
    places = torch.rand(rows, 48).argsort(dim=1)[:, :2]  # (rows, 2), two different pixels in any order
    return F.one_hot(places, 48).sum(dim=1).float(), places.float()  # (rows, 48), (rows, 2)


def train_on_spots(sort):
    model = nn.Sequential(nn.Linear(48, 64), nn.ReLU(), nn.Linear(64, 2))  # (rows, 48) -> (rows, 2)
    optimizer = torch.optim.Adam(model.parameters(), 1e-2, fused=True)
    for _ in range(500):
        X, y = two_spots(128)
        loss = (model(X) - (y.sort(dim=1).values if sort else y)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


# %% [markdown]
# **Choose.** The spots are at 10 and 38. What does the network answer that was trained with places in any order?
#
# <details><summary>10 and 38, or 38 and 10: either is right</summary>
#
# Either *would* be right, but the loss does not know that. In half of the examples the first place was 10 and in the
# other half 38, so that a network that always says 10 pays $28^2$ in one half of them.
# </details>
#
# <details><summary>24 and 24</summary>
#
# Yes, because squared error is least at the mean over everything that could have been asked for, and both places have
# the same mean. The network answers with a place where there is nothing.
# </details>
#
# <details><summary>Something unusable: such a loss does not converge</summary>
#
# It converges well, to an answer that is never right.
# </details>

# %%
line = F.one_hot(torch.tensor([10, 38]), 48).sum(dim=0).float()  # (48,)
answered = {}
for sort in (False, True):
    torch.manual_seed(0)
    answered[sort] = train_on_spots(sort)(line).tolist()
    how = "from left to right" if sort else "in any order"
    print(f"trained {how:18s}: {answered[sort][0]:.1f} and {answered[sort][1]:.1f}")
assert all(abs(place - 24) < 5 for place in answered[False])
assert abs(answered[True][0] - 10) < 3 and abs(answered[True][1] - 38) < 3

# %% [markdown]
# In any order, each answer $a$ costs $\frac12(a-10)^2+\frac12(a-38)^2$ on average, which is least at
# $a=(10+38)/2=24$. Sorting repairs the line, but will it do for pictures? Ours hold up to three discs, squares or
# triangles in noise, each with its **bounding box**, the rectangle that encloses it.

# %% tags=["hide-input"]
COLORS = {
    "any order": plots.RED,
    "sorted": plots.ORANGE,
    "dense": plots.PURPLE,
    "own": plots.GREEN,
    "shared": plots.BLUE,
}


def show_boxes(axis, image, boxes, role="truth", words=()):
    axis.imshow(image[0], cmap="gray_r", vmin=0, vmax=1.8, extent=(0, 48, 48, 0))
    look = plots.line(role)
    for number, (x1, y1, x2, y2) in enumerate(boxes.tolist()):
        axis.add_patch(plt.Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, linewidth=1.5, **look))
        if number < len(words):  # below the box where another one's word may stand above it
            again = (vision.iou(boxes[number : number + 1], boxes[:number]) > 0.2).any()
            place = {"x": x2, "y": y2 + 0.4, "ha": "right", "va": "top"} if again else {"x": x1, "y": max(y1 - 0.4, 3)}
            axis.text(s=words[number], color=look["color"], fontsize=8, clip_on=True, **place)
    axis.set(xticks=[0, 16, 32, 48], yticks=[0, 16, 32, 48], xlim=(0, 48), ylim=(48, 0))
    axis.grid(visible=False)


# %% tags=["hide-input"]
scenes = data.shapes(1500, seed=0)
train_set, test_set = scenes[:1200], scenes[1200:]
figure, axes = plt.subplots(1, 4, figsize=(9, 2.6), sharey=True)
for axis, image, boxes, labels in zip(axes, train_set.images, train_set.boxes, train_set.labels, strict=False):
    show_boxes(axis, image, boxes, words=[scenes.class_names[label] for label in labels])
axes[0].set_ylabel("y (pixels)")
figure.supxlabel("x (pixels)", fontsize="medium")
plots.show(figure, alt="Four gray pictures of 48 by 48 pixels with one to three shapes, each in a box with its name.")

# %% [markdown]
# A box is (x1, y1, x2, y2) in pixels, with x to the right and y *down*. Column x2 and row y2 no longer belong to it, so
# that its width is x2 − x1.
#
# ## How far two boxes agree
#
# Before boxes can be learned, a found one must be compared with a true one. Their overlap (intersection over union,
# IoU) is the area that both share, divided by the area that they cover together. [Lecture
# 14](14-evaluation-metrics.ipynb) had it for one pair, and here are all pairs at once.


# %%
def iou(a, b):
    """Return the IoU of each box of a (n, 4) with each box of b (m, 4): (n, m)."""
    x1, y1 = (torch.maximum(a[:, None, k], b[None, :, k]) for k in (0, 1))  # (n, m) each: the later beginning
    x2, y2 = (torch.minimum(a[:, None, k], b[None, :, k]) for k in (2, 3))  # (n, m) each: the earlier end
    both = (x2 - x1).clamp(min=0) * (y2 - y1).clamp(min=0)  # (n, m)
    area_a, area_b = ((box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1]) for box in (a, b))  # (n,), (m,)
    return both / (area_a[:, None] + area_b[None, :] - both)


def filled(boxes):
    """Return for each box with whole corners a picture (48, 48) that is true inside: (n, 48, 48)."""
    x1, y1, x2, y2 = boxes[:, :, None, None].unbind(dim=1)  # (n, 1, 1) each
    across, down = torch.arange(48)[None, None, :], torch.arange(48)[None, :, None]
    return (across >= x1) & (across < x2) & (down >= y1) & (down < y2)


corners = torch.rand(60, 2, 49).argsort(dim=2)[:, :, :2].sort(dim=2).values  # (60, x or y, 2): low below high
boxes = corners.permute(0, 2, 1).flatten(1).float()  # (60, 4): x1, y1, x2, y2
pixels = filled(boxes).flatten(1)[:, None], filled(boxes).flatten(1)[None, :]  # (60, 1, 2304), (1, 60, 2304)
counted = (pixels[0] & pixels[1]).sum(dim=2) / (pixels[0] | pixels[1]).sum(dim=2)  # (60, 60)
assert torch.equal(iou(boxes, boxes), counted) and torch.equal(iou(boxes, boxes), vision.iou(boxes, boxes))
print(f"{counted.numel():,} pairs of boxes: the formula, counted pixels and helpers.vision agree")

# %% [markdown]
# **Checkpoint.** Why is the IoU only 0.6 if a box of 12 × 12 pixels is found 3 pixels too far to the right?
#
# <details><summary>Answer</summary>
#
# The two share 9 × 12 = 108 pixels and cover 144 + 144 − 108 = 180 together. A quarter of the width is missed, and the
# IoU has lost 0.4, because what is missed on one side also stands out on the other.
# </details>
#
# ## One cell, one object
#
# Sorting gives an object a slot by its rank, so that one more object at the left moves all the others. YOLO ("you only
# look once") gives it a slot by its *place*: of a grid of 6 × 6 cells, the one that contains the center of a box has to
# report it. All cells answer the same question with eight numbers:

# %% tags=["hide-input", "drawing"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), width_ratios=[1, 1.25])
show_boxes(left, train_set.images[0], train_set.boxes[0])
x1, y1, x2, y2 = train_set.boxes[0][-1].tolist()
middle = (x1 + x2) / 2, (y1 + y2) / 2
corner = middle[0] // 8 * 8, middle[1] // 8 * 8
left.vlines(range(8, 48, 8), 0, 48, color="gray", linewidth=0.8)
left.hlines(range(8, 48, 8), 0, 48, color="gray", linewidth=0.8)
left.add_patch(plt.Rectangle(corner, 8, 8, color=COLORS["shared"], alpha=0.4))
left.plot(*middle, "o", color="black", markersize=5)
left.set(xlabel="x (pixels)", ylabel="y (pixels)", title="The cell with the center …")
values = [1, (middle[0] - corner[0]) / 8, (middle[1] - corner[1]) / 8, (x2 - x1) / 48, (y2 - y1) / 48]
values += F.one_hot(train_set.labels[0][-1], 3).tolist()
names = ["is an object's center in me?", "how far right in me?", "how far down?", "how wide, of the picture?"]
names += ["how high?", *(f"is it a {name}?" for name in scenes.class_names)]
for row, (name, value) in enumerate(zip(names, values, strict=True)):
    box = {"boxstyle": "round", "facecolor": "white", "edgecolor": COLORS["shared"]}
    right.text(0.35, -row, f"{value:.2f}", ha="center", va="center", bbox=box)
    ends = {"xyA": (corner[0] + 8, corner[1] + 4), "coordsA": left.transData, "xyB": (0.24, -row)}
    figure.add_artist(ConnectionPatch(**ends, coordsB=right.transData, arrowstyle="-|>", color=COLORS["shared"]))
    right.text(0.5, -row, f"{row}   {name}", va="center")
right.set(xlim=(0, 1.4), ylim=(-7.6, 0.6), xticks=[], yticks=[], frame_on=False, title="… says eight numbers")
alt = "Left, a picture under a grid of 6 by 6 cells; the cell that holds the center of a square is shaded. "
alt += "Arrows go to the eight numbers that it has to say: objectness, two offsets, two sizes and three classes."
plots.show(figure, alt=alt)

# %% [markdown]
# The first number is the **objectness**. In code, a target is a tensor (8, 6, 6). The list, its competitor,
# has one row of three slots, which measure from the picture's corner.

# %%
SIDE, CELLS, UNIT = 48, 6, 8  # pixels of a picture, cells in a row, pixels of a cell


def fill(target, row, column, center, size, label):
    target[:, row, column] = torch.cat([torch.ones(1), center, size / SIDE, F.one_hot(label, 3)])  # (8,)


def encode(boxes, labels):
    target = torch.zeros(8, CELLS, CELLS)
    for box, label in zip(boxes, labels, strict=True):
        center, size = (box[:2] + box[2:]) / 2, box[2:] - box[:2]  # (2,) each: x, y and width, height
        column, row = (center // UNIT).long().tolist()
        fill(target, row, column, center % UNIT / UNIT, size, label)
    return target


def encode_list(boxes, labels):
    target = torch.zeros(8, 1, 3)
    for slot, (box, label) in enumerate(zip(boxes, labels, strict=True)):
        fill(target, 0, slot, (box[:2] + box[2:]) / 2 / SIDE, box[2:] - box[:2], label)
    return target


# %%
def decode(numbers):
    """Return boxes (B, slots, 4), scores (B, slots) and labels (B, slots) of numbers (B, 8, rows, columns)."""
    unit, rows, columns = (UNIT, CELLS, CELLS) if numbers.shape[2] > 1 else (SIDE, 1, 1)
    x = (torch.arange(columns) + numbers[:, 1]) * unit  # (B, rows, columns)
    y = (torch.arange(rows)[:, None] + numbers[:, 2]) * unit  # (B, rows, columns)
    width, height = SIDE * numbers[:, 3], SIDE * numbers[:, 4]
    boxes = torch.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], dim=-1)
    likely, labels = numbers[:, 5:].max(dim=1)  # (B, rows, columns) each
    return boxes.flatten(1, 2), (numbers[:, 0] * likely).flatten(1), labels.flatten(1)


# %%
def targets(scenes, encode, sort=False):
    rows = zip(scenes.boxes, scenes.labels, strict=True)
    orders = [box[:, 0].argsort() if sort else slice(None) for box in scenes.boxes]
    return torch.stack([encode(box[o], label[o]) for (box, label), o in zip(rows, orders, strict=True)])


def detections(numbers, least=0.002, threshold=1.0):
    """Return what is left of the boxes above the score ``least`` after suppression: one Detections a picture."""
    found = []
    for boxes, scores, labels in zip(*decode(numbers), strict=True):
        sure = scores > least
        kept = vision.nms(boxes[sure], scores[sure], threshold)  # a section below; at 1 it only sorts
        found.append(vision.Detections(boxes[sure][kept], scores[sure][kept], labels[sure][kept]))
    return found


def mean_ap(found, least, scenes=None):
    scenes = scenes or test_set
    return vision.mean_average_precision(found, scenes.boxes, scenes.labels, least)


back = detections(targets(test_set, encode))
assert sum(map(len, back)) == sum(map(len, test_set.labels)) and mean_ap(back, 0.99) == 1
print(f"{sum(map(len, back))} objects went through the grid and back, none was lost")

# %% [markdown]
# So `decode` undoes `encode`. If two centers shared a cell, one would be lost here already.
#
# ## Where a cell looks
#
# A grid offers more than slots, because it also says where to look. Convolutions make 64 features at each of 6 × 6
# places, which the last layer, the head, turns into eight numbers a cell. We build three heads:
#
# - **dense**: each cell looks at all 36 places, with weights of its own;
# - **own**: each cell looks at its own place only, with weights of its own;
# - **shared**: each cell looks at its own place, all with the same weights, which is a 1 × 1 convolution.


# %%
class OwnWeights(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(8, 64, CELLS, CELLS).uniform_(-1 / 8, 1 / 8))
        self.bias = nn.Parameter(torch.zeros(8, CELLS, CELLS))

    def forward(self, a):  # (B, 64, 6, 6) -> (B, 8, 6, 6)
        return torch.einsum("bcij,kcij->bkij", a, self.weight) + self.bias


def convolution(c_in, c_out, side, stride=1):
    layer = nn.Conv2d(c_in, c_out, side, stride, padding=side // 2, bias=False)
    return [layer, nn.BatchNorm2d(c_out), nn.ReLU()]


# %%
def network(head):
    heads = {
        "shared": lambda: [nn.Conv2d(64, 8, 1)],
        "own": lambda: [OwnWeights()],
        "dense": lambda: [nn.Flatten(), nn.Linear(64 * 36, 8 * 36), nn.Unflatten(1, (8, CELLS, CELLS))],
        "list": lambda: [nn.Flatten(), nn.Linear(64 * 36, 8 * 3), nn.Unflatten(1, (8, 1, 3))],
    }
    features = [*convolution(1, 16, 5, stride=2), nn.MaxPool2d(2)]  # (B, 1, 48, 48) -> (B, 16, 12, 12)
    features += [*convolution(16, 32, 3), nn.MaxPool2d(2)]  # -> (B, 32, 6, 6)
    features += [*convolution(32, 64, 3), *convolution(64, 64, 3)]  # -> (B, 64, 6, 6)
    return nn.Sequential(*features, *heads[head]())


for head in ("dense", "own", "shared"):
    print(f"{head:7s}{sum(p.numel() for p in network(head).parameters()):8,} weights in the whole network")

# %% tags=["hide-input"]
blocks = [("picture", "(B, 1, 48, 48)"), ("conv, pool,\nconv, pool", "(B, 32, 6, 6)"), ("conv,\nconv", "(B, 64, 6, 6)")]
plots.show(plots.layers([*blocks, ("head:\n1×1 conv", "(B, 8, 6, 6)")]))

# %% [markdown]
# Each head contains the next one, because a dense head with weights 0 to all other places is an own head, and an own
# head with equal weights is a shared one. So none can do less than those below it.
#
# **Checkpoint.** Why may a cell of the shared head report a whole shape, which is larger than the cell?
#
# <details><summary>Answer</summary>
#
# Its features come from a window of 51 pixels around it (the receptive field of lecture 16: 5 after the first layer,
# then 7, 15, 19, 35 and 51). It sees its object whole and the others too, but from where it stands itself.
# </details>
#
# ## Three questions, three losses
#
# The eight numbers differ in kind, so the loss has three terms, each of the form that fits:
#
# $$L=\sum_{\text{all cells}}\ell(o,\hat o)+\sum_{\text{cells with an object}}
# \big(\lambda\,\lVert t-\hat t\rVert^2+\ell(c,\hat c)\big)$$
#
# Here $o$ is 1 where an object is and else 0, $t$ are the four numbers of place and size, $c$ is the class, $\ell$ is
# the cross-entropy, and $\lambda=5$ weighs places as in the paper. Most cells are empty and have no place or class to
# be wrong about, so the second sum leaves them out.


# %%
def loss_of(z, target, weight=5.0):
    there = target[:, 0]  # (B, rows, columns), 1 where an object is
    objectness = F.binary_cross_entropy_with_logits(z[:, 0], there, reduction="none")
    place = (z[:, 1:5].sigmoid() - target[:, 1:5]).square().sum(dim=1)  # (B, rows, columns)
    kind = F.cross_entropy(z[:, 5:], target[:, 5:], reduction="none")  # (B, rows, columns)
    return (objectness + there * (weight * place + kind)).sum(dim=(1, 2))  # (B,)


def train(model, images, target, epochs=8, rate=1e-2, loss_of=loss_of):
    rows = len(images) // 32 * 32
    optimizer = torch.optim.AdamW(model.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * rows // 32)
    model.train()
    for _ in range(epochs):
        for batch in torch.randperm(len(images))[:rows].split(32):
            loss = loss_of(model(images[batch]), target[batch]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


# %%
def answer(model, images):
    """Return the numbers (B, 8, rows, columns), all between 0 and 1, that stand in the target's places."""
    with torch.no_grad():
        z = model(images)  # (B, 8, rows, columns)
    return torch.cat([z[:, :5].sigmoid(), z[:, 5:].softmax(dim=1)], dim=1)


# %% [markdown]
# Now five networks train equally long on 1,200 pictures: two that write a list, in the order of drawing or sorted from
# left to right, and three with a grid, each with the better of two learning rates. We judge them on 300 other pictures
# by **mean average precision** (mAP), the mean over the classes of lecture 14's average precision. A box
# counts as right if its IoU with an object is at least 0.5.
#
# **Choose.** The *dense* grid has the right slots and twelve times the weights of the shared one. Where does it land?
#
# <details><summary>At the top: it can do whatever the other two grids can</summary>
#
# It can, but training has to find those weights, and lecture 19 showed how little "it can" is worth.
# </details>
#
# <details><summary>Close to the shared grid: the slots are what counts</summary>
#
# That is what the word "slot" suggests, and what this row was made to test. Slots are worth a good deal, but less than
# what comes with them.
# </details>
#
# <details><summary>About half way between the sorted list and the shared grid</summary>
#
# Yes. A cell that looks at all places has to learn separately what a disc looks like from each of them.
# </details>

# %% tags=["main-result"]
runs = {"list, any order": "list", "list, sorted": "list", "grid, dense": "dense", "grid, own": "own"}
table, numbers = {}, {}
for name, head in (runs | {"grid, shared": "shared"}).items():
    torch.manual_seed(0)
    target = targets(train_set, encode_list if head == "list" else encode, sort="sorted" in name)
    model = train(network(head), train_set.images, target, rate=2e-3 if head == "dense" else 1e-2)  # better for each
    numbers[name] = answer(model, test_set.images)  # (300, 8, rows, columns)
    own = mean_ap(detections(answer(model, train_set.images[:200])), 0.5, train_set[:200])
    table[name] = [own, *(mean_ap(detections(numbers[name]), least) for least in (0.5, 0.75, 0.9))]
    print(f"{name:16s} training {own:.2f}, test at IoU 0.5, 0.75, 0.9: ", *[f"{ap:.2f}" for ap in table[name][1:]])
score = {name: row[1] for name, row in table.items()}
assert score["list, any order"] < 0.1 < score["list, sorted"] < 0.3 < score["grid, dense"] < 0.7
assert 0.8 < score["grid, own"] < score["grid, shared"] and score["grid, shared"] > 0.95
assert table["grid, shared"][2] - table["grid, own"][2] > 0.2 and table["grid, dense"][2] < 0.2

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 3.4))
for row, name in enumerate(table):
    color = COLORS[name.split(", ")[1]]
    axis.barh(row, table[name][1], color=color, height=0.6)
    axis.plot(table[name][2], row, "D", color="black", markersize=6, label="at IoU 0.75" if row == 0 else None)
    axis.plot(table[name][0], row, "o", color="black", fillstyle="none", label="training, at 0.5" if row == 0 else None)
axis.set_yticks(range(len(table)), labels=list(table))
axis.set(
    title="Order, slots, view, weights: each step is worth something",
    xlabel="mAP (bar: test pictures, at IoU 0.5)",
    xlim=(0, 1.03),
)
axis.invert_yaxis()
axis.grid(axis="y", visible=False)
axis.legend(loc="upper right")
plots.show(
    figure,
    alt="Five bars of mAP on test pictures at IoU 0.5, each longer than the one before. The list in any order is "
    "near 0, the sorted one near 0.2, the dense grid near 0.5, own weights near 0.9, the shared grid near 1. "
    "Diamonds for IoU 0.75 are near 0 for the first three, about 0.35 for own weights and 0.7 for shared ones. Circles "
    "for training pictures lie well to the right of the bars of sorted list and dense grid.",
)

# %% [markdown]
# From bar to bar one thing changes. Sorting gives the list an order, the grid gives slots by place, the own head takes
# away all that is elsewhere, and the shared head lets all 36 cells learn from every object, instead of only from those
# with their centers in them. The dense grid, whose circle lies far to the right of its bar, has learned its own
# pictures rather than shapes; longer training raises it, but not to the next bar. So YOLO's idea is less a slot than a
# question that *every place can answer alike*.
#
# The two best grids, which differ little at an IoU of 0.5, differ widely at 0.75 (diamonds), so an mAP says little
# without its IoU.
#
# ## Too many boxes
#
# All cells answer at once, so two neighbors may claim an object whose center lies near their common edge. Therefore
# detectors keep, of boxes that overlap by more than a threshold, only the one with the best score, which is called
# **non-maximum suppression** (NMS):


# %%
def nms(boxes, scores, threshold):
    """Return which of the boxes (n, 4) are kept, surest first: (kept,)."""
    overlap = iou(boxes, boxes)  # (n, n)
    kept = []
    for candidate in scores.argsort(descending=True, stable=True).tolist():
        if all(overlap[candidate, better] <= threshold for better in kept):
            kept.append(candidate)
    return torch.tensor(kept, dtype=torch.int64)


grid = numbers["grid, shared"]  # (300, 8, 6, 6)
for boxes, scores, _ in zip(*decode(grid[:50]), strict=True):  # (36, 4), (36,)
    assert torch.equal(nms(boxes, scores, 0.4), vision.nms(boxes, scores, 0.4))

# %% tags=["hide-input"]
raw, clean = detections(grid, 0.25), detections(grid, 0.25, threshold=0.4)
surplus = [len(many) - len(few) for many, few in zip(raw, clean, strict=True)]
busy = int(np.argmax(surplus))
figure, axes = plt.subplots(1, 2, figsize=(7.5, 3.6), sharey=True)
for axis, found, name in zip(axes, (raw, clean), ("before", "after"), strict=True):
    one = found[busy]
    words = [f"{score:.2f}" for score in one.scores]
    show_boxes(axis, test_set.images[busy], one.boxes, "prediction", words)
    axis.set(title=f"{name}: {len(one)} boxes", xlabel="x (pixels)")
axes[0].set_ylabel("y (pixels)")
alt = f"A test picture with {len(test_set.labels[busy])} shapes. Before suppression the network shows {len(raw[busy])} "
alt += f"boxes with scores above 0.25, some of them on the same shape; after it {len(clean[busy])}."
plots.show(figure, alt=alt)

# %% [markdown]
# The score of a box is its objectness times the probability of its class. No other test picture has as
# many superfluous boxes.
#
# **Checkpoint.** Why does a *higher* threshold of suppression keep more boxes, and a higher threshold of score fewer?
#
# <details><summary>Answer</summary>
#
# Suppression drops only boxes that overlap by more than its threshold, so at 1 it drops none. The other drops all whose
# score is below it.
# </details>
#
# The mAPs above were measured without suppression, from all boxes with scores above 0.002, so both knobs are still
# free.
#
# **Guess.** What does the shared grid's mAP at IoU 0.5 become with suppression at 0.4?

# %%
guess_suppressed = None  # such as 0.95

# %% [markdown]
# **Guess.** And what does it become if, besides, only boxes with scores above 0.8 are kept?

# %%
guess_sure = None  # such as 0.95

# %%
LEAST, THRESHOLDS = [0.002, 0.05, 0.25, 0.5, 0.8, 0.95], [0.1, 0.4, 0.6, 0.8, 0.95, 1.0]


def right_number(found):
    """Return the share of pictures with as many boxes as objects."""
    return np.mean([len(one) == len(labels) for one, labels in zip(found, test_set.labels, strict=True)])


by_score = [mean_ap(detections(grid, least, 0.4), 0.5) for least in LEAST]
by_threshold = [mean_ap(detections(grid, 0.002, threshold), 0.5) for threshold in THRESHOLDS]
counted_right = [right_number(detections(grid, 0.25, threshold)) for threshold in THRESHOLDS]
for name, values in [("scores above", LEAST), ("mAP", by_score), ("suppressed above", THRESHOLDS)]:
    print(f"{name:16s}", *[f"{value:6.3f}" for value in values])
print(f"{'mAP':16s}", *[f"{value:6.3f}" for value in by_threshold])
print(f"{'right number':16s}", *[f"{share:6.0%}" for share in counted_right])
assert max(by_threshold) - min(by_threshold) < 0.02 and by_score[0] - by_score[3] > 0.01
assert by_score[0] - by_score[4] > 0.05 and counted_right[1] - counted_right[-1] > 0.05

# %% tags=["hide-input"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True)
left.plot(range(6), by_score, "o-", color=COLORS["shared"], label="mAP at IoU 0.5")
left.set_xticks(range(6), labels=[f"{least:g}" for least in LEAST])
guesses = [guess - 0.05 for guess in (guess_sure, guess_suppressed) if guess is not None]
left.set(xlabel="least score kept", ylabel="share", ylim=(min([0.6, *guesses]), 1.02))
right.plot(range(6), by_threshold, "o-", color=COLORS["shared"], label="mAP at IoU 0.5")
right.plot(range(6), counted_right, "s--", color="black", label="pictures with the right\nnumber of boxes")
right.set_xticks(range(6), labels=[*(f"{threshold:g}" for threshold in THRESHOLDS[:-1]), "never"])
right.set(xlabel="suppressed above an IoU of")
if guess_sure is not None:
    left.axhline(guess_sure, label="your guess", **plots.line("guess"))
if guess_suppressed is not None:
    right.axhline(guess_suppressed, label="your guess", **plots.line("guess"))
left.legend(loc="lower left")
right.legend(loc="lower left")
figure.suptitle("A threshold of score costs mAP, suppression does not", fontweight="bold")
plots.show(
    figure,
    alt="Left, mAP against the least score kept: near 0.98 up to 0.25, then it falls, to below 0.8 at 0.95. Right, "
    "against the threshold of suppression: mAP stays level near 0.98 up to never, while the share of pictures with the "
    "right number of boxes, above 0.95 for thresholds up to 0.6, falls to about 0.9.",
)

# %% [markdown]
# Suppression does nothing for the mAP, while a threshold of score takes away more the higher it is. The measure goes
# through the boxes from the surest to the least sure, and most duplicates stand behind the last true box, where there
# is nothing left to lose. A threshold of score cuts the list before its end, together with the objects that would have
# been found there.
#
# A user, however, wants the number of boxes to be right, and the dashed curve says that this needs suppression. So
# *measure with all boxes, and show with thresholds*.
#
# ### Play with it


# %%
def graded(found, scenes, least=0.5):
    """Return the scores of all boxes, surest first, and which of them took an object: (n,) each."""
    scores, hits = [], []
    for one, boxes, labels in zip(found, scenes.boxes, scenes.labels, strict=True):
        agree = iou(one.boxes, boxes) * (one.labels[:, None] == labels)  # (k, m)
        for rank in range(len(one)):  # suppression has sorted them
            best = agree[rank].argmax()
            hits.append(bool(agree[rank, best] >= least))
            if hits[-1]:
                agree[:, best] = 0  # taken
        scores += one.scores.tolist()
    order = np.argsort(-np.array(scores), kind="stable")
    return np.array(scores)[order], np.array(hits)[order]


# %% tags=["hide-input"]
def draw_knobs(picture, least, threshold):
    """Draw one picture's boxes, and precision against recall of the first hundred pictures."""
    found = detections(grid, least, threshold)
    one, objects = found[picture], len(test_set.labels[picture])
    _, hits = graded(found[:100], test_set[:100], least=0.75)
    truths = sum(map(len, test_set.labels[:100]))
    recall, precision = np.cumsum(hits) / truths, np.cumsum(hits) / np.arange(1, len(hits) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.2))
    words = [f"{score:.2f}" if score > 0.1 else "" for score in one.scores]
    show_boxes(left, test_set.images[picture], one.boxes, "prediction", words)
    left.set(title=f"boxes: {len(one)}, objects: {objects}", xlabel="x (pixels)", ylabel="y (pixels)")
    right.plot(recall, precision, drawstyle="steps-post", color=COLORS["shared"])
    right.plot(recall[-1:], precision[-1:], "o", color="black")
    right.set(title="100 pictures, IoU 0.75", xlabel="recall", ylabel="precision", xlim=(0, 1.03), ylim=(0, 1.03))
    last = f"ends at recall {recall[-1]:.2f} with precision {precision[-1]:.2f}" if len(hits) else "is empty"
    return plots.describe(
        figure,
        f"Test picture {picture}, scores above {least:g}, suppression above an IoU of {threshold:g}: {len(one)} boxes "
        f"for {objects} objects. The curve of precision against recall, at IoU 0.75, {last}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_knobs,
    frames=[
        ("as usual: scores above 0.25, suppression at 0.4", {}),
        ("no suppression: the curve does not care", {"threshold": 1.0}),
        ("scores above 0.9: the curve is cut off", {"least": 0.9}),
        ("everything: the curve only gets a tail", {"least": 0.0, "threshold": 1.0}),
    ],
    picture=widgets.slider("picture", 0, 299, 1, busy),
    least=widgets.slider("least score", 0.0, 0.95, 0.05, 0.25),
    threshold=widgets.slider("suppress above IoU", 0.1, 1.0, 0.1, 0.4),
)

# %% [markdown]
# **Try** the least score, then the threshold of suppression, then other pictures. **Notice** that a higher score
# walks the dot to the left along a curve that stays the same, and that suppression changes little more than its end.
#
# ## Deeper: two centers in one cell
#
# A cell has one answer, so two objects with their centers in one cell are one too many, and no training can help. If
# centers were independent and spread evenly, $n$ objects would occupy $G^2\,(1-(1-1/G^2)^n)$ of the $G^2$ cells on
# average, by the argument of the birthday problem. We count the real losses beside that.

# %%
for G in (2, 3, 4, 6):
    expected, lost = 0.0, 0
    for boxes in scenes.boxes:
        cells = ((boxes[:, :2] + boxes[:, 2:]) / 2 * G // SIDE).unique(dim=0)  # (occupied, 2)
        expected += len(boxes) - G**2 * (1 - (1 - 1 / G**2) ** len(boxes))
        lost += len(boxes) - len(cells)
    print(f"{G} × {G} cells: expected {expected:4.0f} of {sum(map(len, scenes.boxes)):,} objects lost, counted {lost}")
assert lost == 0 and expected > 40

# %% [markdown]
# The formula predicts far too many, for a reason that can be named: shapes do not overlap, so their centers keep away
# from each other. Crowds that do overlap are what grids are bad at.
#
# ## Deeper: suppression has one answer
#
# Greedy suppression sounds arbitrary, but its result can be told without any order of work: it is the *only* set in
# which no kept box is suppressed by another kept one, and each dropped box is by a kept and better one. Here all
# subsets of eight boxes are tried.

# %%
for _trial in range(50):
    low = 20 * torch.rand(8, 2)  # (8, 2)
    boxes, scores = torch.cat([low, low + 5 + 20 * torch.rand(8, 2)], dim=1), torch.rand(8)  # (8, 4), (8,)
    suppresses = (iou(boxes, boxes) > 0.3) & (scores[:, None] > scores[None, :])  # (better, worse)
    subsets = torch.arange(256)[:, None] >> torch.arange(8) & 1  # (256, 8)
    hit = (subsets.float() @ suppresses.float()) > 0  # (256, 8): suppressed by a kept, better one
    fits = (hit == (subsets == 0)).all(dim=1)
    assert (
        fits.sum() == 1 and subsets[fits][0].nonzero().flatten().tolist() == nms(boxes, scores, 0.3).sort()[0].tolist()
    )
print("50 times, exactly one of 256 subsets fits, the one that nms returns")

# %% [markdown]
# ## Deeper: one list of boxes, four average precisions
#
# Lecture 14 named the rules by which benchmarks turn the staircase of precision into one number. How far apart are they
# on the same boxes? The envelope replaces each precision by the best at this or any higher recall.

# %%
_, hits = graded(detections(grid, 0.002, 0.4), test_set, least=0.75)
truths = sum(map(len, test_set.labels))
recall, precision = np.cumsum(hits) / truths, np.cumsum(hits) / np.arange(1, len(hits) + 1)
envelope = np.maximum.accumulate(precision[::-1])[::-1]


def at(points):
    """Return the mean of the envelope at so many recalls from 0 to 1, 0 where that recall is not reached."""
    first = np.searchsorted(recall, np.linspace(0, 1, points) - 1e-9)
    return np.append(envelope, 0.0)[first].mean()


four = {"plain": (precision * hits).sum() / truths, "all points": (envelope * hits).sum() / truths}
four |= {"101 points": at(101), "11 points": at(11)}
print(", ".join(f"{rule}: {value:.3f}" for rule, value in four.items()))
assert four["plain"] <= four["all points"] and abs(four["101 points"] - four["all points"]) < 0.02

# %% [markdown]
# Nothing about the detector has changed, so numbers of different papers can only be compared if their rule is the same.
#
# ## Deeper: from 2016 to now
#
# | year | name | what it changed |
# | --- | --- | --- |
# | 2016 | YOLO | 7 × 7 cells, two boxes a cell, 20 classes; dense layers at the end |
# | 2017 | YOLOv2 | a convolution at the end, and each cell chooses among a few typical sizes |
# | 2018 | YOLOv3 | grids of three scales, for small and large things |
# | 2020 | YOLOv4 | other authors; training tricks, measured one by one |
# | 2020 | DETR | a list again, of a hundred slots, with a loss that looks for the best order |
# | 2024 | YOLOv10 | trained so that it needs no suppression |
#
# The first YOLO did end with dense layers, with features that had been learned from ImageNet; the second one removed
# them. The first one's objectness was trained toward the probability of an object *times* the box's IoU, ours toward
# the probability alone.
#
# ## Deeper: a rider on a horse
#
# Suppression across classes drops one of two things that share a box. Suppression class by
# class can leave two names for one thing. The second is usual, and is often done by moving each class to a place of its
# own:

# %%
boxes = torch.tensor([[10.0, 10, 30, 40], [10.0, 12, 30, 42]])  # a horse, and its rider
scores, labels = torch.tensor([0.9, 0.8]), torch.tensor([0, 1])
for offset in (0, 2, 100):
    kept = nms(boxes + offset * labels[:, None], scores, 0.5)
    print(f"classes moved apart by {offset:3d} pixels: {len(kept)} kept")
assert len(kept) == 2

# %% [markdown]
# An offset that is smaller than the picture lets classes meet again. Its symptom is that the thing with the lower score
# is always missing in such pairs.
#
# ## What goes wrong
#
# **Boxes in another format.** Some files hold two corners, others center and size, or corner and size. Here the corner
# is taken for the center in training:

# %%
shifted = [torch.cat([(3 * box[:, :2] - box[:, 2:]) / 2, (box[:, :2] + box[:, 2:]) / 2], 1) for box in train_set.boxes]
wrong = torch.stack([encode(*pair) for pair in zip(shifted, train_set.labels, strict=True)])  # (1200, 8, 6, 6)
torch.manual_seed(0)
model = network("shared")
before = loss_of(model(train_set.images[:300]), wrong[:300]).mean().item()
train(model, train_set.images, wrong, epochs=4)
with torch.no_grad():
    after = loss_of(model(train_set.images[:300]), wrong[:300]).mean().item()
found = detections(answer(model, test_set.images))
print(f"loss {before:.1f} -> {after:.2f}, mAP at IoU 0.5 {mean_ap(found, 0.5):.3f}")
halves = [(one.boxes[:, 2:] - one.boxes[:, :2]).repeat(1, 2) / 2 for one in found]  # (k, 4) each
moved = [vision.Detections(one.boxes + half, one.scores, one.labels) for one, half in zip(found, halves, strict=True)]
print(f"the same boxes, moved by half their size: {mean_ap(moved, 0.5):.3f}")
assert after < 0.1 * before and mean_ap(found, 0.5) < 0.1 and mean_ap(moved, 0.5) > 0.7

# %% [markdown]
# Symptom: the loss falls beautifully, and the mAP is near 0. Remedy: draw ten training labels *from the tensors that
# the loss sees*, through `decode`.
#
# **A score behind a threshold.** Symptom: published weights give less than the published mAP. Remedy: measure from
# 0.001 upwards, and choose the threshold for use afterwards.
#
#
# ## Exercises
#
# ### 1. Average precision by hand (★, 10 minutes)
#
# A class has four objects, and five boxes are, from the surest down, right, right, wrong, right, wrong. What is the
# average precision, with all of them and with the first three?
#
# <details><summary>Solution</summary>
#
# $(1+1+3/4)/4=0.6875$; one object is never found and adds 0. Without the fourth and fifth box, $(1+1)/4=0.5$. Dropping
# the *fifth* alone changes nothing, which is all that suppression does here.
#
# ```python
# assert vision.average_precision(torch.tensor([1, 1, 0, 1, 0]), truths=4) == 0.6875
# assert vision.average_precision(torch.tensor([1, 1, 0]), truths=4) == 0.5
# ```
# </details>
#
# ### 2. IoU as a loss (★★, 15 minutes)
#
# Why is $1-\mathrm{IoU}$ alone no good loss? Repair it with the smallest box around both.
#
# <details><summary>Solution</summary>
#
# Boxes that do not touch have IoU 0 wherever they are, so the gradient is 0. GIoU subtracts the share of the enclosing
# box that is covered by neither, which falls as they approach.
#
# ```python
# fixed, moving = torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([[20.0, 0, 30, 10]], requires_grad=True)
# overlap = iou(moving, fixed)[0, 0]  # ()
# around = torch.cat([torch.minimum(moving, fixed)[:, :2], torch.maximum(moving, fixed)[:, 2:]], dim=1)  # (1, 4)
# area = (around[:, 2:] - around[:, :2]).prod()
# giou = overlap - (area - 200) / area  # the two boxes cover 200 pixels
# print(torch.autograd.grad(overlap, moving, retain_graph=True)[0], torch.autograd.grad(giou, moving)[0])
# assert not torch.autograd.grad(iou(moving, fixed)[0, 0], moving)[0].any()
# ```
# </details>
#
# ### 3. Forget the empty cells (★★, 15 minutes)
#
# Take the objectness of empty cells out of the loss, and predict what happens.
#
# <details><summary>Solution</summary>
#
# Nothing says "no" any more, so a large part of the empty cells call themselves objects. The mAP suffers less than the
# pictures would, because cells that do hold an object are still the surest.
#
# ```python
# def careless(z, target):
#     there = target[:, 0]  # (B, 6, 6)
#     return loss_of(z, target) - ((1 - there) * F.softplus(z[:, 0])).sum(dim=(1, 2))  # (B,)
#
#
# torch.manual_seed(0)
# eager = train(network("shared"), train_set.images, targets(train_set, encode), epochs=2, loss_of=careless)
# said = answer(eager, test_set.images)  # (300, 8, 6, 6)
# share = (said[:, 0] > 0.5).float().mean().item()
# print(f"cells that call themselves objects: {share:.0%}, mAP {mean_ap(detections(said), 0.5):.2f}")
# assert share > 0.3
# ```
# </details>
#
# ### 4. Let the loss choose the order (★★★, 40 minutes, open)
#
# Give the list whichever of the six orders costs least. Is that better than sorting?
#
# <details><summary>Solution</summary>
#
# One way to look. In our runs it was no better than sorting, because order is not the only trouble of a list: each slot
# has to find its object anywhere. DETR answers that with attention (lecture 27) and long training.
#
# ```python
# from itertools import permutations
#
#
# def matched(z, target):
#     return torch.stack([loss_of(z, target[..., list(order)]) for order in permutations(range(3))]).amin(dim=0)  # (B,)
#
#
# torch.manual_seed(0)
# model = train(network("list"), train_set.images, targets(train_set, encode_list), loss_of=matched)
# print(f"{mean_ap(detections(answer(model, test_set.images)), 0.5):.2f}")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Squared error turns an unordered list into averages; a grid gives each object the slot of its place.
# - Slots alone go half the way; a cell must look from its own place, and shared weights make its boxes fit.
# - IoU compares boxes; an mAP at 0.5 does not see how well they fit.
# - Suppression cleans what people see and hardly moves the mAP; a threshold of score does the contrary.
#
# ## Where it came from
#
# - J. Redmon, S. Divvala, R. Girshick and A. Farhadi, 2016, CVPR, 779–788: YOLO, 45 pictures a second.
# - J. Redmon and A. Farhadi, 2017, CVPR (YOLO9000) and 2018, arXiv:1804.02767 (YOLOv3).
# - A. Bochkovskiy and others, 2020, arXiv:2004.10934: YOLOv4.
# - N. Carion and others, 2020, ECCV: DETR. H. Rezatofighi and others, 2019, CVPR: GIoU.
# - A. Wang and others, 2024, NeurIPS: YOLOv10.
#
# **Next**: [22, detection in two stages](22-detection-faster-rcnn.ipynb): first where, then what.
