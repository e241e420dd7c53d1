"""Write helpers/judge.npz, the weights of the judge of generated digits: `python -m authoring.judge`.

The weights are in the repository, so nobody needs this to learn or to build. It is kept to show where they come from
and to make them again: about 30 seconds on one core, and the same up to rounding on another machine.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from helpers import data, judge, metrics
from helpers.data import Split

SIDES = (20, 24, 28)  # of the glyphs' middle that is shrunk, so that the judge knows digits of several sizes
EPOCHS = 25
BATCH = 128


def shrunk(X: Tensor, side: int = 24) -> Tensor:
    """Return the middle ``side`` rows and columns of glyphs ``X`` (n, 1, 28, 28), averaged to (n, 1, 8, 8)."""
    edge = (X.shape[-1] - side) // 2
    return F.interpolate(X[:, :, edge : edge + side, edge : edge + side], size=8, mode="area")


def training_split() -> Split:
    """Return both kinds of digits together: handwritten ones, three copies of them, and glyphs in three sizes."""
    written, glyphs = data.digits().train, data.glyph_digits().train
    X = torch.cat([written.X.repeat(3, 1, 1, 1), *(shrunk(glyphs.X, side) for side in SIDES)])
    return Split(X, torch.cat([written.y.repeat(3), *(glyphs.y for _ in SIDES)]))


def trained(split: Split, epochs: int = EPOCHS, seed: int = 0) -> dict[str, Tensor]:
    """Return the weights after ``epochs`` of AdamW with a one-cycle learning rate on ``split``."""
    generator = torch.Generator().manual_seed(seed)
    weights = {name: _start(shape, generator).requires_grad_() for name, shape in judge.SHAPES.items()}
    optimizer = torch.optim.AdamW(weights.values(), lr=3e-3, weight_decay=0.05)
    steps = epochs * math.ceil(len(split) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps)
    for X, y in _batches(split, epochs, generator):
        loss = F.cross_entropy(judge.network(weights, X)[0], y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return {name: weight.detach() for name, weight in weights.items()}


def _batches(split: Split, epochs: int, generator: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield shuffled batches, each shifted as a whole by up to one pixel each way, with paper coming in."""
    for _ in range(epochs):
        for rows in torch.randperm(len(split), generator=generator).split(BATCH):
            down, right = torch.randint(0, 3, (2,), generator=generator).tolist()
            padded = F.pad(split.X[rows], (1, 1, 1, 1))  # (batch, 1, 10, 10)
            yield padded[:, :, down : down + 8, right : right + 8], split.y[rows]


def _start(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Return He's start for ReLU layers (lecture 12), and zeros for a bias."""
    if len(shape) == 1:
        return torch.zeros(shape)
    return torch.randn(shape, generator=generator) * math.sqrt(2 / math.prod(shape[1:]))


def main() -> None:
    """Write the file, and print how often the judge is right on digits that it has not seen."""
    torch.set_num_threads(1)  # sums in the same order whatever the machine
    weights = trained(training_split())
    arrays: dict[str, Any] = {name: weight.numpy() for name, weight in weights.items()}
    np.savez_compressed(judge.FILE, **arrays)
    written, glyphs = data.digits().test, data.glyph_digits().test
    print(f"handwritten: {metrics.accuracy(judge.network(weights, written.X)[0], written.y):.4f}")
    for side in SIDES:
        right = metrics.accuracy(judge.network(weights, shrunk(glyphs.X, side))[0], glyphs.y)
        print(f"glyphs, middle {side} of 28: {right:.4f}")
    print(f"{judge.FILE.name}: {judge.FILE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
