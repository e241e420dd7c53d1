"""The course's own "MNIST": digits and letters drawn from matplotlib's fonts, a little turned, shifted and scaled."""

import string
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
import torch
import torch.nn.functional as F
from matplotlib.ft2font import FT2Font
from torch import Tensor

from helpers.data.containers import Dataset, Split

_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", *string.ascii_uppercase)
_SIDE = 28
_TEST_FRACTION = 0.25
# Twice the final resolution; two by two pixels are averaged at the end, which keeps turned strokes smooth.
_MASTER = 2 * _SIDE
_HEIGHT = 36  # of a digit on the master, in pixels: 18 of 28 in the final picture, near MNIST's 20


def glyph_digits(count: int = 6000, seed: int = 0) -> Dataset:
    """Return printed digits as images: X (n, 1, 28, 28) in [0, 1], 0 = paper and 1 = ink; y the digit.

    Each image takes a font that ships with matplotlib at random, turns the digit by up to 15 degrees, scales it by
    0.8 to 1.2 and shifts it by up to 2 pixels each way, all from ``seed``. A quarter of the images is the test split,
    and it uses fonts of its own: whoever scores well there has learned digits, not fonts. All digits are equally
    frequent up to one image per split.

    Raises:
        ValueError: if ``count`` is below 40, four images per digit.
    """
    return _dataset("glyph_digits", "digits", string.digits, count, seed)


def glyph_letters(count: int = 6000, seed: int = 0) -> Dataset:
    """Return printed capitals as images: X (n, 1, 28, 28) in [0, 1], 0 = paper and 1 = ink; y the letter (A is 0).

    Everything else is as in `glyph_digits`. With the same ``seed`` both hold out the same fonts, so that a network
    which has learned letters meets the fonts of the digits' test split for the first time there.

    Raises:
        ValueError: if ``count`` is below 104, four images per letter.
    """
    return _dataset("glyph_letters", "capital letters", string.ascii_uppercase, count, seed)


def _dataset(name: str, what: str, signs: str, count: int, seed: int) -> Dataset:
    least = 4 * len(signs)
    if count < least:
        raise ValueError(f"count is {count}: choose at least {least}, four images per {what[:-1].split()[-1]}")
    rng = np.random.default_rng(seed)
    fonts = rng.permutation(list(_fonts()))
    held_out = round(len(fonts) * _TEST_FRACTION)
    tests = round(count * _TEST_FRACTION)
    test = _render(fonts[:held_out].tolist(), signs, tests, rng)
    train = _render(fonts[held_out:].tolist(), signs, count - tests, rng)
    return Dataset(
        name=name,
        train=train,
        test=test,
        feature_names=(),
        class_names=tuple(signs),
        description=f"Printed {what} as 28x28 gray images, 0 = paper and 1 = ink, drawn from {len(fonts)} fonts that "
        f"ship with matplotlib; the {held_out} fonts of the test split are not in training. Generated with seed "
        f"{seed}.",
    )


@cache
def _fonts() -> tuple[str, ...]:
    """Return the paths of the bundled fonts that draw digits and capital letters, in alphabetical order.

    Some symbol fonts put other signs (a bracket, infinity) at the character codes of the digits. A glyph's name inside
    the font says what it draws, so a font counts if its glyphs are named "zero" to "nine" and "A" to "Z".
    """
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return tuple(str(path) for path in sorted(folder.glob("*.ttf")) if _draws_signs(FT2Font(str(path))))


def _draws_signs(font: FT2Font) -> bool:
    codes = font.get_charmap()
    return all(
        ord(sign) in codes and font.get_glyph_name(codes[ord(sign)]) == name
        for sign, name in zip(string.digits + string.ascii_uppercase, _NAMES, strict=True)
    )


@cache
def _masters(path: str, signs: str) -> Tensor:
    """Return the signs of a font, centered and equally high: shape (len(signs), 1, 56, 56), values in [0, 1]."""
    font = FT2Font(path)
    font.set_size(100, 72)
    masters = torch.zeros(len(signs), 1, _MASTER, _MASTER)
    for number, sign in enumerate(signs):
        font.set_text(sign, 0.0)
        font.draw_glyphs_to_bitmap(antialiased=True)
        ink = torch.from_numpy(np.array(font.get_image(), dtype=np.float32)) / 255
        rows, columns = ink.nonzero().T
        ink = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        width = min(_MASTER, round(_HEIGHT * ink.shape[1] / ink.shape[0]))
        top, left = (_MASTER - _HEIGHT) // 2, (_MASTER - width) // 2
        small = F.interpolate(ink[None, None], size=(_HEIGHT, width), mode="bilinear", antialias=True)
        masters[number, :, top : top + _HEIGHT, left : left + width] = small[0]
    return masters


def _render(fonts: list[str], signs: str, count: int, rng: np.random.Generator) -> Split:
    """Draw ``count`` random images from ``fonts``, as many of each sign."""
    y = torch.from_numpy(rng.permutation(np.arange(count) % len(signs)))
    font = torch.from_numpy(rng.integers(len(fonts), size=count))
    masters = torch.stack([_masters(path, signs) for path in fonts])[font, y]
    angle = np.radians(rng.uniform(-15, 15, count))
    scale = rng.uniform(0.8, 1.2, count)
    shift = rng.uniform(-2, 2, (2, count)) * 2 / _SIDE  # affine_grid measures from -1 to 1 across the image
    # affine_grid wants the way back, from a pixel of the result to the place in the master it shows.
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    back = np.array([[cos, sin, -(cos * shift[0] + sin * shift[1])], [-sin, cos, sin * shift[0] - cos * shift[1]]])
    theta = torch.from_numpy(back.transpose(2, 0, 1)).float()
    # In pieces, because the sampling grid takes eight times the memory of the finished images.
    pieces = [_transform(*piece) for piece in zip(masters.split(500), theta.split(500), strict=True)]
    return Split(torch.cat(pieces), y)


def _transform(masters: Tensor, theta: Tensor) -> Tensor:
    """Map masters (n, 1, 56, 56) by the affine maps ``theta`` (n, 2, 3) and halve them to (n, 1, 28, 28)."""
    grid = F.affine_grid(theta, list(masters.shape), align_corners=False)
    turned = F.grid_sample(masters, grid, align_corners=False)
    return F.avg_pool2d(turned, 2).clamp(0, 1)
