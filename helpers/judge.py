"""A small frozen classifier of digits that judges the pictures a generator draws.

`judge` gives what `helpers.metrics` needs: logits for `inception_score` and features for `frechet_distance`. Published
scores use Inception-v3, which was trained on photographs of ImageNet and is no judge of 8 x 8 digits; numbers of this
judge can be compared with one another, and with no published ones. Its weights lie beside this module, and
`python -m authoring.judge` trains them again.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

FILE = Path(__file__).with_name("judge.npz")
# Two convolutions, halving in between, and two linear layers. The shapes are what PyTorch's functions expect.
SHAPES = {
    "conv1.weight": (16, 1, 3, 3),
    "conv1.bias": (16,),
    "conv2.weight": (32, 16, 3, 3),
    "conv2.bias": (32,),
    "hidden.weight": (32, 512),
    "hidden.bias": (32,),
    "output.weight": (10, 32),
    "output.bias": (10,),
}


def judge(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return what a classifier that has learned printed and handwritten digits makes of ``images``.

    ``images`` is (n, 1, 8, 8) in [0, 1], 0 = paper and 1 = ink, as `helpers.data.digits` gives them. The answer is the
    pair of logits (n, 10) and features (n, 32), the layer below the logits, both on the device of ``images``. The
    weights are frozen, and the gradient with respect to ``images`` can be taken.

    It learned from the training splits (seed 0) of `data.digits` and of `data.glyph_digits`, the latter's middle 20,
    24 or all 28 rows and columns averaged to 8 x 8. On both test splits, and so with fonts that
    it has not seen, it is right in 98 % of the cases at least. It has never seen anything but digits, so that it finds
    one in any picture, noise included: its sureness alone does not make a picture a digit.

    Raises:
        ValueError: if the shape is another, or a value is outside [0, 1] or NaN.
    """
    if images.ndim != 4 or images.shape[1:] != (1, 8, 8):
        raise ValueError(f"images has shape {tuple(images.shape)}: the judge looks at (n, 1, 8, 8)")
    if not bool(((images >= 0) & (images <= 1)).all()):
        low, high = images.min().item(), images.max().item()
        raise ValueError(f"images runs from {low:.4g} to {high:.4g}: bring it to [0, 1], such as by images.clamp(0, 1)")
    weights = {name: weight.to(images.device) for name, weight in _frozen().items()}
    return network(weights, images.float())


def network(weights: Mapping[str, Tensor], images: Tensor) -> tuple[Tensor, Tensor]:
    """Return logits (n, 10) and features (n, 32) of ``images`` (n, 1, 8, 8) under ``weights``, shaped as `SHAPES`."""
    maps = F.relu(F.conv2d(images, weights["conv1.weight"], weights["conv1.bias"], padding=1))  # (n, 16, 8, 8)
    maps = F.relu(F.conv2d(maps, weights["conv2.weight"], weights["conv2.bias"], padding=1))  # (n, 32, 8, 8)
    pooled = F.max_pool2d(maps, 2).flatten(1)  # (n, 512)
    features = F.relu(F.linear(pooled, weights["hidden.weight"], weights["hidden.bias"]))  # (n, 32)
    return F.linear(features, weights["output.weight"], weights["output.bias"]), features


@cache
def _frozen() -> dict[str, Tensor]:
    with np.load(FILE) as arrays:
        return {name: torch.from_numpy(arrays[name]) for name in SHAPES}
