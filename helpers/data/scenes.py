"""Pictures whose every pixel is known: shapes with boxes and masks, and a box on the ground with its distance."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

SIDE = 48
HORIZON = 14  # the row that the ground's points approach as they go to infinity
_GROUND = 40.0  # rows between the horizon and the ground at distance 1
_HEIGHT = 32.0  # of the box at distance 1, in pixels
_TRIES = 20
_GAP = 1.5  # between the circles of two objects, in pixels: more than a diagonal, so that no two islands touch


@dataclass(frozen=True, eq=False)
class Scenes:
    """Pictures of shapes, row by row with what is in them; ``scenes[:100]`` are the first hundred.

    Attributes:
        images: (n, 1, 48, 48) float32 in [0, 1].
        masks: (n, 48, 48) int64: 0 where the background is, otherwise 1 plus the label of the object there.
        boxes: a tensor (k, 4) float32 for each picture: x1, y1, x2, y2 in pixels, x to the right and y down. The corner
            (x2, y2) is exclusive, so that x2 - x1 is the width.
        labels: a tensor (k,) int64 for each picture, in the order of its boxes, which is the order of drawing.
        class_names: one name per label.
    """

    images: Tensor
    masks: Tensor
    boxes: tuple[Tensor, ...]
    labels: tuple[Tensor, ...]
    class_names: tuple[str, ...] = ("disc", "square", "triangle")

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, rows: slice) -> "Scenes":
        return dataclasses.replace(
            self,
            images=self.images[rows],
            masks=self.masks[rows],
            boxes=self.boxes[rows],
            labels=self.labels[rows],
        )

    def __repr__(self) -> str:
        counts = [len(label) for label in self.labels]
        return (
            f"{len(self)} pictures {tuple(self.images.shape[1:])} with {sum(counts)} objects "
            f"({min(counts, default=0)} to {max(counts, default=0)} each): {', '.join(self.class_names)}"
        )


def shapes(
    count: int = 1500, seed: int = 0, objects: tuple[int, int] = (1, 3), radius: tuple[float, float] = (5, 9)
) -> Scenes:
    """Return ``count`` gray pictures of 48 x 48 pixels, each with bright discs, squares and triangles on darker noise.

    A picture takes from ``objects[0]`` to ``objects[1]`` objects, each of a random kind, brightness, place and radius
    of the circle around it (``radius``, in pixels). The circles neither overlap nor leave the picture; an object that
    finds no free place after twenty tries is left out, unless it is the first.

    Raises:
        ValueError: if ``count`` or ``objects`` is below 1, or a range is upside down or too large for the picture.
    """
    _check_shapes(count, objects, radius)
    rng = np.random.default_rng(seed)
    drawn = [_scene(rng, objects, radius) for _ in range(count)]
    images, masks, boxes, labels = zip(*drawn, strict=True)
    return Scenes(
        images=torch.from_numpy(np.stack(images)).float()[:, None],
        masks=torch.from_numpy(np.stack(masks)),
        boxes=tuple(torch.tensor(box, dtype=torch.float32) for box in boxes),
        labels=tuple(torch.tensor(label, dtype=torch.int64) for label in labels),
    )


def ground_boxes(position: ArrayLike, size: ArrayLike, seed: int = 0) -> Tensor:
    """Return pictures (n, 1, 48, 48) in [0, 1] of one box that stands on level ground, seen by a pinhole camera.

    Both arguments are distances (n,), in heights of the camera's scale: a box at distance Z stands on row 14 + 40 / Z
    and is 32 / Z pixels high. Where the picture tells the truth they are equal; where they differ, the box's foot says
    ``position`` and its height says ``size``, as of a box that floats or is not as large as the others. Column,
    brightness and noise are drawn from ``seed``.

    Raises:
        ValueError: if the distances differ in their number, or the box's foot would leave the picture.
    """
    foot, height = HORIZON + _GROUND / np.asarray(position, float), _HEIGHT / np.asarray(size, float)
    if foot.shape != height.shape or foot.ndim != 1:
        raise ValueError(f"position has shape {foot.shape} and size {height.shape}: give one of each per picture")
    if len(foot) and not (foot.max() <= SIDE and foot.min() > HORIZON and height.min() > 0):
        raise ValueError(f"a foot stands on row {foot.max():.1f} of {SIDE}: choose positions of 40/34 or more")
    rng = np.random.default_rng(seed)
    n = len(foot)
    rows, columns = np.arange(SIDE)[:, None], np.arange(SIDE)[None, :]
    half = height / 2  # a box is as wide as it is high
    center = rng.uniform(np.minimum(half, SIDE / 2), np.maximum(SIDE - half, SIDE / 2))
    bright = rng.uniform(0.6, 1.0, n)
    ground = np.where(rows >= HORIZON, 0.1 + 0.3 * (rows - HORIZON) / (SIDE - HORIZON), 0.0) + 0 * columns
    # How much of each pixel the box covers, so that a third of a pixel more distance shows too.
    tall = _cover(rows[None], (foot - height)[:, None, None], foot[:, None, None])
    wide = _cover(columns[None], (center - half)[:, None, None], (center + half)[:, None, None])
    cover = tall * wide
    image = ground * (1 - cover) + bright[:, None, None] * cover + rng.normal(0, 0.03, (n, SIDE, SIDE))
    return torch.from_numpy(image.clip(0, 1)).float()[:, None]


def _cover(pixel: NDArray[np.int_], low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which share of each pixel, which reaches from k to k + 1, lies between ``low`` and ``high``."""
    return (np.minimum(pixel + 1, high) - np.maximum(pixel, low)).clip(0, 1)


def _check_shapes(count: int, objects: tuple[int, int], radius: tuple[float, float]) -> None:
    if count < 1:
        raise ValueError(f"count is {count}: choose at least 1")
    if not 1 <= objects[0] <= objects[1]:
        raise ValueError(f"objects is {objects}: give the fewest, at least 1, and the most, such as (1, 3)")
    if not 1.5 <= radius[0] <= radius[1] < SIDE / 2:
        raise ValueError(f"radius is {radius}: give the smallest, at least 1.5, and the largest, below {SIDE // 2}")


def _scene(
    rng: np.random.Generator, objects: tuple[int, int], radius: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.int64], list[list[int]], list[int]]:
    """Draw one picture: its pixels, its mask, its boxes and their labels."""
    image = np.full((SIDE, SIDE), rng.uniform(0.0, 0.3))
    mask = np.zeros((SIDE, SIDE), np.int64)
    boxes: list[list[int]] = []
    labels: list[int] = []
    for x, y, r in _circles(rng, int(rng.integers(objects[0], objects[1] + 1)), radius):
        kind = int(rng.integers(3))
        inside = _inside(kind, x, y, r)
        image[inside] = rng.uniform(0.5, 1.0)
        mask[inside] = kind + 1
        rows, columns = inside.nonzero()
        boxes.append([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
        labels.append(kind)
    return (image + rng.normal(0, 0.08, image.shape)).clip(0, 1), mask, boxes, labels


def _circles(rng: np.random.Generator, count: int, radius: tuple[float, float]) -> list[tuple[float, float, float]]:
    """Return up to ``count`` circles (x, y, r) that lie inside the picture and far enough apart."""
    placed: list[tuple[float, float, float]] = []
    for _ in range(count):
        for _ in range(_TRIES):
            r = rng.uniform(*radius)
            x, y = rng.uniform(r, SIDE - r, 2)
            if all(np.hypot(x - other_x, y - other_y) > r + other_r + _GAP for other_x, other_y, other_r in placed):
                placed.append((x, y, r))
                break
    return placed


def _inside(kind: int, x: float, y: float, r: float) -> NDArray[np.bool_]:
    """Return which pixels (48, 48) have their center in the disc, square or triangle with the circle (x, y, r)."""
    across, down = np.arange(SIDE)[None, :] + 0.5 - x, np.arange(SIDE)[:, None] + 0.5 - y
    inside: NDArray[np.bool_]
    if kind == 0:
        inside = across**2 + down**2 <= r**2
    elif kind == 1:
        inside = np.maximum(abs(across), abs(down)) <= r / np.sqrt(2)
    else:  # Upright and equilateral: below the two sides that meet at the top, above the base half a radius down.
        inside = (down <= r / 2) & (np.sqrt(3) * abs(across) <= down + r)
    return inside
