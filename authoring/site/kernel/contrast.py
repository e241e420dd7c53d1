"""In a lecture's kernel: which words of its figures are too faint to read, by the rule that holds for web pages."""

import io
import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray
from PIL import Image

from helpers import plots, widgets

LEAST, LEAST_LARGE = 4.5, 3.0  # Web Content Accessibility Guidelines 2.2, criterion 1.4.3
LARGE, LARGE_BOLD = 18, 14  # points
BOLD = ("bold", "heavy", "black", "semibold", 600, 700, 800, 900)


def watch(folder: str) -> None:
    """Let each figure that is shown add its faint words to faint.json in ``folder``."""
    show, explore = plots.show, widgets.explore

    def shown(figure: Figure, alt: str | None = None) -> None:
        note(figure, Path(folder))
        show(figure, alt)

    def explored(draw: widgets.Draw, **given: Any) -> None:
        start = draw(**{name: control.value for name, control in given.items() if name != "frames"})
        note(start, Path(folder))
        plt.close(start)
        explore(draw, **given)

    plots.show, widgets.explore = shown, explored


def note(figure: Figure, folder: Path) -> None:
    """Add the figure's faint words to faint.json in ``folder``."""
    file = folder / "faint.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    file.write_text(json.dumps(known + faint(figure), ensure_ascii=False), encoding="utf-8")


def faint(figure: Figure) -> list[tuple[str, float]]:
    """Return the words in the figure whose contrast with what lies below them is too small, and that contrast."""
    with_words = _pixels(figure)
    words = [one for one in figure.findobj(Text) if one.get_visible() and one.get_text().strip()]
    places = [one.get_window_extent() for one in words]
    alphas = [one.get_alpha() for one in words]
    for one in words:
        one.set_alpha(0)  # a box around it stays
    without = _pixels(figure)
    for one, alpha in zip(words, alphas, strict=True):
        one.set_alpha(alpha)
    found = []
    for one, box in zip(words, places, strict=True):
        if not np.isfinite(box.extents).all():
            continue
        rows = slice(max(0, round(len(without) - box.y1)), max(0, round(len(without) - box.y0)))
        columns = slice(max(0, round(box.x0)), max(0, round(box.x1)))
        below = without[rows, columns].reshape(-1, 3)
        if not np.array_equal(with_words[rows, columns].reshape(-1, 3), below):  # else outside, or its axis is off
            behind = np.median(below, axis=0)
            ratio = contrast(_seen(one, behind), behind)
            if ratio < (LEAST_LARGE if _large(one) else LEAST):
                found.append((one.get_text(), round(ratio, 2)))
    return found


def _pixels(figure: Figure) -> NDArray[np.float64]:
    """Return the picture, (height, width, 3), from 0 to 1."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=figure.dpi, pil_kwargs={"compress_level": 1})
    return np.asarray(Image.open(buffer).convert("RGB")) / 255


def _seen(word: Text, below: NDArray[np.float64]) -> NDArray[np.float64]:
    *color, alpha = to_rgba(word.get_color(), word.get_alpha())
    return alpha * np.array(color) + (1 - alpha) * below


def _large(word: Text) -> bool:
    return float(word.get_fontsize()) >= (LARGE_BOLD if word.get_fontweight() in BOLD else LARGE)


def contrast(color: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the contrast of two colors (3,), from 1 to 21."""
    dark, light = sorted((luminance(color), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: NDArray[np.float64]) -> float:
    """Return the relative luminance of a color (3,) from 0 to 1."""
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))
