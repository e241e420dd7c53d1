"""Little color pictures that a prompt of three words describes, such as "big red circle"."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

PROMPT_WORDS = (("red", "green", "blue"), ("circle", "square", "triangle"), ("small", "big"))
PROMPT_SIDE = 16
_INKS = np.array([[0.80, 0.16, 0.16], [0.36, 0.78, 0.38], [0.20, 0.34, 0.86]])  # light and dark, for the color-blind
_RADII = np.array([[2.8, 3.3], [4.6, 5.4]])  # small and big, in pixels; smaller circles cannot be told from squares
_SQUARE, _TRIANGLE = 0.95, 1.4  # half a side of the square, and the triangle's middle to a corner, in radii


def colored_shapes(count: int = 4000, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return ``count`` pictures of one colored shape on light paper, and the words that describe them.

    Returns:
        images (n, 3, 16, 16) float32 in [0, 1], and words (n, 3) int64, which count from 1 into the color, the shape
        and the size of `PROMPT_WORDS`, so that 0 is left for a word that is not said. Place, exact size, paper and
        shade are drawn from ``seed``, each word as often as any other of its kind on average.

    Raises:
        ValueError: if ``count`` is below 1.
    """
    if count < 1:
        raise ValueError(f"count is {count}: choose at least 1")
    rng = np.random.default_rng(seed)
    color, shape, size = (rng.integers(len(words), size=count) for words in PROMPT_WORDS)
    radius = rng.uniform(*_RADII[size].T)
    room = (PROMPT_SIDE / 2 - radius * np.array([1, _SQUARE, _TRIANGLE])[shape]).clip(
        0.5, 2.0
    )  # how far the middle may lie from the picture's
    x, y = PROMPT_SIDE / 2 + room * rng.uniform(-1, 1, (2, count))
    paper = rng.uniform(0.93, 1.0, (count, 1, 1, 1))
    ink = (_INKS[color] + rng.uniform(-0.06, 0.06, (count, 1)))[:, :, None, None]
    cover = _cover(shape, x, y, radius)[:, None]
    images = (paper * (1 - cover) + ink * cover).clip(0, 1)
    return torch.from_numpy(images).float(), torch.from_numpy(np.stack([color, shape, size], axis=1) + 1)


def _cover(
    shape: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64], radius: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much of each pixel (n, 16, 16) a shape covers, nearly: by the distance of its middle to the edge."""
    pixel = np.arange(PROMPT_SIDE) + 0.5
    across, down = pixel - x[:, None, None], pixel[:, None] - y[:, None, None]
    r = radius[:, None, None]
    side = _TRIANGLE * r / 2  # from the triangle's middle to a side, half of that to a corner
    slanted = np.sqrt(3) / 2 * abs(across) - down / 2
    square = np.maximum(abs(across), abs(down)) - _SQUARE * r
    distances = np.stack([np.hypot(across, down) - r, square, np.maximum(down, slanted) - side])
    outside = distances[shape, np.arange(len(shape))]
    return (0.5 - outside).clip(0, 1)
