# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 15: Detection
#
# You will build the parts that turn a network's numbers into boxes, and boxes into what a network can learn: the
# overlap of boxes, non-maximum suppression, the targets of a YOLO grid, anchors with their code, their matching, and
# the loss for the code. In the last cell your parts find four objects among 1,296 anchors.
#
# **Practices** [lecture 21, Detection: YOLO](../../course/21-detection-yolo.ipynb); tasks 5 to 7 practice what is new in
# [lecture 22, Faster R-CNN](../../course/22-detection-faster-rcnn.ipynb). **Time** 90 minutes. **You need** PyTorch tensors
# ([lecture 10](../../course/10-training-in-pytorch.ipynb)).
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the overlap of boxes | 3 |
# | t2 | corners to centers, and back | 1 |
# | t3 | non-maximum suppression | 4 |
# | t4 | the targets of a YOLO grid | 4 |
# | t5 | anchors and their code | 4 |
# | t6 | which anchor answers for which object | 3 |
# | t7 | the smooth L1 loss | 1 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
# Write the functions yourself: what torchvision and `torch.nn` have of them is not the answer, and the one
# of `helpers.vision` is taken out of it in this notebook.
#
# **Boxes.** A box is (x1, y1, x2, y2) in pixels, x to the right and y *down*, with x1 ≤ x2 and y1 ≤ y2. Corners are
# real numbers of both signs, and nothing is rounded or cut off at the edges of a picture. The area is
# $(x_2 - x_1)(y_2 - y_1)$, without any + 1; a side is either 0 or at least 0.02 pixels long. Boxes may touch, lie inside
# each other, coincide, and, where a text does not exclude it, have no area. Several boxes are a tensor with one row a
# box, in any order.
#
# **Rules.** Functions take tensors of float64, except where a docstring says otherwise, return new tensors, and
# **leave what they were given as it was**. Where a docstring says *tensor*, return a tensor, not a list.
#
# **How exact.** Your numbers may be off by 0.0001, or by one part in 10,000 where they are larger than 1, and in a tensor
# with numbers above 1 by one part in 10,000 of the largest. So float32 is exact enough.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a15-detection/detection.ipynb),
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
import numpy as np
import torch
import torch.nn.functional as F

from helpers import ask, vision

vars(vision).pop("iou", None)  # the answer of task 1, which is to be written here


# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: what the tests use.
def tensor(numbers, *shape):
    """Return numbers as a float64 tensor, in a shape where one is given: tensor([], 0, 4) has no boxes."""
    made = torch.tensor(np.asarray(numbers, dtype=float))
    return made.reshape(shape) if shape else made


def counted_overlap(a, b):
    """Return the overlap (N, M) of arrays of boxes with whole corners from 0 to 48, by counting pixels one by one."""
    pixels = np.arange(48)

    def inside(boxes):
        across = (pixels >= boxes[:, 0:1]) & (pixels < boxes[:, 2:3])
        down = (pixels >= boxes[:, 1:2]) & (pixels < boxes[:, 3:4])
        return (down[:, :, None] & across[:, None, :]).reshape(len(boxes), -1)

    first, second = inside(np.asarray(a))[:, None], inside(np.asarray(b))[None]
    return (first & second).sum(axis=2) / np.maximum((first | second).sum(axis=2), 1)


def whole_numbers(value, what):
    """Check that a tensor (k,) of integers came, of whatever type where it is empty; return them as a list."""
    assert ask.is_array(value), (
        f"{what} should be a tensor; got {ask.kind_of(value)}. torch.tensor(...) makes one of a list."
    )
    assert value.ndim == 1, f"{what} should be a tensor with one axis; got shape {tuple(value.shape)}."
    found = ask.as_numbers(value, f"{what} should be a tensor of integers; got")
    assert found.dtype.kind in "iu" or len(found) == 0, (
        f"{what} should hold integers, but the numbers have the type {found.dtype}."
    )
    return [int(number) for number in found]


def kept_by(nms, overlap, scores, threshold):
    """Return the indices that nms keeps as a list, after a look at their form."""
    kept = whole_numbers(ask.result(nms, overlap, scores, threshold), "The indices that nms returns")
    assert all(0 <= index < len(scores) for index in kept), (
        f"With {len(scores)} boxes indices go from 0 to {len(scores) - 1}; yours are {kept}."
    )
    assert len(set(kept)) == len(kept), f"An index is there twice: nms returned {kept}."
    return kept


def matched_by(match, overlap, high, low):
    """Return labels and indices as lists, after a look at their form."""
    labels, index = ask.results("labels, index", match, overlap, high, low)
    labels = whole_numbers(labels, "The labels that match returns")
    assert len(labels) == len(overlap), f"{len(overlap)} anchors need as many labels; got {len(labels)}."
    assert set(labels) <= {-1, 0, 1}, f"A label is 1, 0 or -1; yours are {labels}."
    if overlap.shape[1]:
        index = whole_numbers(index, "The indices that match returns")
        assert len(index) == len(overlap), f"{len(overlap)} anchors need as many indices; got {len(index)}."
    return labels, index


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the overlap of boxes (3 points)
#
# How far two boxes agree is their **intersection over union** (IoU): the area that they share, divided by the area that
# they cover together. Compute it for all pairs of $N$ boxes and $M$ others at once.
#
# Two boxes that only touch share nothing, so their IoU is 0. A box without area has an IoU of 0 with every box, also
# with itself. $N$ and $M$ may be 0, which makes a table without rows, or without columns.


# %% nbgrader={"grade": false, "grade_id": "t1_iou", "locked": false, "schema_version": 3, "solution": true, "task": false}
def iou(a, b):
    """Return the intersection over union of all pairs of boxes.

    a: tensor (N, 4) of boxes
    b: tensor (M, 4) of boxes

    Returns a tensor (N, M): row i for box i of a, column j for box j of b.
    """
    ### BEGIN SOLUTION
    first, second = a.unsqueeze(1), b
    sides = torch.minimum(first[..., 2:], second[..., 2:]) - torch.maximum(first[..., :2], second[..., :2])
    shared = sides.clamp(min=0).prod(dim=-1)
    areas = [(boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1]) for boxes in (first, second)]
    union = areas[0] + areas[1] - shared
    return torch.where(union > 0, shared / union, torch.zeros_like(union))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_iou_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two boxes against three. The first of a is the second of b, and touches the third.
a = tensor([[0, 0, 4, 4], [2, 1, 9, 3]])
b = tensor([[3, 2, 6, 6], [0, 0, 4, 4], [4, 0, 6, 5]])
table = ask.result(iou, a, b)
table = ask.array(
    table, (2, 3), "The table of two boxes and three", "Boxes of a make rows, those of b columns.", finite=False
)
likely = {
    "Is what both share counted twice in the union?": [[2 / 28, 16 / 32, 0], [3 / 26, 4 / 30, 4 / 24]],
    "Is there a + 1 in the sides?": [[6 / 39, 1, 5 / 38], [8 / 36, 9 / 40, 9 / 33]],
    "That is the area that both share, not yet divided.": [[2, 16, 0], [3, 4, 4]],
    "Is it divided by the area of one box alone?": [[2 / 16, 1, 0], [3 / 14, 4 / 14, 4 / 14]],
    "Is it divided by the area of the other box alone?": [[2 / 12, 1, 0], [3 / 12, 4 / 16, 4 / 10]],
    "Is it divided by the smaller of the two areas?": [[2 / 12, 1, 0], [3 / 12, 4 / 14, 4 / 10]],
    "Is it divided by the larger of the two areas?": [[2 / 16, 1, 0], [3 / 14, 4 / 16, 4 / 14]],
    "Is the table rounded? Nothing is.": [[0.077, 1, 0], [0.13, 0.154, 0.2]],
}
assert ask.close(table, [[1 / 13, 1, 0], [3 / 23, 2 / 13, 1 / 5]]), (
    f"The table should be 0.0769, 1, 0 and 0.1304, 0.1538, 0.2, but is {table.astype(float).round(4).tolist()}. "
    f"{ask.cause(table, likely, 'Where does what both share begin, and where does it end?')}"
)

# Hidden tests: boxes with whole corners against pixels that are counted one by one.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, m in [(9, 7), (8, 8), (1, 12)]:
    corners = np.sort(rng.integers(0, 49, size=(n + m, 2, 2)), axis=1)
    boxes = corners.reshape(n + m, 4)
    boxes[n - 1], boxes[-1] = [7, 7, 7, 30], [9, 4, 9, 4]  # without area
    boxes[0], boxes[n], boxes[n + 1] = [3, 5, 20, 31], [10, 8, 41, 15], [30, 2, 44, 40]
    answer = ask.result(iou, tensor(boxes[:n]), tensor(boxes[n:]))
    table = ask.array(answer, (n, m), f"The table of {n} boxes and {m}", "Boxes of a make rows.", finite=False)
    assert np.all(np.isfinite(table)), (
        "For boxes with whole corners something is nan or infinite. What if neither box has an area?"
    )
    counted = counted_overlap(boxes[:n], boxes[n:])
    assert np.all(table[counted == 0] < 1e-4), (
        "Boxes that share no pixel should have an IoU of 0, but some of yours have not. Can a negative width, or two of "
        "them, make an area?"
    )
    assert ask.close(table, counted), (
        f"For {n} boxes against {m}, with whole corners, the table differs from pixels counted one by one, by up to "
        f"{np.abs(table - counted).max():.4f}. Do rows belong to the boxes of a?"
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t1_iou_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: boxes anywhere; exchanged, shifted, scaled, with x and y exchanged; each box against itself.
### BEGIN HIDDEN TESTS
def by_hand(one, other):
    """Return the IoU of two boxes with an area, given as lists."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = width * height if width > 0 and height > 0 else 0.0
    both = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return shared / (both - shared)


def table_of(a, b):
    """Return the table as an array (N, M)."""
    return ask.array(ask.result(iou, tensor(a), tensor(b)), (len(a), len(b)), "The table", "Boxes of a make rows.")


rng = np.random.default_rng()
corner = np.concatenate([[[-7.3, 2.4], [-3.2, -0.9], [10.0, -12.0], [4.1, 4.7]], rng.uniform(-9, 9, size=(9, 2))])
side = np.concatenate([[[3.1, 9.2], [4.4, 5.3], [0.7, 2.2], [2.3, 3.4]], rng.uniform(1.5, 12, size=(9, 2))])
boxes = np.concatenate([corner, corner + side], axis=1)
a, b = boxes[[0, 4, 1, 2, 6, 7]], boxes[[1, 2, 8, 3, 9, 10, 11, 12]]
table = table_of(a, b)
assert ask.close(table, [[by_hand(one, other) for other in b] for one in a]), (
    "For boxes with real corners of both signs the table is wrong. Is nothing rounded, cut off or made positive?"
)
assert ask.close(table_of(b, a), table.T), (
    "The table of b and a should be that of a and b with rows and columns exchanged, but yours is not."
)
assert ask.close(np.diag(table_of(boxes, boxes)), np.ones(13)), (
    "Each box should have an IoU of 1 with itself, but some of yours have not."
)
for shift in ([31.7, -12.4, 31.7, -12.4], [-64.3, 80.9, -64.3, 80.9]):
    assert ask.close(table_of(a + shift, b + shift), table), (
        f"When all boxes move by {shift[:2]} pixels no IoU should change, but yours do. Do the areas come from differences?"
    )
for scale in (1 / 32, 0.2, 5.0, 100.0):
    assert ask.close(table_of(scale * a, scale * b), table), (
        f"When all boxes grow by a factor of {scale:g} no IoU should change, but yours do. Is there a number in the "
        "formula that is a length or an area?"
    )
swapped = [1, 0, 3, 2]
assert ask.close(table_of(a[:, swapped], b[:, swapped]), table), (
    "When x and y are exchanged no IoU should change, but yours do. Are both sides treated alike?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_iou_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: boxes that touch, lie inside each other, coincide, are far apart in both directions, have no area; no
# boxes at all, and one.
### BEGIN HIDDEN TESTS
kinds = {
    "one box is inside the other": ([1.5, -2, 9.5, 6], [2.5, 0, 6.5, 1], 1 / 16),
    "one box is inside the other, with two sides in common": ([-3, 0, 5, 4], [-3, 0, -1, 1], 1 / 16),
    "two boxes coincide": ([-3.25, 1, 2, 7.5], [-3.25, 1, 2, 7.5], 1),
    "two boxes touch at a side": ([0, 0, 4, 4], [4, 1, 7, 3], 0),
    "two boxes touch at a corner": ([0, 0, 4, 4], [-2, 4, 0, 9], 0),
    "two boxes are far apart in both directions": ([0, 0, 4, 4], [20, 30, 25, 33], 0),
    "one box is to the left of the other": ([-9, 0, -5, 4], [0, 1, 4, 3], 0),
    "one box is above the other": ([0, -9, 4, -6], [1, 0, 3, 8], 0),
    "a box has no width": ([0, 0, 4, 4], [2, 1, 2, 3], 0),
    "a box is a point inside the other": ([0, 0, 4, 4], [1, 3, 1, 3], 0),
    "a box has no height, and is both": ([2, 3, 8, 3], [2, 3, 8, 3], 0),
    "a point is both": ([-1.5, 3, -1.5, 3], [-1.5, 3, -1.5, 3], 0),
    "two boxes without width are apart": ([1, 0, 1, 5], [6, 0, 6, 5], 0),
    "two boxes without area cross": ([1, 0, 1, 5], [0, 2, 7, 2], 0),
}
for what, (one, other, expected) in kinds.items():
    for a, b in ((one, other), (other, one)):
        table = ask.array(
            ask.result(iou, tensor([a]), tensor([b])), (1, 1), "The table of one box and one", finite=False
        )
        assert np.isfinite(table[0, 0]), f"Where {what}, the IoU is {table[0, 0]}. Is something divided by 0?"
        assert ask.close(table, [[expected]]), f"Where {what}, the IoU is {expected:g}, but yours is {table[0, 0]:.4f}."
a, b = np.array([one for one, _, _ in kinds.values()]), np.array([other for _, other, _ in kinds.values()])
table = ask.array(ask.result(iou, b=tensor(b), a=tensor(a)), (14, 14), "The table of 14 boxes and 14")
assert ask.close(np.diag(table), [expected for *_, expected in kinds.values()]), (
    "Boxes of all kinds in one table are wrong where single ones may be right. Does each pair stand for itself?"
)
for n, m in [(0, 3), (3, 0), (0, 0), (1, 3), (3, 1)]:
    boxes = tensor([[0, 0, 2, 2], [1, 1, 4, 3], [-2, 0, 5, 1]])
    ask.array(ask.result(iou, boxes[:n], boxes[:m]), (n, m), f"The table for N = {n} and M = {m}", "No axis gets lost.")
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: corners to centers, and back (1 point)
#
# Networks rather predict the middle $(c_x, c_y)$ of a box with its width and height. Write the way there and the way
# back, for $N \geq 0$ boxes, one a row. All four are real numbers.


# %% nbgrader={"grade": false, "grade_id": "t2_xyxy_to_cxcywh", "locked": false, "schema_version": 3, "solution": true, "task": false}
def xyxy_to_cxcywh(boxes):
    """Return boxes as center and size.

    boxes: tensor (N, 4), rows (x1, y1, x2, y2)

    Returns a tensor (N, 4), rows (center x, center y, width, height).
    """
    ### BEGIN SOLUTION
    corner, opposite = boxes[:, :2], boxes[:, 2:]
    return torch.cat([(corner + opposite) / 2, opposite - corner], dim=1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_cxcywh_to_xyxy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cxcywh_to_xyxy(boxes):
    """Return boxes as two corners.

    boxes: tensor (N, 4), rows (center x, center y, width, height)

    Returns a tensor (N, 4), rows (x1, y1, x2, y2).
    """
    ### BEGIN SOLUTION
    center, half = boxes[:, :2], boxes[:, 2:] / 2
    return torch.cat([center - half, center + half], dim=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_formats_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A box from (2, 3) to (7, 11): its center is (4.5, 7), its size 5 by 8.
there = ask.result(xyxy_to_cxcywh, tensor([[2, 3, 7, 11]]))
there = ask.array(there, (1, 4), "One box as center and size")
likely = {
    "Is the width x2, and the height y2?": [[4.5, 7, 7, 11]],
    "Is that the corner in place of the center?": [[2, 3, 5, 8]],
    "Is that half of the width and height for the center?": [[2.5, 4, 5, 8]],
    "Are width and height halved, or do they begin at the center, which is in the place of the corner by then?": [
        [4.5, 7, 2.5, 4]
    ],
    "Are x and y exchanged?": [[7, 4.5, 8, 5]],
}
assert ask.close(there, [[4.5, 7, 5, 8]]), (
    f"The box should become 4.5, 7, 5, 8, but became {there[0].tolist()}. "
    f"{ask.cause(there, likely, 'What is half-way between the corners, and what lies between them?')}"
)
back = ask.array(ask.result(cxcywh_to_xyxy, tensor([[4.5, 7, 5, 8]])), (1, 4), "One box as corners")
likely = {
    "Is the whole size taken off, and added, in place of half of it?": [[-0.5, -1, 9.5, 15]],
    "Is the center taken for the first corner?": [[4.5, 7, 9.5, 15]],
    "Does the way to the second corner begin at the first one, in place of the center?": [[2, 3, 4.5, 7]],
    "Are the two corners exchanged?": [[7, 11, 2, 3]],
    "Are x and y exchanged?": [[3, 2, 11, 7]],
}
assert ask.close(back, [[2, 3, 7, 11]]), (
    f"The box should become 2, 3, 7, 11, but became {back[0].tolist()}. "
    f"{ask.cause(back, likely, 'How far is a side from the center?')}"
)

# Hidden tests: corners of both signs that are not whole; there and back; boxes without area; none.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n in (0, 1, 4, 11):
    center = rng.integers(-4000, 4000, size=(n, 2)) / 64 + 0.0078125
    size = rng.integers(0, 3000, size=(n, 2)) / 32
    center[:1], size[:1] = [-3.3, 17.6], [0.0, 5.2]
    centered = np.concatenate([center, size], axis=1)
    corners = np.concatenate([center - size / 2, center + size / 2], axis=1)
    there = ask.array(ask.result(xyxy_to_cxcywh, tensor(corners, n, 4)), (n, 4), f"{n} boxes as center and size")
    assert ask.near(there, centered), (
        f"For {n} boxes with corners that are not whole, center and size are wrong. Is nothing rounded or made positive, "
        "and does every row stay in its place?"
    )
    back = ask.array(ask.result(cxcywh_to_xyxy, tensor(centered, n, 4)), (n, 4), f"{n} boxes as corners")
    assert ask.near(back, corners), (
        f"For {n} boxes with centers that are not whole, the corners are wrong. Is nothing rounded or made positive, "
        "and does every row stay in its place?"
    )
    again = ask.array(ask.result(cxcywh_to_xyxy, tensor(there, n, 4)), (n, 4), f"{n} boxes as corners")
    assert ask.near(again, corners), "There and back again should give the same boxes, but yours changed."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: non-maximum suppression (4 points)
#
# A detector reports one object several times. Of boxes that overlap by more than a threshold, keep the one with the
# best score: take the best box of all, drop every box whose IoU with it is **larger than the threshold**, take the best
# of those that are left, and so on. A box that was dropped drops nothing. So of the kept boxes no two overlap by more
# than the threshold, and every other one is dropped by a *kept, better* one.
#
# You are given the table of all IoUs, as task 1 makes it of the boxes with themselves. It is symmetric; its diagonal is
# 1, or 0 for a box without area. An IoU that *is* the threshold drops nothing. Of equal scores the earlier box is the
# better one. All boxes are of one class. Scores are real numbers of both signs, whatever they mean; two scores are equal
# or at least 0.001 apart.


# %% nbgrader={"grade": false, "grade_id": "t3_nms", "locked": false, "schema_version": 3, "solution": true, "task": false}
def nms(overlap, scores, threshold):
    """Return the indices of the boxes that non-maximum suppression keeps, the best score first.

    overlap: tensor (N, N), the IoU of each box with each, from 0 to 1; N may be 0
    scores: tensor (N,), larger is better
    threshold: number from 0 to 1

    Returns a tensor (kept,) of integers.
    """
    ### BEGIN SOLUTION
    kept = []
    for box in sorted(range(len(scores)), key=lambda one: -scores[one]):
        if not (overlap[box][kept] > threshold).any():
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_nms_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four boxes of 10 by 10 pixels, which begin at x = 3, 20, 6 and 0. Neighbors share 0.54, those two apart 0.25.
boxes = np.array([[3, 0, 13, 10], [20, 0, 30, 10], [6, 0, 16, 10], [0, 0, 10, 10]])
overlap, scores = tensor(counted_overlap(boxes, boxes)), tensor([0.8, 0.95, 0.7, 0.9])
kept = kept_by(nms, overlap, scores, 0.4)
likely = {
    "The worst score comes first there.": [2, 3, 1],
    "Box 0 is dropped, so it cannot drop box 2.": [1, 3],
    "Are those places in the sorted order, in place of indices into the boxes as they came?": [0, 1, 3],
    "The right boxes, but the best score comes first.": [1, 2, 3],
    "Is nothing dropped?": [1, 3, 0, 2],
    "Are those the boxes that are dropped?": [0],
}
assert kept == [1, 3, 2], (
    f"Box 1 is the best. Box 3 comes next and drops box 0; box 2, which overlaps box 3 by 0.25, stays. So 1, 3, 2 are "
    f"kept, but nms returned {kept}. {ask.cause(kept, likely, 'Who is the best of those that are left?')}"
)


# Hidden tests: boxes at random and thresholds from low to high, against a plain search; scores of both signs.
### BEGIN HIDDEN TESTS
def searched(overlap, scores, threshold):
    """Return what is kept, by taking the best of what is left again and again."""
    left, found = set(range(len(scores))), []
    while left:
        best = min(left, key=lambda box: (-scores[box], box))
        found.append(best)
        left = {box for box in left if box != best and not overlap[best][box] > threshold}
    return found


rng = np.random.default_rng()
for n, threshold in [(12, 0.4537), (16, 0.1513), (20, 0.3039), (24, 0.6171), (9, 0.0519), (7, 0.9283)]:
    boxes = np.sort(rng.integers(4, 45, size=(n, 2, 2)), axis=1).reshape(n, 4)
    boxes[:5] = [[10, 10, 30, 30], [12, 10, 32, 31], [18, 12, 38, 32], [0, 1, 3, 3], [46, 46, 46, 47]]
    scores = (rng.permutation(n) - 0.6 * n) / 47
    overlap = counted_overlap(boxes, boxes)
    kept = kept_by(nms, tensor(overlap), tensor(scores), threshold)
    assert set(kept) == set(searched(overlap.tolist(), scores.tolist(), threshold)), (
        f"For {n} boxes, scores of both signs and the threshold {threshold}, other boxes should be kept than yours, "
        f"{kept}. Is each one compared with all kept ones, and with no others?"
    )
    assert kept == sorted(kept, key=lambda box: -scores[box]), (
        f"For {n} boxes the right ones are kept, but the best score should come first, also where scores are negative."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_nms_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: what the text promises of kept and dropped boxes; boxes in another order; dropped boxes left out, and
# there twice.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
row = np.array([0, 3, 6, 9, 12, 15, 18, 21, 24, 27])
chain = np.stack([row, np.zeros_like(row), row + 12, np.full_like(row, 12)], axis=1)
scattered = np.sort(rng.integers(4, 46, size=(15, 2, 2)), axis=1).reshape(15, 4)
scattered[:3] = [[10, 10, 30, 30], [0, 1, 3, 3], [46, 46, 46, 47]]
apart = np.array([[0, 0, 10, 10], [30, 30, 40, 40], [2, 0, 12, 10], [31, 30, 41, 40], [3, 1, 13, 11], [0, 30, 9, 44]])
scenes = [
    (chain, [0.05, -0.3, 0.9, 0.85, 0.8, -0.7, 0.6, 0.65, 0.1, 0.2], 0.3517),
    (chain, [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0], 0.3517),
    (apart, [2.9, 2.8, 1.7, 1.6, -0.5, 0.4], 0.4537),
    (scattered, (rng.permutation(15) - 6) / 7, 0.2519),
    (scattered, (rng.permutation(15) - 6) * 11.3, 0.0793),
]
for boxes, scores, threshold in scenes:
    overlap, scores, n = counted_overlap(boxes, boxes), np.array(scores), len(boxes)
    kept = kept_by(nms, tensor(overlap), tensor(scores), threshold)
    assert kept, f"The best box of all is always kept, but of {n} boxes you keep none."
    steps = np.diff(scores[kept])
    assert np.all(steps < 0), f"The kept boxes should come from the best score to the worst, but nms returned {kept}."
    both = [(one, two) for one in kept for two in kept if one != two and overlap[one, two] > threshold]
    assert not both, (
        f"No two kept boxes may overlap by more than the threshold, {threshold}, but you keep the boxes {both[0]}, which "
        f"overlap by {overlap[both[0]]:.4f}. Is each box compared with all kept ones?"
    )
    for box in set(range(n)) - set(kept):
        why = [one for one in kept if overlap[one, box] > threshold and scores[one] > scores[box]]
        assert why, (
            f"Every dropped box overlaps a kept and better one by more than the threshold, {threshold}, but your box {box} "
            "does not. Was it dropped by a box that is dropped itself, by a worse one, by every overlap, or for its score alone?"
        )
    order = rng.permutation(n)
    mixed = kept_by(nms, tensor(overlap[np.ix_(order, order)]), tensor(scores[order]), threshold)
    assert [int(order[index]) for index in mixed] == kept, (
        "With the boxes in another order the same boxes should be kept, but yours are others. Are the indices those of "
        "the boxes as they came?"
    )
    few = kept_by(nms, tensor(overlap[np.ix_(kept, kept)]), tensor(scores[kept]), threshold)
    assert few == list(range(len(kept))), "Of boxes that were kept, all should be kept again, but yours are not."
    dropped = [box for box in range(n) if box not in kept]
    more = [*range(n), *dropped]
    again = kept_by(nms, tensor(overlap[np.ix_(more, more)]), tensor(scores[more]), threshold)
    assert again == kept, (
        "With the dropped boxes in the list twice the same boxes should be kept, but yours are others."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_nms_ties", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: overlaps that are the threshold, and close to it; equal scores; thresholds 0 and 1.
### BEGIN HIDDEN TESTS
half = [[1, 0.5, 0.25], [0.5, 1, 0.75], [0.25, 0.75, 1]]
for threshold, scores, expected in [
    (0.5, [0.25, 0.5, -0.75], [1, 0]),
    (0.75, [-0.25, -0.5, 0.75], [2, 0, 1]),
    (0.25, [3.0, 1.0, 2.0], [0, 2]),
    (0.4999, [3.0, 1.0, -2.0], [0, 2]),
    (0.5001, [3.0, 1.0, -2.0], [0, 1]),
    (0.7499, [3.0, 1.0, -2.0], [0, 1]),
    (0.7501, [3.0, 1.0, -2.0], [0, 1, 2]),
    (0.2499, [3.0, 1.0, 2.0], [0]),
    (1.0, [0.003, 0.002, 0.004], [2, 0, 1]),
    (0.0, [0.003, 0.002, 0.004], [2]),
]:
    kept = kept_by(nms, tensor(half), tensor(scores), threshold)
    assert kept == expected, (
        f"Three boxes overlap by 0.5, 0.25 and 0.75. With the threshold {threshold} and the scores {scores} your nms keeps "
        f"{kept}. Only an overlap larger than the threshold drops a box."
    )
n = 20
for scores, threshold, expected in [
    ([0.5] * n, 0.3, [0, 3, 6, 9, 12, 15, 18]),
    ([0.5] * n, 0.0, [0, 4, 8, 12, 16]),
    ([-1.0] * 10 + [1.0] * 10, 0.3, [10, 13, 16, 19, 0, 3, 6]),
    ([1.0, 2.0] * 10, 0.3, [1, 5, 9, 13, 17]),
    ([-2.0] * n, 1.0, list(range(n))),
    ([0.002, 0.001] * 10, 0.3, [0, 4, 8, 12, 16, 19]),
]:
    near = [[max(0.0, 1 - abs(i - j) / 4) for j in range(n)] for i in range(n)]
    kept = kept_by(nms, tensor(near), tensor(scores), threshold)
    assert kept == expected, (
        f"Twenty boxes in a row, each overlapping its neighbors by 0.75, 0.5 and 0.25, have scores of which many are "
        f"equal. With the threshold {threshold} your nms keeps {kept}. Of equal scores the earlier box is the better one, "
        "also in the order of the result."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_nms_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: no box, one box, boxes without area, boxes that coincide; calls by keyword.
### BEGIN HIDDEN TESTS
nothing = kept_by(nms, tensor([], 0, 0), tensor([], 0), 0.5)
assert nothing == [], f"Of no boxes none are kept; got {nothing}."
for area, score, threshold in [(1.0, -3.5, 0.0), (0.0, 0.25, 0.4), (1.0, 0.0, 1.0)]:
    alone = kept_by(nms, tensor([[area]]), tensor([score]), threshold)
    assert alone == [0], (
        f"A box alone is always kept, whatever its score, here {score}: at index 0, in a tensor of shape (1,); got {alone}."
    )
boxes = np.array(
    [
        [5, 5, 5, 20],
        [5, 5, 25, 20],
        [8, 8, 8, 8],
        [5, 5, 25, 20],
        [5, 5, 25, 20],
        [7, 6, 26, 20],
        [8, 8, 8, 8],
        [0, 40, 9, 44],
    ]
)
overlap = counted_overlap(boxes, boxes)
for scores, threshold, expected in [
    ([-0.5, 0.25, 0.0, 0.75, -0.25, 0.5, 0.125, 1.0], 0.6, [7, 3, 6, 2, 0]),
    ([0.5, 0.25, 0.0, 0.25, 0.25, -0.5, 0.125, 1.0], 0.9, [7, 0, 1, 6, 2, 5]),
    ([-0.5, 0.25, 0.0, 0.75, 0.75, 0.5, 0.0, 1.0], 1.0, [7, 3, 4, 5, 1, 2, 6, 0]),
]:
    answer = ask.result(nms, threshold=threshold, scores=tensor(scores), overlap=tensor(overlap))
    kept = whole_numbers(answer, "The indices that nms returns")
    assert set(kept) == set(expected), (
        f"Among these boxes three coincide and three have no area. With the threshold {threshold} your nms keeps {kept}. "
        "A box without area overlaps nothing, not even itself; of boxes that coincide the best drops the others, unless "
        "the threshold is 1."
    )
    assert kept == expected, f"The right boxes are kept, but in the order {kept}, and the best score comes first."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: the targets of a YOLO grid (4 points)
#
# A picture of size × size pixels is divided into $G \times G$ cells. The cell in which the *center* of an object lies
# has to report it. What a network should answer is a tensor $(5 + K, G, G)$, where $K$ is the number of classes: for
# each cell, at `[:, row, column]`, rows counted downward and columns to the right,
#
# | channel | number |
# | --- | --- |
# | 0 | objectness: 1 in a cell with an object |
# | 1, 2 | how far right and how far down in its cell the center lies, from 0 to 1, as a part of the cell's side |
# | 3, 4 | width and height of the box, as a part of the picture's size |
# | 5, 6, ... | 1 for the class of the object, 0 for the others |
#
# A cell without object has 0 in all channels. All centers are inside the picture or on its border. A center on the border
# between two cells belongs to the cell to its right, or below it; but one at the right or lower border of the picture,
# exactly at `size`, belongs to the last cell, where it lies at 1. (The tests have a center on a border, and equal areas
# in one cell, only where size and $G$ are powers of 2, so that rounding does not decide.)
#
# If several centers fall into one cell, the object with the **largest area** stays, and of equal areas the earliest.
# There may be no object at all, and an object may have no area.


# %% nbgrader={"grade": false, "grade_id": "t4_encode_grid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def encode_grid(boxes, labels, G, size, K):
    """Return the targets of a grid.

    boxes: tensor (N, 4) of boxes (x1, y1, x2, y2); N may be 0
    labels: integer tensor (N,), their classes, from 0 to K - 1
    G: positive integer, the number of cells in a row and in a column
    size: positive number, the side of the picture in pixels
    K: positive integer, the number of classes

    Returns a tensor (5 + K, G, G).
    """
    ### BEGIN SOLUTION
    target = torch.zeros(5 + K, G, G, dtype=torch.float64)
    objects = [(*box, label) for box, label in zip(boxes.tolist(), labels.tolist(), strict=True)]
    for x1, y1, x2, y2, label in sorted(objects, key=lambda o: (o[2] - o[0]) * (o[3] - o[1]), reverse=True):
        x, y = (x1 + x2) / 2 * G / size, (y1 + y2) / 2 * G / size
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if not target[0, row, column]:
            place = [x - column, y - row, (x2 - x1) / size, (y2 - y1) / size]
            target[:5, row, column] = torch.tensor([1, *place], dtype=torch.float64)
            target[5 + label, row, column] = 1
    return target
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_encode_grid_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One object of class 2 in a picture of 48 pixels with 6 by 6 cells of 8: it is 24 wide and 12 high, around (30, 10).
target = ask.result(encode_grid, tensor([[18, 4, 42, 16]]), torch.tensor([2]), 6, 48, 3)
target = ask.array(target, (8, 6, 6), "The target of 3 classes and 6 by 6 cells", "Channels come first.").astype(float)
cells = np.argwhere(target[0] != 0).tolist()
likely = {
    "Are row and column exchanged? x decides about the column.": [[3, 1]],
    "Is that the cell of a corner, not that of the center?": [[0, 2]],
    "Are rows and columns counted from 1?": [[2, 4]],
    "Are rows counted from below?": [[4, 3]],
}
assert cells == [[1, 3]], (
    f"The center (30, 10) lies in row 1 and column 3, and objectness is 0 elsewhere; yours is not 0 in the cells {cells} "
    f"(row, column). {ask.cause(cells, likely, 'In which stripe of 8 pixels do 30 and 10 lie?')}"
)
values = target[:, 1, 3]
likely = {
    "Are the offsets measured from the picture's corner, as a part of its size?": [
        1,
        0.625,
        10 / 48,
        0.5,
        0.25,
        0,
        0,
        1,
    ],
    "Are the offsets those of the picture, in cells?": [1, 3.75, 1.25, 0.5, 0.25, 0, 0, 1],
    "Are the offsets in pixels?": [1, 6, 2, 0.5, 0.25, 0, 0, 1],
    "Are x and y exchanged in the offsets?": [1, 0.25, 0.75, 0.5, 0.25, 0, 0, 1],
    "Are the offsets those to the middle of the cell?": [1, 0.25, -0.25, 0.5, 0.25, 0, 0, 1],
    "Are width and height exchanged?": [1, 0.75, 0.25, 0.25, 0.5, 0, 0, 1],
    "Are width and height measured in cells?": [1, 0.75, 0.25, 3, 1.5, 0, 0, 1],
    "Are width and height in pixels?": [1, 0.75, 0.25, 24, 12, 0, 0, 1],
    "Is the class a channel of its own for each class?": [1, 0.75, 0.25, 0.5, 0.25, 2, 0, 0],
    "Is that a tensor of integers? They have no 0.75.": [1, 0, 0, 0, 0, 0, 0, 1],
}
assert ask.close(values, [1, 0.75, 0.25, 0.5, 0.25, 0, 0, 1]), (
    f"The cell should say 1, 0.75, 0.25, 0.5, 0.25, 0, 0, 1, but says {values.round(4).tolist()}. "
    f"{ask.cause(values, likely, 'Which channel is which?')}"
)
target[:, 1, 3] = 0
assert not np.any(target), "Cells without an object should have 0 in all channels, but yours have not."


# Hidden tests: several objects in cells of their own, for other sizes, grids and numbers of classes.
### BEGIN HIDDEN TESTS
def expected_target(rows, G, size, K):
    """Return the target of objects (row, column, right, down, width, height, label), no two in one cell."""
    made = np.zeros((5 + K, G, G))
    for row, column, right, down, width, height, label in rows:
        made[:, row, column] = [1, right, down, width / size, height / size, *(np.arange(K) == label)]
    return made


rng = np.random.default_rng()
for G, size, K, n in [(6, 48, 3, 5), (4, 37.5, 1, 3), (7, 100, 4, 12), (3, 3, 2, 4), (1, 20, 5, 1), (5, 64.25, 6, 9)]:
    cells = rng.permutation(G * G)[:n]
    if n > 3:
        cells[:3] = [G - 1, *cells[(cells != G - 1) & (cells != 1)][:2]]
    cells = np.array(list(dict.fromkeys(cells.tolist())))
    rows, boxes = [], []
    for number, cell in enumerate(cells.tolist()):
        row, column = divmod(cell, G)
        right, down = rng.uniform(0.03, 0.97, size=2)
        width, height = rng.uniform(0.05, 0.9, size=2) * size
        x, y = (column + right) * size / G, (row + down) * size / G
        rows.append((row, column, right, down, width, height, (number + 1) % K))
        boxes.append([x - width / 2, y - height / 2, x + width / 2, y + height / 2])
    labels = torch.tensor([row[-1] for row in rows])
    target = ask.result(encode_grid, K=K, size=size, G=G, labels=labels, boxes=tensor(boxes))
    target = ask.array(target, (5 + K, G, G), f"The target for K = {K} and {G} by {G} cells")
    expected = expected_target(rows, G, size, K)
    assert np.array_equal(target[0], expected[0]), (
        f"In a picture of {size} pixels with {G} by {G} cells, {len(rows)} objects lie in cells of their own, but objectness "
        "is 1 in other cells than yours. In which row and column is each center?"
    )
    for channels, what in [(slice(1, 3), "offsets"), (slice(3, 5), "widths and heights"), (slice(5, None), "classes")]:
        assert ask.close(target[channels], expected[channels]), (
            f"In a picture of {size} pixels with {G} by {G} cells, the {what} are wrong. In what are they measured, and "
            "are they 0 where no object is?"
        )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t4_encode_grid_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: from the target back to the boxes; the sum of objectness; all objects moved by one cell; x and y exchanged.
### BEGIN HIDDEN TESTS
def target_of(boxes, labels, G, size, K):
    """Return the target as an array."""
    answer = ask.result(encode_grid, tensor(boxes, len(boxes), 4), torch.tensor(labels, dtype=torch.int64), G, size, K)
    return ask.array(answer, (5 + K, G, G), f"The target for K = {K} and {G} by {G} cells")


boxes = np.array(
    [[-3.5, 2.25, 6.5, 11.25], [20, 1.5, 45, 7.5], [9.25, 30, 12.25, 50.5], [26, 34, 42, 39], [18.5, 17, 23.5, 28]]
)
labels, size = [3, 0, 1, 1, 2], 56
for G, unit in [(7, 8), (14, 4)]:
    target = target_of(boxes, labels, G, size, 4)
    assert abs(target[0].sum() - 5) < 0.1, (
        f"Five objects in cells of their own should make a sum of objectness of 5; yours is {target[0].sum():g}."
    )
    found = {}
    for row, column in np.argwhere(target[0] > 0.5).tolist():
        _, right, down, width, height, *classes = target[:, row, column].tolist()
        x, y, width, height = (column + right) * unit, (row + down) * unit, width * size, height * size
        found[classes.index(max(classes)), round(x, 1)] = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
    back = [found[key] for key in sorted(found)]
    wanted = [boxes[place].tolist() for place in (1, 2, 3, 4, 0)]
    assert len(back) == len(wanted) and ask.near(back, wanted), (
        f"Read back from the target of {G} by {G} cells, the boxes are not those that went in. Boxes may reach out of the "
        "picture; is something cut off there? Does each number have the unit of the text?"
    )
    for right, down in ((1, 0), (0, 1), (2, 1)):
        moved = target_of(boxes + np.array([right, down, right, down]) * unit, labels, G, size, 4)
        expected = np.zeros_like(target)
        expected[:, down:, right:] = target[:, : G - down, : G - right]
        assert ask.close(moved, expected), (
            f"When all boxes move to the right by {right} times the side of a cell, and down by {down} times, the target "
            "should move with them, but yours does not. Does x make the column, and y the row?"
        )
    turned = target_of(boxes[:, [1, 0, 3, 2]], labels, G, size, 4)
    assert ask.close(turned, target.transpose(0, 2, 1)[[0, 2, 1, 4, 3, 5, 6, 7, 8]]), (
        "When x and y are exchanged, rows and columns, both offsets, width and height should be, too; yours are not."
    )
    doubled = target_of(2 * boxes, labels, G, 2 * size, 4)
    assert ask.close(doubled, target), "With everything twice as large the target should be the same, but yours is not."
    order = [3, 0, 4, 2, 1]
    mixed = target_of(boxes[order], [labels[place] for place in order], G, size, 4)
    assert ask.close(mixed, target), (
        "With the objects in another order the target should be the same, but yours is not."
    )
nothing = target_of([], [], 5, 30, 2)
assert not np.any(nothing), "Without objects the target should be 0 everywhere, but yours is not."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_encode_grid_borders", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: centers on the borders of the picture and between cells.
### BEGIN HIDDEN TESTS
for G, size, K in [(4, 64, 2), (8, 32, 1), (1, 8, 3), (16, 4, 2), (2, 1.0, 2)]:
    side = size / G
    places = [(0, 0), (G, G), (0, G), (G, 0), (G, G - 0.5), (0.25, G), (G - 1, 0), (0.5, G - 1), (G - 1, G - 1)]
    for x, y in places:
        box = [(x - 0.75) * side, (y - 0.125) * side, (x + 0.75) * side, (y + 0.125) * side]
        answer = ask.result(encode_grid, tensor([box]), torch.tensor([K - 1]), G, size, K)
        target = ask.array(answer, (5 + K, G, G), f"The target for K = {K} and {G} by {G} cells")
        where = f"In a picture of {size} pixels with {G} by {G} cells, a center lies at ({x * side:g}, {y * side:g})"
        cells = np.argwhere(target[0] != 0).tolist()
        assert len(cells) == 1, (
            f"{where}, but objectness is not 0 in the cells {cells} (row, column). It should be 1 in one."
        )
        row, column = cells[0]
        assert (row, column) == (min(int(y), G - 1), min(int(x), G - 1)), (
            f"{where}, and you find it in row {row} and column {column}. A border between two cells belongs to the cell to "
            "the right or below; the last one of the picture belongs to the last cell."
        )
        values = target[:, row, column]
        assert ask.close(values[:3], [1, x - column, y - row]), (
            f"{where}, and its cell says objectness and offsets {values[:3].astype(float).round(4).tolist()}. "
            "How far from the left and upper side of its cell is it, as a part of the cell's side?"
        )
        assert ask.close(values[3:], [1.5 / G, 0.25 / G, *[0] * (K - 1), 1]), (
            f"{where}, and the width, the height or the class of its box is wrong. Is the box cut off at the border?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_encode_grid_shared", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: two and three centers in a cell, in every order; equal areas; boxes without area.
### BEGIN HIDDEN TESTS
import itertools

# Boxes as center, size and class in a picture of 40 pixels with 5 by 5 cells; the first of each list should stay.
crowds = {
    "the largest of three": [(29, 12, 20, 10, 2), (25.5, 9, 30, 5, 0), (30, 15, 4, 24, 1)],
    "the larger but narrower of two": [(11, 37, 6, 25, 1), (13, 34, 13, 10, 2)],
    "the larger but lower of two": [(13, 26.5, 25, 6, 0), (10, 30, 10, 13, 3)],
    "the only one with an area": [(18, 2, 0.5, 0.25, 3), (20, 5, 0, 31, 0), (22, 6, 17, 0, 1)],
    "the larger of two of one class": [(4, 4, 9, 9, 1), (2, 6, 8, 10, 1)],
}
for what, crowd in crowds.items():
    for order in itertools.permutations(crowd):
        rows = np.array([(37, 21, 3, 2, 2), *order], dtype=float)
        boxes = np.concatenate([rows[:, :2] - rows[:, 2:4] / 2, rows[:, :2] + rows[:, 2:4] / 2], axis=1)
        answer = ask.result(encode_grid, tensor(boxes), torch.tensor(rows[:, 4].astype(int)), 5, 40, 4)
        target = ask.array(answer, (9, 5, 5), "The target of 4 classes and 5 by 5 cells")
        assert abs(target[0].sum() - 2) < 0.1, (
            f"Of {len(crowd)} objects in one cell one stays, with objectness 1, and another one lies in a cell of its own; "
            f"the sum of your objectness is {target[0].sum():g}."
        )
        x, y, width, height, label = crowd[0]
        values = target[:, int(y) // 8, int(x) // 8]
        assert values[5:].sum() < 1.5, (
            f"A cell with {len(crowd)} centers says the classes {values[5:].tolist()}. Does something of an object remain "
            "that does not stay?"
        )
        assert ask.close(values, [1, x % 8 / 8, y % 8 / 8, width / 40, height / 40, *(np.arange(4) == label)]), (
            f"Of {len(crowd)} centers in a cell {what} should stay, with all its numbers, whatever the order; yours does "
            "not. What if the largest comes first, and what if it comes last?"
        )
for first, second, third in itertools.permutations([(4, 8, 0), (8, 4, 1), (2, 16, 3)]):
    rows = np.array([(14, 22, *first), (15, 17, *second), (9, 20, *third), (9, 17, 2, 2, 2)], dtype=float)
    boxes = np.concatenate([rows[:, :2] - rows[:, 2:4] / 2, rows[:, :2] + rows[:, 2:4] / 2], axis=1)
    answer = ask.result(encode_grid, tensor(boxes), torch.tensor(rows[:, 4].astype(int)), 4, 32, 4)
    target = ask.array(answer, (9, 4, 4), "The target of 4 classes and 4 by 4 cells")
    width, height, label = first
    assert ask.close(target[:, 2, 1], [1, 0.75, 0.75, width / 32, height / 32, *(np.arange(4) == label)]), (
        "Of three objects in a cell with the largest area, all equal, the earliest should stay, but yours does not."
    )
border = tensor([[4, 10, 12, 14], [9, 12, 11, 14], [2, 5, 14, 17], [14, 20, 18, 28], [17, 23, 18, 24]])
answer = ask.result(encode_grid, border, torch.tensor([0, 1, 2, 1, 0]), 4, 32, 3)
target = ask.array(answer, (8, 4, 4), "The target of 3 classes and 4 by 4 cells")
assert ask.close(target[:, 1, 1], [1, 0, 3 / 8, 12 / 32, 12 / 32, 0, 0, 1]) and ask.close(
    target[:, 3, 2], [1, 0, 0, 4 / 32, 8 / 32, 0, 1, 0]
), (
    "Where the center of the largest of several objects lies on the border of its cell, it should stay, but yours does not."
)
points = tensor([[17, 22, 17, 30], [18, 25, 20, 25], [3, 3, 3, 3]])
answer = ask.result(encode_grid, points, torch.tensor([1, 0, 0]), 4, 32, 2)
target = ask.array(answer, (7, 4, 4), "The target of 2 classes and 4 by 4 cells")
assert ask.close(target[:, 3, 2], [1, 1 / 8, 2 / 8, 0, 8 / 32, 0, 1]) and ask.close(target[0].sum(), 2), (
    "Objects without area are objects, too: alone in its cell one stays, and of two in a cell the earlier one. Yours do not."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: anchors and their code (4 points)
#
# Faster R-CNN and its relatives do not ask each cell for a box from nothing, but how a given box, an **anchor**, has to
# be moved and stretched to fit. In the *middle* of each of $G \times G$ cells, whose side is `stride` pixels, sit boxes of
# several sizes and ratios. The **ratio** is height / width, and the **area** of an anchor of size $s$ is $s^2$, whatever
# its ratio. Anchors come in the order of row, column, size, ratio: those of the first cell in the first row, then those
# of the cell to its right; in a cell first all ratios of the first size, as the lists have them.
#
# The **code** of a box, given its anchor with center $(x_a, y_a)$, width $w_a$ and height $h_a$, is four numbers:
#
# $$\left( \frac{x - x_a}{w_a}, \quad \frac{y - y_a}{h_a}, \quad \log \frac{w}{w_a}, \quad \log \frac{h}{h_a} \right)$$
#
# where $(x, y)$ is the center of the box, $w$ its width and $h$ its height. Row by row, `encode_boxes` computes it, and
# `decode_boxes` makes the box of it again. Here all boxes and anchors have an area, and nothing is limited or cut off.


# %% nbgrader={"grade": false, "grade_id": "t5_make_anchors", "locked": false, "schema_version": 3, "solution": true, "task": false}
def make_anchors(G, stride, sizes, ratios):
    """Return the anchors of a grid.

    G: positive integer, the number of cells in a row and in a column
    stride: positive number, the side of a cell in pixels
    sizes: list of positive numbers, the square roots of the areas
    ratios: list of positive numbers, height / width

    Returns a tensor (G * G * number of sizes * number of ratios, 4) of boxes (x1, y1, x2, y2).
    """
    ### BEGIN SOLUTION
    middles = [(place + 0.5) * stride for place in range(G)]
    shapes = [(s / ratio**0.5, s * ratio**0.5) for s in sizes for ratio in ratios]
    corners = [[x - w / 2, y - h / 2, x + w / 2, y + h / 2] for y in middles for x in middles for w, h in shapes]
    return torch.tensor(corners, dtype=torch.float64)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_encode_boxes", "locked": false, "schema_version": 3, "solution": true, "task": false}
def encode_boxes(boxes, anchors):
    """Return the code of each box, given the anchor in the same row.

    boxes: tensor (N, 4), rows (x1, y1, x2, y2); N may be 0
    anchors: tensor (N, 4), rows (x1, y1, x2, y2)

    Returns a tensor (N, 4).
    """
    ### BEGIN SOLUTION
    own = anchors[:, 2:] - anchors[:, :2]
    shift = (boxes[:, :2] + boxes[:, 2:] - anchors[:, :2] - anchors[:, 2:]) / 2
    return torch.cat([shift / own, torch.log((boxes[:, 2:] - boxes[:, :2]) / own)], dim=1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_decode_boxes", "locked": false, "schema_version": 3, "solution": true, "task": false}
def decode_boxes(codes, anchors):
    """Return the box of each code, given the anchor in the same row.

    codes: tensor (N, 4), rows as encode_boxes makes them; N may be 0
    anchors: tensor (N, 4), rows (x1, y1, x2, y2)

    Returns a tensor (N, 4), rows (x1, y1, x2, y2).
    """
    ### BEGIN SOLUTION
    own = anchors[:, 2:] - anchors[:, :2]
    center = anchors[:, :2] + (codes[:, :2] + 0.5) * own
    half = torch.exp(codes[:, 2:]) * own / 2
    return torch.cat([center - half, center + half], dim=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_make_anchors_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two by two cells of 10 pixels, the sizes 8 and 6, the ratios 1 and 4: sixteen anchors.
made = ask.result(make_anchors, 2, 10, [8, 6], [1, 4])
made = ask.array(made, (16, 4), "The anchors of 2 by 2 cells, 2 sizes and 2 ratios").astype(float)
first = made[1].tolist()
likely = {
    "Is the ratio taken for width / height? It is height / width.": [-3, 3, 13, 7],
    "Is the area that of the size, for every ratio?": [1, -11, 9, 21],
    "Is the area 64 there, for every ratio?": [4, 1, 6, 9],
    "Do width and height take the ratio itself, in place of its root?": [4, -11, 6, 21],
    "Does the anchor sit at a corner of its cell? It sits in the middle.": [-2, -8, 2, 8],
    "Is the second anchor of another size? In a cell all ratios of the first size come first.": [2, 2, 8, 8],
    "Is that one of the cell to the right? All anchors of a cell come first.": [11, 1, 19, 9],
    "Are the sizes sorted? They come as the list has them.": [3.5, -1, 6.5, 11],
    "Is the anchor cut off at the border of the picture? Nothing is.": [3, 0, 7, 13],
}
assert ask.close(first, [3, -3, 7, 13]), (
    f"Anchor 1, of size 8 and ratio 4 in the first cell, is 4 wide and 16 high around (5, 5), so it should be 3, -3, 7, 13, "
    f"but is {np.round(first, 4).tolist()}. {ask.cause(first, likely, 'How wide is a box of area 64 that is 4 times as high?')}"
)
assert ask.close(made[0], [1, 1, 9, 9]) and ask.close(made[2], [2, 2, 8, 8]), (
    f"Anchor 0, of size 8, should be 1, 1, 9, 9, and anchor 2, of size 6, should be 2, 2, 8, 8; yours are "
    f"{made[0].round(4).tolist()} and {made[2].round(4).tolist()}. In a cell all ratios of the first size come first."
)
assert ask.close(made[4], [11, 1, 19, 9]), (
    f"Anchor 4 should be the first of the cell to the right, 11, 1, 19, 9, but is {made[4].round(4).tolist()}. The order is "
    "row, column, size, ratio."
)

# %% nbgrader={"grade": true, "grade_id": "t5_make_anchors_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: areas, ratios, centers and order for other grids, lists in no order; one cell; one anchor.
### BEGIN HIDDEN TESTS
for G, stride, sizes, ratios in [
    (3, 7, [12.5, 3, 30.25], [2.0, 0.3]),
    (5, 4.56, [10], [0.5, 3.7, 1.0, 0.45]),
    (1, 16, [9.75, 9.5], [0.26, 5]),
    (4, 0.5, [1.34], [0.75]),
    (1, 3, [2], [1]),
    (2, 100, [64, 32, 128], [2, 1, 0.5]),
]:
    answer = ask.result(make_anchors, ratios=ratios, sizes=sizes, stride=stride, G=G)
    grid = f"{G} by {G} cells of {stride} pixels, the sizes {sizes} and the ratios {ratios}"
    made = ask.array(answer, (G * G * len(sizes) * len(ratios), 4), f"For {grid}, the tensor of anchors")
    width, height = made[:, 2] - made[:, 0], made[:, 3] - made[:, 1]
    assert np.all(width > 0) and np.all(height > 0), f"For {grid}, an anchor has x2 below x1, or y2 below y1."
    center = np.stack([made[:, 0] + made[:, 2], made[:, 1] + made[:, 3]], axis=1) / 2
    rows, columns, wide, high = np.indices((G, G, len(sizes), len(ratios))).reshape(4, -1)
    assert ask.near(center[:, 0], (columns + 0.5) * stride) and ask.near(center[:, 1], (rows + 0.5) * stride), (
        f"For {grid}, centers are wrong. They lie in the middle of the cells, from left to right, then row by row."
    )
    areas, shares = width * height, height / width
    assert ask.close(sorted(areas), sorted(np.array(sizes)[wide] ** 2), 5e-4), (
        f"For {grid}, areas are wrong. An anchor of size s has the area s², whatever its ratio."
    )
    assert ask.close(sorted(shares), sorted(np.array(ratios)[high]), 5e-4), (
        f"For {grid}, ratios are wrong. Is it height / width?"
    )
    assert ask.close(areas, np.array(sizes)[wide] ** 2, 5e-4) and ask.close(shares, np.array(ratios)[high], 5e-4), (
        f"For {grid}, the right anchors come in another order. In each cell it is size by size, and ratio by ratio for "
        "each size, as the lists have them; is nothing sorted?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_encode_boxes_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# An anchor of 10 by 20 around (10, 20), and a box of 20 by 10 around (14, 17).
code = ask.result(encode_boxes, tensor([[4, 12, 24, 22]]), tensor([[5, 10, 15, 30]]))
code = ask.array(code, (1, 4), "The code of one box")
log2 = np.log(2)
likely = {
    "Is the logarithm of the wrong quotient taken?": [[0.4, -0.15, -log2, log2]],
    "Is the shift divided by the sides of the anchor?": [[4, -3, log2, -log2]],
    "Is the shift divided by the sides of the box, in place of the anchor's?": [[0.2, -0.3, log2, -log2]],
    "Is the height of the anchor taken for its width?": [[0.2, -0.3, 0, 0]],
    "Is the shift that of the corners? It is that of the centers.": [[-0.1, 0.1, log2, -log2]],
    "Are boxes and anchors exchanged?": [[-0.2, 0.3, -log2, log2]],
    "Does the shift go from the box to the anchor?": [[-0.4, 0.15, log2, -log2]],
    "Is the logarithm missing?": [[0.4, -0.15, 2, 0.5]],
    "Is the logarithm one to base 2?": [[0.4, -0.15, 1, -1]],
    "Is the logarithm one to base 10?": [[0.4, -0.15, np.log10(2), -np.log10(2)]],
    "Are x and y exchanged?": [[-0.15, 0.4, -log2, log2]],
}
assert ask.close(code, [[0.4, -0.15, log2, -log2]]), (
    f"The code should be 0.4, -0.15, 0.6931, -0.6931, but is {code[0].astype(float).round(4).tolist()}. "
    f"{ask.cause(code, likely, 'Which center, width and height belong to the box, and which to the anchor?')}"
)


# Hidden tests: many boxes against numbers made by hand; an anchor by itself; both shifted, scaled, with x and y exchanged.
### BEGIN HIDDEN TESTS
def boxes_around(center, size):
    return np.concatenate([center - size / 2, center + size / 2], axis=1)


def code_of(boxes, anchors):
    n = len(boxes)
    answer = ask.result(encode_boxes, tensor(boxes, n, 4), tensor(anchors, n, 4))
    return ask.array(answer, (n, 4), f"The code of {n} boxes")


small = ask.result(encode_boxes, tensor([[1, -1, 5, 2]]) / 64, tensor([[0, 0, 4, 2]]) / 64)
assert ask.close(ask.array(small, (1, 4), "The code of one box"), [[0.25, -0.25, 0, np.log(1.5)]]), (
    "The code of a box of 1/16 by 3/64 pixels is wrong. Is there a number in the formula that is a length?"
)
rng = np.random.default_rng()
for n in (7, 4, 1, 0):
    center, size = rng.uniform(-60, 60, size=(n, 2)), rng.uniform(2, 30, size=(n, 2))
    away, factor = rng.uniform(-3, 3, size=(n, 2)), np.exp(rng.uniform(-2, 2, size=(n, 2)))
    center[:1], size[:1], away[:1], factor[:1] = [-31.3, 12.8], [4.25, 11.5], [2.3, -0.7], [7.1, 0.16]
    center[1:2], size[1:2], away[1:2], factor[1:2] = [20.5, -14.25], [8.5, 26.0], [0.4, -1.3], [260.0, 0.0123]
    anchors, boxes = boxes_around(center, size), boxes_around(center + away * size, factor * size)
    code = code_of(boxes, anchors)
    assert ask.close(code[:, :2], away), (
        f"For {n} boxes the first two numbers of the code are wrong. Is it the way from the anchor's center to the "
        "box's, in x as a part of the anchor's width, and in y of its height?"
    )
    assert ask.close(code[:, 2:], np.log(factor)), (
        f"For {n} boxes the last two numbers of the code are wrong. Are they natural logarithms, not limited?"
    )
    assert ask.close(code_of(anchors, anchors), np.zeros((n, 4))), "An anchor has the code 0, 0, 0, 0; yours has not."
    for scale in (1 / 8, 9.0):
        assert ask.close(code_of(scale * boxes, scale * anchors), code, 3e-4), (
            f"With boxes and anchors {scale:g} times as large the code should be the same, but yours is not."
        )
    moved = np.array([17.25, -40.5, 17.25, -40.5])
    assert ask.close(code_of(boxes + moved, anchors + moved), code, 3e-4), (
        "With boxes and anchors at another place the code should be the same, but yours is not."
    )
    swapped = code_of(boxes[:, [1, 0, 3, 2]], anchors[:, [1, 0, 3, 2]])
    assert ask.close(swapped, code[:, [1, 0, 3, 2]], 3e-4), (
        "With x and y exchanged, the numbers of the code should be exchanged in pairs, but yours are not."
    )
named = ask.result(encode_boxes, anchors=tensor([[0, 0, 4, 2]]), boxes=tensor([[1, -1, 9, 5]]))
assert ask.close(ask.array(named, (1, 4), "The code of one box"), [[0.75, 0.5, np.log(2), np.log(3)]]), (
    "Called by keyword, encode_boxes gives another code. Are its arguments called boxes and anchors?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_decode_boxes_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The anchor of 10 by 20 around (10, 20), and the code of a box of 20 by 10 around (14, 17).
log2 = np.log(2)
box = ask.result(decode_boxes, tensor([[0.4, -0.15, log2, -log2]]), tensor([[5, 10, 15, 30]]))
box = ask.array(box, (1, 4), "The box of one code")
likely = {
    "Is that the center and the size, in place of corners?": [[14, 17, 20, 10]],
    "Does the box begin where its center should be?": [[14, 17, 34, 27]],
    "Is the shift counted from the anchor's corner? It is that of the centers.": [[-1, 2, 19, 12]],
    "Is the shift in pixels there? It is a part of the anchor's sides.": [[0.4, 14.85, 20.4, 24.85]],
    "Are the sides those of the anchor?": [[9, 7, 19, 27]],
    "Is exp missing?": [[14 - 5 * log2, 17 + 10 * log2, 14 + 5 * log2, 17 - 10 * log2]],
    "Is the whole size taken off, and added, in place of half of it?": [[-6, 7, 34, 27]],
    "Is the shift a part of the box's own sides there?": [[8, 13.5, 28, 23.5]],
    "Is the shift subtracted?": [[-4, 18, 16, 28]],
}
assert ask.close(box, [[4, 12, 24, 22]]), (
    f"The box should be 4, 12, 24, 22, but is {box[0].astype(float).round(4).tolist()}. "
    f"{ask.cause(box, likely, 'Solve the formula of the code for center, width and height; then where are the corners?')}"
)

# Hidden tests: many codes, from small to large, against boxes made by hand; the code 0; the way back.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, far in [(9, 1.5), (5, 4.0), (1, 0.2), (0, 1.0), (4, 7.0)]:
    center, size = rng.uniform(-60, 60, size=(n, 2)), rng.uniform(2, 30, size=(n, 2))
    away, growth = rng.uniform(-3, 3, size=(n, 2)), rng.uniform(-far, far, size=(n, 2))
    center[:1], size[:1], away[:1], growth[:1] = [-31.3, 12.8], [4.25, 11.5], [2.3, -0.7], [far, -0.9 * far]
    anchors = np.concatenate([center - size / 2, center + size / 2], axis=1)
    middle, half = center + away * size, size * np.exp(growth) / 2
    codes = np.concatenate([away, growth], axis=1)
    answer = ask.result(decode_boxes, anchors=tensor(anchors, n, 4), codes=tensor(codes, n, 4))
    boxes = ask.array(answer, (n, 4), f"The boxes of {n} codes")
    for row, expected in zip(boxes, np.concatenate([middle - half, middle + half], axis=1), strict=True):
        assert ask.near((row[:2] + row[2:]) / 2, (expected[:2] + expected[2:]) / 2, 1e-4 * max(1, np.exp(far) / 9)), (
            f"For {n} codes the center of a box is wrong. Is it as far from the anchor's center as the code says, in x by the "
            "anchor's width, and in y by its height?"
        )
        assert ask.near(row, expected), (
            f"For {n} codes with logarithms up to {far} a box is wrong, though its center is right. Are both its sides "
            "stretched by exp, neither limited nor cut off?"
        )
    answer = ask.result(decode_boxes, tensor(np.zeros((n, 4))), tensor(anchors, n, 4))
    assert ask.near(ask.array(answer, (n, 4), f"The boxes of {n} codes"), anchors), (
        "The code 0, 0, 0, 0 means the anchor itself, but your boxes are others."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: which anchor answers for which object (3 points)
#
# Training needs to know for each of $A$ anchors whether it should say "here is something" (label 1), "here is nothing"
# (label 0), or is not asked at all (label −1); and for those with label 1, for which of $M$ objects. You are given the
# table of the IoU of each anchor with each object, $A \geq 1$, $M \geq 0$, and two thresholds, `low` ≤ `high`.
#
# 1. **By overlap.** The best object of an anchor is the one with the largest IoU in its row. If that IoU is at least
#    `high`, the label is 1, and the index is this object. If it is less than `low`, the label is 0. Between them it is −1.
# 2. **Forced.** No object should be forgotten: the anchor with the largest IoU in an object's *column* gets label 1 and
#    this object as its index, whatever that IoU is, even 0, and whatever rule 1 said. If several objects force one
#    anchor, it goes to the one with the largest IoU there; the others then have only what rule 1 gives them, maybe nothing.
#
# Of equal IoUs, the earlier one counts everywhere: the earlier object in a row, the earlier anchor in a column, and the
# earlier of several objects that force one anchor. Where the label is not 1, it does not matter what the index is.
# Without objects all labels are 0.


# %% nbgrader={"grade": false, "grade_id": "t6_match", "locked": false, "schema_version": 3, "solution": true, "task": false}
def match(overlap, high, low):
    """Return the label of each anchor, and the object that it answers for.

    overlap: tensor (A, M), the IoU of each anchor with each object, from 0 to 1
    high: number from 0 to 1, anchors from here on are positive
    low: number from 0 to 1, anchors below are negative; not larger than high

    Returns two integer tensors (A,): labels -1, 0 or 1, and the indices of the objects.
    """
    ### BEGIN SOLUTION
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.where(best >= high, 1, torch.where(best < low, 0, -1))
    largest, forced = overlap.max(dim=0)
    for k in sorted(range(M - 1, -1, -1), key=lambda one: largest[one]):  # who comes last wins a shared anchor
        labels[forced[k]], index[forced[k]] = 1, k
    return labels, index
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_match_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Five anchors and two objects; from 0.7 on an anchor is positive, below 0.3 negative.
overlap = tensor([[0.1, 0.2], [0.8, 0.1], [0.75, 0.4], [0.0, 0.45], [0.35, 0.6]])
labels, index = matched_by(match, overlap, 0.7, 0.3)
likely = {
    "Object 1 reaches 0.7 nowhere, so its best anchor is forced.": [0, 1, 1, -1, -1],
    "Between the thresholds an anchor is not asked, and has the label -1.": [0, 1, 1, 0, 1],
    "Are high and low exchanged, or is it 1 between them?": [0, 1, 1, 1, 1],
    "Are the two results exchanged?": [1, 0, 0, 1, 1],
    "Does every object get one anchor only? Others from 0.7 on are positive, too.": [0, 1, -1, -1, 1],
    "Are 0 and -1 exchanged?": [-1, 1, 1, 0, 1],
}
assert labels == [0, 1, 1, -1, 1], (
    f"Anchors 1 and 2 reach 0.7, anchor 0 stays below 0.3, and anchor 4 is the best one of object 1. So the labels should "
    f"be 0, 1, 1, -1, 1, but are {labels}. {ask.cause(labels, likely, 'Which anchor is which case of the two rules?')}"
)
theirs = [index[anchor] for anchor in (1, 2, 4)]
assert theirs == [0, 0, 1], (
    f"Anchors 1, 2 and 4 answer for the objects 0, 0 and 1, but yours for {theirs}. Is the index that of an object?"
)


# Hidden tests: tables at random against the two rules, anchor by anchor.
### BEGIN HIDDEN TESTS
def by_rules(overlap, high, low):
    """Return for each anchor its label and object, by the text of the two rules; overlap is a list of rows."""
    columns, answers = list(zip(*overlap, strict=True)), []
    for anchor, row in enumerate(overlap):
        claims = [(-row[k], k) for k, column in enumerate(columns) if column.index(max(column)) == anchor]
        if claims:
            answers.append((1, min(claims)[1]))
        elif max(row) >= high:
            answers.append((1, row.index(max(row))))
        else:
            answers.append((0 if max(row) < low else -1, None))
    return answers


rng = np.random.default_rng()
for A, M, high, low in [(9, 2, 0.7, 0.3), (14, 3, 0.55, 0.45), (30, 6, 0.63, 0.2), (6, 6, 0.8, 0.5), (5, 9, 0.9, 0.1)]:
    table = (rng.permutation(A * M).reshape(A, M) + 0.37) / (A * M)
    table[rng.random((A, M)) < 0.5] *= 0.4
    table[:, :2] *= [0.3, 0.7]
    table[:, 2:3] *= 0.05
    table[4] *= 0.05
    table[:4, :2] = [[0.12, 0.151], [0.41, 0.952], [0.371, 0.13], [0.04, 0.991]]
    table[4, 2:3] = 0.0613
    if M == 9:  # two anchors, each forced by two objects
        table[0, 5:7], table[2, 7:9] = [0.9971, 0.9983], [0.9989, 0.9977]
    labels, index = matched_by(match, tensor(table), high, low)
    for anchor, (label, k) in enumerate(by_rules(table.tolist(), high, low)):
        assert labels[anchor] == label, (
            f"With high = {high} and low = {low}, an anchor whose overlaps are {table[anchor].round(3).tolist()} has another "
            f"label than yours, {labels[anchor]}. Which rule speaks of it? Is it the best one of an object?"
        )
        assert k is None or index[anchor] == k, (
            f"With high = {high} and low = {low}, an anchor whose overlaps are {table[anchor].round(3).tolist()} answers for "
            f"another object than yours, {index[anchor]}. Is it its own best object, unless an object forces it?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_match_rules", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: overlaps that are a threshold; equal thresholds; what happens as high rises; objects in another order.
### BEGIN HIDDEN TESTS
for high, low, expected in [
    (0.5, 0.25, [1, 1, -1, -1, 0, 0, 1]),
    (0.75, 0.5, [1, -1, 0, 0, 0, 0, 1]),
    (0.5, 0.5, [1, 1, 0, 0, 0, 0, 1]),
    (0.5001, 0.2501, [1, -1, -1, 0, 0, 0, 1]),
    (0.4999, 0.2499, [1, 1, -1, -1, 0, 0, 1]),
    (0.375, 0.0, [1, 1, 1, -1, -1, -1, 1]),
    (0.6, 0.1251, [1, -1, -1, -1, 0, 0, 1]),
    (0.6, 0.1249, [1, -1, -1, -1, -1, 0, 1]),
    (1.0, 0.125, [-1, -1, -1, -1, -1, 0, 1]),
    (0.0, 0.0, [1, 1, 1, 1, 1, 1, 1]),
]:
    table = [[0.75, 0.25], [0.125, 0.5], [0.375, 0.25], [0.25, 0.25], [0.0, 0.125], [0.0, 0.0], [0.875, 1.0]]
    labels, index = matched_by(match, tensor(table), high, low)
    assert labels == expected, (
        f"Seven anchors have best IoUs of 0.75, 0.5, 0.375, 0.25, 0.125, 0 and 1. With high = {high} and low = {low} your "
        f"labels are {labels}. An IoU equal to high makes a positive anchor, one equal to low no negative one."
    )
rng = np.random.default_rng()
table = (rng.permutation(80).reshape(20, 4) + 0.37) / 81
table[:, 0] *= 0.4
table[[3, 8, 11, 17]] *= 0.2
table[[3, 8, 11, 17], [2, 0, 3, 1]] = [0.993, 0.431, 0.994, 0.995]
before = set(range(20))
for high in (0.1, 0.35, 0.6, 0.85, 0.99, 1.0):
    labels, index = matched_by(match, tensor(table), high, 0.1)
    positive = {anchor for anchor in range(20) if labels[anchor] == 1}
    assert positive <= before, "As high rises no anchor may become positive, but one of yours does."
    forgotten = set(range(4)) - {index[anchor] for anchor in positive}
    assert not forgotten, f"Every object has a best anchor of its own here, but with high = {high} yours forgets one."
    alike = [labels[anchor] == 0 for anchor in range(20) if anchor not in positive and table[anchor].max() < 0.1]
    assert all(alike), f"With high = {high} and low = 0.1, anchors below low should be negative, but yours are not."
    order = [2, 0, 3, 1]
    other, place = matched_by(match, tensor(table[:, order]), high, 0.1)
    assert other == labels, "With the objects in another order the labels should be the same, but yours are not."
    assert all(order[place[anchor]] == index[anchor] for anchor in positive), (
        "With the objects in another order each anchor should answer for the same object as before; yours does not."
    )
    before = positive
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_match_forced", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: forced anchors against rule 1, anchors that several objects force, equal IoUs, overlaps of 0; one anchor,
# one object, none.
### BEGIN HIDDEN TESTS
cases = {
    "an object overlaps all anchors by little": (
        [[0.1, 0.9], [0.15, 0.0], [0.2, 0.05], [0.05, 0.1]],
        [1, 0, 1, 0],
        [1, 0],
    ),
    "an anchor is the best one of an object, but has a better object itself": (
        [[0.1, 0.2], [0.45, 0.75], [0.3, 0.0], [0.2, 0.8]],
        [0, 1, -1, 1],
        [0, 1],
    ),
    "two objects force one anchor": ([[0.4, 0.45, 0.1], [0.2, 0.1, 0.35], [0.1, 0.3, 0.0]], [1, 1, -1], [1, 2]),
    "three objects force one anchor": ([[0.2, 0.2, 0.25], [0.55, 0.5, 0.4], [0.1, 0.1, 0.25]], [0, 1, 0], [0]),
    "two objects force one anchor, and the other has one of its own": (
        [[0.8, 0.95], [0.75, 0.1], [0.1, 0.2]],
        [1, 1, 0],
        [1, 0],
    ),
    "two objects force one anchor by equal IoUs": ([[0.25, 0.1, 0.5], [0.5, 0.5, 0.25]], [1, 1], [2, 0]),
    "two anchors are equally good for an object": ([[0.0], [0.5], [0.25], [0.5]], [0, 1, 0, -1], [0]),
    "two objects are equally good for an anchor": (
        [[0.75, 0.75, 0.0], [1.0, 0.25, 0.0], [0.25, 0.875, 0.125], [0.0, 0.0, 0.5]],
        [1, 1, 1, 1],
        [0, 0, 1, 2],
    ),
    "no anchor overlaps an object": ([[0.0, 0.2], [0.0, 0.5], [0.0, 0.1]], [1, 1, 0], [0, 1]),
    "no anchor overlaps one object, and another one forces the first anchor": ([[0.0, 0.4], [0.0, 0.35]], [1, -1], [1]),
    "no anchor overlaps any object": ([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]], [1, 0, 0], [0]),
    "there is one anchor": ([[0.1, 0.2, 0.15]], [1], [1]),
    "there is one anchor, and one object": ([[0.05]], [1], [0]),
}
for what, (table, expected, objects) in cases.items():
    labels, index = matched_by(match, tensor(table), 0.7, 0.3)
    assert labels == expected, (
        f"Where {what}, your labels are {labels} for the overlaps {table}, high = 0.7 and low = 0.3. Is the best anchor of "
        "each object positive, and are others treated by rule 1?"
    )
    theirs = [k for label, k in zip(labels, index, strict=True) if label == 1]
    assert theirs == objects, (
        f"Where {what}, your positive anchors answer for the objects {theirs} for the overlaps {table}, high = 0.7 and "
        "low = 0.3. Who forces an anchor, and who wins where several do?"
    )
expected = [1, -1, 0]
labels, index = ask.results("labels, index", match, low=0.2, high=0.6, overlap=tensor([[0.7], [0.3], [0.1]]))
assert whole_numbers(labels, "The labels that match returns") == expected, (
    "Called by keyword, match gives other labels. Are its arguments called overlap, high and low?"
)
for A in (1, 4):
    labels, _ = matched_by(match, tensor([], A, 0), 0.7, 0.3)
    assert labels == [0] * A, f"Without objects all of {A} anchors should have the label 0, but yours are {labels}."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: the smooth L1 loss (1 point)
#
# Codes are learned with a loss that is gentle to small errors and does not let large ones rule: for each error $x$ it is
#
# - a parabola $c\,x^2$ where $|x| < \beta$, and
# - a straight line beyond, on both sides, whose slope is 1 for positive $x$ and −1 for negative ones,
#
# such that the value *and* the slope have no jump at $\pm\beta$. That leaves one $c$, and one place for the lines: find
# them. $\beta$ is any positive number. There is no mean and no sum: each error gets its own loss.


# %% nbgrader={"grade": false, "grade_id": "t7_smooth_l1", "locked": false, "schema_version": 3, "solution": true, "task": false}
def smooth_l1(x, beta):
    """Return the smooth L1 loss of each error.

    x: tensor of any shape, () too, the errors, of both signs
    beta: positive number, where the parabola ends

    Returns a tensor of the same shape.
    """
    ### BEGIN SOLUTION
    far = x.abs()
    return torch.where(far < beta, far**2 / (2 * beta), far - beta / 2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_smooth_l1_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four errors, and a parabola that ends at 2.
loss = ask.array(
    ask.result(smooth_l1, tensor([1, -1, 2, -5]), 2.0), (4,), "The losses of four errors", "There is no mean."
)
likely = {
    "Is the loss even? It is never negative.": [0.25, -0.25, 1, -4],
    "Is beta forgotten, and taken for 1?": [0.5, 0.5, 1.5, 4.5],
    "Does the value have a jump at beta? What the lines have to lose depends on beta.": [0.25, 0.25, 1.5, 4.5],
    "Is that the line for small errors, too? Where |x| < beta there is the parabola.": [0, 0, 1, 4],
    "Is it even? Beyond beta there are lines on both sides.": [0.25, 0.25, 1, 6.25],
    "Does the slope have a jump at beta? Differentiate the parabola.": [0.5, 0.5, 2, 5],
    "Is the 2 forgotten in the parabola?": [0.5, 0.5, 1, 4],
    "Does the value have a jump at beta? The lines begin where the parabola ends.": [0.25, 0.25, 2, 5],
    "Does the value have a jump at beta? What do the lines have to lose?": [0.25, 0.25, 0, 3],
    "Is that the Huber loss, whose slope is beta in place of 1?": [0.5, 0.5, 2, 8],
    "Is it even? The lines rise on both sides.": [0.25, 0.25, 1, -6],
    "Are parabola and lines exchanged?": [0, 0, 1, 6.25],
}
assert ask.close(loss, [0.25, 0.25, 1, 4]), (
    f"The losses should be 0.25, 0.25, 1 and 4, but are {loss.astype(float).round(4).tolist()}. "
    f"{ask.cause(loss, likely, 'Which slope does the parabola have at beta?')}"
)

# Hidden tests: many errors and betas, from small to large, against PyTorch's own; value and slope at beta; shapes.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(6, 4), (3, 1, 5), (1, 1), (1,), (0,), (0, 4), ()]:
    for beta in (0.0625, 0.31, 1.0, 7.6, 500.0):
        x = tensor(rng.normal(size=shape) * 3 * beta)
        answer = ask.result(smooth_l1, beta=beta, x=x)
        loss = ask.array(answer, shape, f"The losses of errors of shape {shape}", "Does each error get its own loss?")
        wanted = F.smooth_l1_loss(x, torch.zeros_like(x), reduction="none", beta=beta).numpy()
        assert ask.close(loss / beta, wanted / beta), (
            f"For errors of shape {shape} and beta = {beta}, losses are wrong. Which c, and where are the lines? Is nothing cut off?"
        )
for beta in (0.25, 1.0, 2.0, 48.0):
    x = beta * np.array([-1e4, -1.5, -1.03125, -1, -0.96875, -0.5, 0, 0.5, 0.96875, 1, 1.03125, 1.5, 1e4])
    loss = ask.array(ask.result(smooth_l1, tensor(x), beta), (13,), "The losses of 13 errors") / beta
    assert ask.close(loss, loss[::-1]), "The loss of -x and that of x should be equal, but yours are not."
    assert ask.close(loss[9:11] - loss[8:10], [0.03125, 0.03125], 2e-3), (
        f"For beta = {beta} the losses close to beta do not grow by the slope 1. Does the value or the slope have a jump?"
    )
    assert ask.close(loss[[6, 7, 9, 11, 12]], [0, 0.125, 0.5, 1, 9999.5]), (
        f"For beta = {beta}, errors of 0, a half, one, one and a half and 10,000 times beta have wrong losses. Is nothing "
        "cut off?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# Nothing to write here, and no points: run the cell. Four objects of very different shape lie in a picture of 48 pixels.
# How many anchors answer for them? A detector that is a little wrong about each code reports every object many times,
# until your suppression has looked at its boxes. And what does the grid of lecture 21 lose, where two centers meet?


# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
objects, classes = (
    tensor([[4, 5, 16, 19], [20, 9, 41, 22], [27, 30, 35, 47], [19, 31, 34, 43]]),
    torch.tensor([0, 1, 2, 0]),
)

try:
    questions = make_anchors(12, 4, [10, 14, 18], [0.5, 1, 2])
    labels, owner = match(iou(questions, objects), 0.6, 0.3)
    positive = labels == 1
    print(f"{len(questions)} anchors: {int(positive.sum())} positive, {int((labels == 0).sum())} negative")
    codes = encode_boxes(objects[owner[positive].long()], questions[positive])
    wrong = 0.08 * torch.randn(codes.shape, generator=torch.Generator().manual_seed(0), dtype=codes.dtype)
    print(f"loss of codes that are a little wrong: {smooth_l1(wrong, 0.1).mean():.4f}")
    found = decode_boxes(codes + wrong, questions[positive])
    scores = iou(found, objects).amax(dim=1)  # as if the detector knew how good each box is
    kept = nms(iou(found, found), scores, 0.5).long()
    print(f"{len(found)} boxes found, {len(kept)} kept:")
    for center, score in zip(xyxy_to_cxcywh(found[kept]).tolist(), scores[kept].tolist(), strict=True):
        print("    center ({:.1f}, {:.1f}), {:.1f} by {:.1f} pixels".format(*center), f"with an IoU of {score:.2f}")
    for G in (6, 12):
        print(f"a grid of {G} by {G} cells keeps {int(encode_grid(objects, classes, G, 48, 3)[0].sum())} of 4 objects")
except NotImplementedError:
    print("Some tasks are still open. Come back when all are done.")
