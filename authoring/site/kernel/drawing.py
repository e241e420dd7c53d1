"""In a lecture's kernel: `watch` lets `widgets.explore` draw its figure for the values that its controls can have.

A page without a kernel shows these frames. They come from the lecture's own pure drawing function.
"""

import io
import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import ipywidgets
import matplotlib.pyplot as plt
from PIL import Image

from helpers import plots, widgets
from helpers.plots.figures import SHARPNESS

FEWEST = 5  # values that a slider keeps, however large its pictures are
MAX_BYTES = 1_500_000  # of the frames of one figure
COLORS = 64  # where the frames of a figure would be too large; others have the 256 of a notebook's pictures


@dataclass(frozen=True)
class Axis:
    """What a control can be moved to, in the order of a page's own control, and where it starts."""

    name: str
    label: str
    kind: str  # "slider", "choice", "examples" of what can be typed, or "toggle"
    values: tuple[Any, ...]
    start: int
    plays: bool


@dataclass(frozen=True)
class Frame:
    """A picture of a figure, in WebP, with its words and the size to show it in."""

    picture: bytes
    alt: str
    width: int
    height: int


def watch(folder: str, most: int) -> None:
    """Let `widgets.explore` write the frames of each figure into a folder of its own in ``folder``.

    Every combination of the controls' values is drawn where there are at most ``most``. Otherwise each control moves
    alone, over about a quarter as many values.
    """

    def explore(draw: widgets.Draw, **given: Any) -> None:
        given.pop("frames", None)  # the still pictures of a page on which nothing moves
        axes = [axis(name, control) for name, control in given.items()]
        keep(draw, axes, Path(folder) / str(sum(path.is_dir() for path in Path(folder).iterdir())), most)

    widgets.explore = explore


def axis(name: str, control: ipywidgets.Widget) -> Axis:
    """Return the values of a control. A text box, into which nothing can be typed here, offers its examples."""
    plays = widgets.PLAYED in getattr(control, "_dom_classes", ())
    if isinstance(control, ipywidgets.Text):
        values, kind = list(dict.fromkeys([control.value, *control.options])), "examples"
    elif hasattr(control, "options"):
        values, kind = list(control.options), "choice"
    elif hasattr(control, "min"):
        values, kind = _places(control), "slider"
        start = min(range(len(values)), key=lambda i: abs(values[i] - control.value))
        values[start] = control.value
    else:
        values, kind = [False, True], "toggle"
    return Axis(name, control.description, kind, tuple(values), values.index(control.value), plays)


def _places(control: ipywidgets.Widget) -> list[Any]:
    steps = round((control.max - control.min) / control.step)
    values = [control.min + control.step * at for at in range(steps + 1)]
    if hasattr(control, "base"):
        values = [control.base**power for power in values]
    return [value if isinstance(value, int) else round(value, 10) for value in values]


def keep(draw: widgets.Draw, axes: Sequence[Axis], folder: Path, most: int) -> None:
    """Write the frames of a figure and what a page needs to know of them.

    Where they are too large, they get fewer colors, and where that is not enough, they are thinned out.
    """
    whole = math.prod(len(one.values) for one in axes) <= most
    kept = list(axes) if whole else [thinned(one, max(2, most // 4)) for one in axes]
    drawn = {values: _drawn(draw, kept, values) for values in settings(kept, whole=whole)}
    if _bytes(drawn) > MAX_BYTES:
        drawn = {values: replace(frame, picture=simpler(frame.picture)) for values, frame in drawn.items()}
    while _bytes(drawn) > MAX_BYTES:
        longest = max(kept, key=lambda one: len(one.values) if one.kind == "slider" else 0)
        fewer = thinned(longest, max(FEWEST, 3 * len(longest.values) // 4))
        if fewer == longest:
            break
        kept = [fewer if one == longest else one for one in kept]
        drawn = {values: drawn[values] for values in settings(kept, whole=whole)}
    _write(kept, drawn, folder, whole=whole)


def _bytes(drawn: Mapping[tuple[Any, ...], Frame]) -> int:
    return sum(len(frame.picture) for frame in drawn.values())


def thinned(one: Axis, most: int) -> Axis:
    """Return an axis of about ``most`` values, evenly spaced, where it is a slider's; both ends and the start stay."""
    if len(one.values) <= most or one.kind != "slider":
        return one
    last = len(one.values) - 1
    chosen = sorted({round(last * at / (most - 1)) for at in range(most)} | {one.start})
    return replace(one, values=tuple(one.values[i] for i in chosen), start=chosen.index(one.start))


def settings(axes: Sequence[Axis], *, whole: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the values of the controls: all combinations, or each control along its range with the others at start."""
    if whole:
        yield from itertools.product(*(one.values for one in axes))
        return
    start = tuple(one.values[one.start] for one in axes)
    yield start
    for place, one in enumerate(axes):
        for at, value in enumerate(one.values):
            if at != one.start:
                yield (*start[:place], value, *start[place + 1 :])


def _drawn(draw: widgets.Draw, axes: Sequence[Axis], values: Sequence[Any]) -> Frame:
    names = [one.name for one in axes]
    figure = draw(**dict(zip(names, values, strict=True)))
    width, height = (round(inches * figure.dpi) for inches in figure.get_size_inches())
    buffer = io.BytesIO()
    # What `plots.to_png` does before it packs the picture as tightly as it can, which would take longer than the rest.
    figure.savefig(buffer, format="png", dpi=SHARPNESS * figure.dpi, pil_kwargs={"compress_level": 1})
    plt.close(figure)
    return Frame(small(buffer.getvalue()), plots.alt_text(figure), width, height)


def small(png: bytes) -> bytes:
    """Return the picture in WebP, with the very colors that `plots.to_png` gives it."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return _webp(image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))


def simpler(webp: bytes) -> bytes:
    """Return the picture with a palette of its most used colors."""
    image = Image.open(io.BytesIO(webp)).convert("RGB")
    return _webp(image.quantize(COLORS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE))


def _webp(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.convert("RGB").save(made, "WEBP", lossless=True, method=2)
    return made.getvalue()


def _write(axes: Sequence[Axis], drawn: dict[tuple[Any, ...], Frame], folder: Path, *, whole: bool) -> None:
    """Write each picture once, and figure.json: the controls, and the frame for each of their places."""
    folder.mkdir(parents=True)
    files: dict[bytes, str] = {}
    frames = {}
    for values, frame in drawn.items():
        if frame.picture not in files:
            files[frame.picture] = f"{len(files):03}.webp"
            (folder / files[frame.picture]).write_bytes(frame.picture)
        key = ",".join(str(one.values.index(value)) for one, value in zip(axes, values, strict=True))
        frames[key] = [files[frame.picture], frame.alt, frame.width, frame.height]
    told = [{**asdict(one), "values": [_word(value) for value in one.values]} for one in axes]
    text = json.dumps({"axes": told, "all": whole, "frames": frames}, ensure_ascii=False)
    (folder / "figure.json").write_text(text, encoding="utf-8")


def _word(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
