"""Boxes in pictures: how far two agree, which of many to keep, and how good a detector's list is.

A box is (x1, y1, x2, y2) in pixels, x to the right and y down, corners as real numbers, so that its area is
(x2 - x1) (y2 - y1). Lecture 21 builds these functions step by step.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Detections:
    """What a detector says of one picture.

    Attributes:
        boxes: (k, 4) float.
        scores: (k,) float, larger means surer.
        labels: (k,) int64 class numbers.

    Raises:
        ValueError: if the three differ in their number, or a box is not four numbers.
    """

    boxes: Tensor
    scores: Tensor
    labels: Tensor

    def __post_init__(self) -> None:
        if not len(self.boxes) == len(self.scores) == len(self.labels):
            numbers = f"{len(self.boxes)} boxes, {len(self.scores)} scores and {len(self.labels)} labels"
            raise ValueError(f"{numbers}: give one score and one label per box")
        _check_boxes("boxes", self.boxes)

    def __len__(self) -> int:
        return len(self.scores)


def iou(a: Tensor, b: Tensor) -> Tensor:
    """Return the intersection over union of each box of ``a`` (n, 4) with each of ``b`` (m, 4): (n, m) in [0, 1].

    Boxes without area have 0, also with themselves.

    Raises:
        ValueError: if a box is not four numbers.
    """
    _check_boxes("a", a)
    _check_boxes("b", b)
    low = torch.maximum(a[:, None, :2], b[None, :, :2])  # (n, m, 2)
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])  # (n, m, 2)
    both = (high - low).clamp(min=0).prod(dim=2)  # (n, m); each side on its own, as two negative ones make an area
    union = _area(a)[:, None] + _area(b)[None, :] - both
    return torch.where(union > 0, both / union.where(union > 0, 1), 0)


def nms(boxes: Tensor, scores: Tensor, threshold: float) -> Tensor:
    """Return the indices of the boxes that greedy non-maximum suppression keeps, best score first: (kept,) int64.

    A box (of ``boxes`` (n, 4), with ``scores`` (n,)) is dropped if its IoU with a kept, better one is above
    ``threshold``. Among equal scores the earlier box counts as the better one.
    """
    order = scores.argsort(descending=True, stable=True)
    overlap = iou(boxes[order], boxes[order]) > threshold
    keep = torch.ones(len(order), dtype=torch.bool, device=boxes.device)
    for rank in range(len(order)):
        if keep[rank]:
            keep[rank + 1 :] &= ~overlap[rank, rank + 1 :]
    return order[keep]


def average_precision(hits: Tensor, truths: int) -> float:
    """Return the area under precision against recall, of detections from the surest to the least sure.

    ``hits`` (k,) says which found an object of ``truths`` in all: AP = sum over hits of their precision, divided by
    ``truths``, which is scikit-learn's `average_precision_score` with objects that were never found as misses (no
    envelope, no eleven points; lecture 21 compares them). Without objects it is nan.
    """
    precision = hits.double().cumsum(0) / torch.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / truths) if truths else float("nan")


def mean_average_precision(
    found: Sequence[Detections], boxes: Sequence[Tensor], labels: Sequence[Tensor], least: float = 0.5
) -> float:
    """Return the mean over the classes of the average precision at an IoU of at least ``least``.

    ``found``, ``boxes`` (each (k, 4)) and ``labels`` (each (k,)) have one entry per picture. Through a whole class,
    from the surest detection to the least sure, each takes the object of its picture that it overlaps best among those
    not taken yet (lecture 14); with no such object it is a false alarm. Classes without an object are left out.

    Raises:
        ValueError: if the three differ in their number of pictures, or there is no object at all.
    """
    if not len(found) == len(boxes) == len(labels):
        raise ValueError(f"{len(found)} answers, {len(boxes)} boxes, {len(labels)} labels: give one each per picture")
    classes = torch.cat(list(labels)).unique().tolist() if labels else []
    if not classes:
        raise ValueError("no picture has an object, so that no recall is defined: give at least one")
    scores = []
    for k in classes:
        graded = [
            (one.scores[one.labels == k], _hits(one, box[label == k], k, least))
            for one, box, label in zip(found, boxes, labels, strict=True)
        ]
        surest = torch.cat([score for score, _ in graded]).argsort(descending=True, stable=True)
        truths = sum(int((label == k).sum()) for label in labels)
        scores.append(average_precision(torch.cat([hit for _, hit in graded])[surest], truths))
    return sum(scores) / len(scores)


def _hits(found: Detections, objects: Tensor, k: int, least: float) -> Tensor:
    """Return which detections of class ``k`` take an object (m, 4) of theirs, in the order of ``found``: (n,) bool."""
    mine = found.labels == k
    overlap = iou(found.boxes[mine], objects)  # (n, m)
    hits = torch.zeros(len(overlap), dtype=torch.bool)
    for one in found.scores[mine].argsort(descending=True, stable=True).tolist() if len(objects) else []:
        best = int(overlap[one].argmax())
        if overlap[one, best] >= least:
            hits[one] = True
            overlap[:, best] = -1.0  # taken
    return hits


def _area(boxes: Tensor) -> Tensor:
    return (boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(dim=1)


def _check_boxes(name: str, boxes: Tensor) -> None:
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"{name} has shape {tuple(boxes.shape)}: give one row (x1, y1, x2, y2) per box, (n, 4)")
