"""The thing itself, drawn: one neuron, a network of neurons, and an architecture as boxes with shapes on the arrows.

Symbols are written as in formulas, without the dollar signs (``x_1``, ``w^{(2)}``); ``...`` stands for more of the
same. Each function draws into ``axes`` if it is given and else into a new figure, which it returns with an alt text
made from what was drawn (a figure that already has one keeps it).
"""

import itertools
import math
import re
from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from helpers.plots.figures import describe
from helpers.plots.look import BLACK, BLUE, GRAY, ORANGE

DOTS = "..."
PAGE_INCHES = 10.0
_RADIUS, _SMALL = 0.32, 0.17  # inches, as all lengths here
_POINT: dict[str, Any] = {
    "linewidth": 1.2,
    "arrowstyle": "-|>",
    "mutation_scale": 12,
    "shrinkA": 0,
    "shrinkB": 0,
}
_DETOUR: dict[str, Any] = {"color": ORANGE, "linewidth": 1.5, "zorder": 2}
_TEXT: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4}
_INPUT, _UNIT = "#FFFFFF", "#DCEBF6"  # white for what is given, a light blue for what computes


def neuron(
    inputs: Sequence[str] = ("x_1", "x_2", DOTS, "x_d"),
    weights: Sequence[str] | None = None,
    *,
    bias: str = "b",
    total: str = "z",
    activation: str = "f",
    output: str = "a",
    axes: Axes | None = None,
) -> Figure:
    """Draw one neuron: ``output = activation(total)``, ``total`` the sum of weight times input, plus ``bias``.

    ``weights`` (symbols or numbers as text) are those of the inputs with w for x if not given. Raises ValueError if
    there are not as many as inputs.
    """
    names = [re.sub(r"^[a-zA-Z]+", "w", name) for name in inputs] if weights is None else list(weights)
    if len(names) != len(inputs):
        raise ValueError(f"{len(names)} weights for {len(inputs)} inputs: give each input one weight")
    ys = [0.8 * ((len(inputs) - 1) / 2 - n) for n in range(len(inputs))]
    top = max(ys[0], 0.6) + 0.3
    axes = axes or _new_axes(7.2, top - ys[-1] + 1.1)
    for name, weight, y in zip(inputs, names, ys, strict=True):
        if name == DOTS:
            axes.text(0, y, r"$\vdots$", fontsize=16, **_TEXT)
            continue
        _circle(axes, 0, y, _math(name), _INPUT)
        start, end = _between((0, y), (3, 0))
        _arrow(axes, start, end)
        axes.text(0.6 * start[0] + 0.4 * end[0], 0.6 * start[1] + 0.4 * end[1] + 0.17, _math(weight), **_TEXT)
    _circle(axes, 3, 0, r"$\Sigma$", _UNIT)
    _circle(axes, 4.5, 0, _math(activation), _UNIT)
    axes.text(3, top, _math(bias), **_TEXT)
    _arrow(axes, (3, top - 0.15), (3, _RADIUS))
    for left, right, symbol in [(3, 4.5, total), (4.5, 6.0, output)]:
        _arrow(axes, (left + _RADIUS, 0), (right - _RADIUS, 0))
        axes.text((left + right) / 2, 0.18, _math(symbol), **_TEXT)
    for x, y, word in [(0, ys[-1], "inputs"), (3, 0, "sum"), (4.5, 0, "activation"), (6.0, 0.57, "output")]:
        axes.text(x, y - 0.55, word, color=GRAY, fontsize=9, **_TEXT)
    _finish(axes, (-0.6, 6.6), (ys[-1] - 0.8, top + 0.3))
    return _described(
        axes,
        f"One neuron. The inputs {_listed(inputs)} come in on arrows with the weights {_listed(names)} and are summed; "
        f"the bias {_plain(bias)} is added. The sum {_plain(total)} goes through the activation {_plain(activation)}, "
        f"and the output is {_plain(output)}.",
    )


def network(
    widths: Sequence[int], *, names: Sequence[str] | None = None, shown: int = 5, axes: Axes | None = None
) -> Figure:
    """Draw a multilayer perceptron: a column of circles for each layer of ``widths``, all neighbors connected.

    A layer of more than ``shown`` neurons is shortened by dots. Under the columns stand ``names`` (inputs, hidden 1,
    ..., outputs if not given) and the shape of a batch of them, on the arrows the weights, of shape (out, in) as
    PyTorch has them. Raises ValueError if there are fewer than two layers or not a name for each.
    """
    if len(widths) < 2:
        raise ValueError(f"a network has at least two layers, inputs and outputs; widths are {list(widths)}")
    hidden = [f"hidden {n}" if len(widths) > 3 else "hidden" for n in range(1, len(widths) - 1)]
    titles = ["inputs", *hidden, "outputs"] if names is None else list(names)
    if len(titles) != len(widths):
        raise ValueError(f"{len(titles)} names for {len(widths)} layers: give each layer one name")
    columns = [_column(width, shown) for width in widths]
    half = max(column[0][0] for column in columns)
    axes = axes or _new_axes(2.6 * len(widths) - 0.8, 2 * half + 2.4)
    for n, (left, right) in enumerate(itertools.pairwise(columns), start=1):
        for here, _ in filter(lambda spot: spot[1], left):
            for there, _ in filter(lambda spot: spot[1], right):
                axes.plot([2.6 * n - 2.6, 2.6 * n], [here, there], color=GRAY, linewidth=0.8, zorder=1)
        words = f"$W^{{({n})}}$\n({widths[n]}, {widths[n - 1]})"
        axes.text(2.6 * n - 1.3, half + 0.75, words, fontsize=10, **_TEXT)
    for n, (column, title) in enumerate(zip(columns, titles, strict=True)):
        for y, index in column:
            if index:
                _circle(axes, 2.6 * n, y, _math(_symbol(n, index, len(widths))), _UNIT if n else _INPUT)
            else:
                axes.text(2.6 * n, y, r"$\vdots$", fontsize=16, **_TEXT)
        axes.text(2.6 * n, -half - 0.85, f"{title}\n(batch, {widths[n]})", fontsize=10, **_TEXT)
    _finish(axes, (-0.9, 2.6 * len(widths) - 1.7), (-half - 1.25, half + 1.15))
    parts = ", then ".join(f"{title} ({width})" for title, width in zip(titles, widths, strict=True))
    return _described(
        axes, f"A network of neurons drawn as circles in columns: {parts}. Each is connected to all of the next column."
    )


def layers(
    blocks: Sequence[tuple[str, str]], *, skips: Sequence[tuple[int, int]] = (), axes: Axes | None = None
) -> Figure:
    """Draw an architecture: a box for each (name, shape), in order, the shape on the arrow that leaves the box.

    An empty shape leaves the arrow bare; the names "+" and "×" become circles. ``skips`` are pairs (i, j) of positions
    counted from 0: what leaves box i also goes around the boxes between, into box j. The boxes stand side by side
    where a page is wide enough, else below each other. Raises ValueError if there are no boxes or a skip does not
    lead forward.
    """
    if not blocks:
        raise ValueError("no layers to draw: give pairs such as ('Linear', '(batch, 32)')")
    for i, j in skips:
        if not 0 <= i < j < len(blocks):
            raise ValueError(f"skip {(i, j)} does not lead forward from one of the boxes 0 to {len(blocks) - 1}")
    sizes = [_box_size(name) for name, _ in blocks]
    gaps = [max(0.55, 0.075 * len(shape) + 0.25) for _, shape in blocks]
    if sum(width for width, _ in sizes) + sum(gaps) <= PAGE_INCHES:
        axes = _draw_across(blocks, sizes, gaps, skips, axes)
    else:
        axes = _draw_down(blocks, sizes, skips, axes)
    names = [_plain(name) for name, _ in blocks]
    flow = ", then ".join(
        f"{name}{f' giving {shape}' if shape else ''}" for name, (_, shape) in zip(names, blocks, strict=True)
    )
    around = "".join(f" What leaves {names[i]} (box {i + 1}) also skips to {names[j]} (box {j + 1})." for i, j in skips)
    return _described(axes, f"Boxes joined by arrows: {flow}.{around}")


def _box_size(name: str) -> tuple[float, float]:
    """Return width and height of the box or circle around ``name``, in inches."""
    if name in ("+", "×"):
        return 2 * _SMALL, 2 * _SMALL
    lines = _plain(name, keep_lines=True).splitlines()
    return max(0.8, 0.1 * max(map(len, lines)) + 0.25), 0.25 + 0.22 * len(lines)


def _draw_across(
    blocks: Sequence[tuple[str, str]],
    sizes: Sequence[tuple[float, float]],
    gaps: Sequence[float],
    skips: Sequence[tuple[int, int]],
    axes: Axes | None,
) -> Axes:
    """Draw boxes from left to right, shapes under the arrows, skips above the boxes."""
    half = max(height for _, height in sizes) / 2
    top = half + 0.2 + 0.25 * len(skips)
    axes = axes or _new_axes(sum(width for width, _ in sizes) + sum(gaps) + 0.2, top + half + 0.4)
    x, centers, leaves = 0.0, [], []
    for (name, shape), (width, height), gap in zip(blocks, sizes, gaps, strict=True):
        _box(axes, x + width / 2, 0, width, height, name)
        _arrow(axes, (x + width, 0), (x + width + gap, 0))
        axes.text(x + width + gap / 2, -0.2, shape, fontsize=9, **_TEXT)
        centers.append(x + width / 2)
        leaves.append(x + width + 0.12)
        x += width + gap
    for level, (i, j) in enumerate(sorted(skips, key=lambda skip: skip[1] - skip[0]), start=1):
        over = half + 0.25 * level
        axes.plot([leaves[i], leaves[i], centers[j]], [0, over, over], **_DETOUR)
        _arrow(axes, (centers[j], over), (centers[j], sizes[j][1] / 2), color=ORANGE)
    _finish(axes, (-0.1, x + 0.1), (-half - 0.2, top + 0.1))
    return axes


def _draw_down(
    blocks: Sequence[tuple[str, str]],
    sizes: Sequence[tuple[float, float]],
    skips: Sequence[tuple[int, int]],
    axes: Axes | None,
) -> Axes:
    """Draw boxes from top to bottom, shapes at the right of the arrows, skips at the left of the boxes."""
    half = max(width for width, _ in sizes) / 2
    left, right = half + 0.2 + 0.25 * len(skips), max(half, 0.075 * max(len(shape) for _, shape in blocks)) + 0.3
    axes = axes or _new_axes(left + right, sum(height for _, height in sizes) + 0.42 * len(blocks) + 0.2)
    y, centers, leaves = 0.0, [], []
    for (name, shape), (width, height) in zip(blocks, sizes, strict=True):
        _box(axes, 0, y - height / 2, width if width == height else 2 * half, height, name)
        _arrow(axes, (0, y - height), (0, y - height - 0.42))
        axes.text(0.12, y - height - 0.19, shape, fontsize=9, ha="left", va="center", zorder=4)
        centers.append(y - height / 2)
        leaves.append(y - height - 0.1)
        y -= height + 0.42
    for level, (i, j) in enumerate(sorted(skips, key=lambda skip: skip[1] - skip[0]), start=1):
        beside = -half - 0.25 * level
        axes.plot([0, beside, beside], [leaves[i], leaves[i], centers[j]], **_DETOUR)
        edge = -_SMALL if sizes[j][0] == sizes[j][1] else -half
        _arrow(axes, (beside, centers[j]), (edge, centers[j]), color=ORANGE)
    _finish(axes, (-left, right), (y - 0.1, 0.1))
    return axes


def _column(width: int, shown: int) -> list[tuple[float, int]]:
    """Return (height, index) of what stands in a column, indices counted from 1; index 0 stands for the dots."""
    indices = list(range(1, width + 1)) if width <= shown else [*range(1, shown - 1), 0, width]
    return [(0.8 * ((len(indices) - 1) / 2 - n), index) for n, index in enumerate(indices)]


def _symbol(layer: int, index: int, count: int) -> str:
    """Return the symbol of a neuron: x, a or y hat, with the number of the hidden layer if there are several."""
    if layer == 0:
        return f"x_{{{index}}}"
    if layer == count - 1:
        return rf"\hat{{y}}_{{{index}}}"
    return f"a_{{{index}}}" if count == 3 else f"a^{{({layer})}}_{{{index}}}"


def _new_axes(width: float, height: float) -> Axes:
    figure = plt.figure(figsize=(width, height), layout="none")
    return figure.add_axes((0, 0, 1, 1))


def _finish(axes: Axes, xlim: tuple[float, float], ylim: tuple[float, float]) -> None:
    axes.set(xlim=xlim, ylim=ylim, aspect="equal")
    axes.axis("off")


def _described(axes: Axes, alt: str) -> Figure:
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes belong to no figure")
    return figure if figure.get_label() else describe(figure, alt)


def _circle(axes: Axes, x: float, y: float, text: str, color: str, radius: float = _RADIUS) -> None:
    axes.add_patch(Circle((x, y), radius, facecolor=color, edgecolor=BLUE, linewidth=1.5, zorder=3))
    axes.text(x, y, text, fontsize=12, **_TEXT)


def _box(axes: Axes, x: float, y: float, width: float, height: float, text: str) -> None:
    """Draw a box around the middle (x, y), or a small circle if it is as wide as high."""
    if width == height:
        _circle(axes, x, y, text, _INPUT, _SMALL)
        return
    corner, size = (x - width / 2, y - height / 2), {"width": width, "height": height}
    axes.add_patch(
        FancyBboxPatch(
            corner,
            **size,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor=_UNIT,
            edgecolor=BLUE,
            linewidth=1.5,
            zorder=3,
        )
    )
    axes.text(x, y, text, fontsize=10, **_TEXT)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], color: str = BLACK) -> None:
    axes.annotate("", end, start, arrowprops={**_POINT, "color": color})


def _between(start: tuple[float, float], end: tuple[float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where the line between two circles' middles leaves the first and meets the second."""
    length = math.dist(start, end)
    dx, dy = (_RADIUS * (b - a) / length for a, b in zip(start, end, strict=True))
    return (start[0] + dx, start[1] + dy), (end[0] - dx, end[1] - dy)


def _math(symbol: str) -> str:
    return f"${symbol}$"


def _plain(text: str, *, keep_lines: bool = False) -> str:
    """Return a symbol or name as a screen reader can say it."""
    bare = re.sub(r"[\\${}^_]", "", re.sub(r"\\hat\{(\w+)\}", r"\1 hat", text))
    return bare if keep_lines else " ".join(bare.split())


def _listed(symbols: Sequence[str]) -> str:
    spoken = ", ".join(symbol if symbol == DOTS else _plain(symbol) for symbol in symbols)
    return spoken.replace(f", {DOTS}, ", " and so on to ")
