"""In a lecture's kernel: a guess that is no number yet, and where a figure would draw its line.

A page without a kernel draws that line over the stored picture, at the number that its reader gives.
"""

import json
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers import plots

SCALES = ("linear", "log")


class Guess(float):
    """A guess that is not a number yet. Arithmetic makes a plain float of it, whose line is not the guess's own."""

    name: str

    def __new__(cls, name: str) -> "Guess":
        """Return the guess of the variable ``name``."""
        made = super().__new__(cls, "nan")
        made.name = name
        return made


def watch(folder: str) -> None:
    """Let each figure that shows lines at guesses write where, to NAME.json in ``folder``, once it is shown."""
    lines: list[tuple[str, str, Axes]] = []
    _listen("axvline", "x", lines)
    _listen("axhline", "y", lines)
    show = plots.show

    def shown(figure: Figure, alt: str | None = None) -> None:
        show(figure, alt)
        own = [line for line in lines if line[2].get_figure(root=True) is figure]
        for name in {name for name, _, _ in own}:
            marks = [
                {"guess": name, **mark(way, axes)}
                for of, way, axes in own
                if of == name and _scale(way, axes) in SCALES
            ]
            (Path(folder) / f"{name}.json").write_text(json.dumps(marks), encoding="utf-8")

    plots.show = shown


def _listen(method: str, way: str, lines: list[tuple[str, str, Axes]]) -> None:
    original = getattr(Axes, method)

    def drawn(axes: Axes, at: float = 0, *arguments: Any, **keywords: Any) -> Line2D:
        if isinstance(at, Guess):
            lines.append((at.name, way, axes))
        made: Line2D = original(axes, at, *arguments, **keywords)
        return made

    setattr(Axes, method, drawn)


def _scale(way: str, axes: Axes) -> str:
    return str(getattr(axes, f"get_{way}scale")())


def mark(way: str, axes: Axes) -> dict[str, Any]:
    """Return how a number becomes a place in the picture: limits and scale of the axis, and the axes' own rectangle.

    The rectangle is left, top, width and height, as fractions of the picture from its upper left corner.
    """
    box = axes.get_position()
    return {
        "way": way,
        "limits": [float(end) for end in getattr(axes, f"get_{way}lim")()],
        "log": _scale(way, axes) == "log",
        "box": [round(float(part), 4) for part in (box.x0, 1 - box.y1, box.width, box.height)],
    }
