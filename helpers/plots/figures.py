"""From a matplotlib figure to what a notebook stores: a sharp, small picture that says in words what it shows."""

import base64
import io
import math
import textwrap
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

SHARPNESS = 2  # pixels of the file for one of the page: screens of good laptops and printers have them
STRIP_INCHES = (10.0, 11.0)  # what a filmstrip may fill of a page, width and height
CAPTION_INCHES = 0.24  # height of one line of a caption
GAP_INCHES = 0.15


def describe(figure: Figure, alt: str) -> Figure:
    """Attach the alt text ``alt`` to ``figure`` and return the figure.

    Raises ValueError if the text is empty: a figure nobody can hear is not finished.
    """
    if not alt.strip():
        raise ValueError("alt text is empty: say in one sentence what the figure shows")
    figure.set_label(" ".join(alt.split()))
    return figure


def alt_text(figure: Figure) -> str:
    """Return the text attached with `describe`; raises ValueError if there is none."""
    text = str(figure.get_label() or "")
    if not text:
        raise ValueError("the figure has no alt text: call plots.describe(figure, '...') or pass alt= to plots.show")
    return text


def to_png(figure: Figure) -> bytes:
    """Render ``figure`` to PNG bytes, its alt text in the file's Description field, and close it.

    The picture has twice the pixels it is shown with, and 256 colors, which makes it smaller than one of all colors
    with half the pixels. Dithering would turn even areas into noise, which looks worse and takes more space.
    """
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Description", alt_text(figure))
    picture = Image.fromarray(_pixels(figure, SHARPNESS * figure.dpi))
    few = picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.save(buffer, format="png", optimize=True, pnginfo=words)
    return buffer.getvalue()


def mime_bundle(figure: Figure) -> tuple[dict[str, str], dict[str, dict[str, str | int]]]:
    """Return Jupyter's (data, metadata) for ``figure``: a PNG, its alt text as metadata and as plain text.

    The metadata also holds the width and height to show it with, half of the picture's own pixels: it is sharp, and a
    page keeps the space free while it loads the next picture, so that nothing jumps when an interactive figure is
    redrawn.
    """
    text = alt_text(figure)
    width, height = (round(inches * figure.dpi) for inches in figure.get_size_inches())
    png = base64.b64encode(to_png(figure)).decode("ascii")
    return {"image/png": png, "text/plain": f"Figure: {text}"}, {
        "image/png": {"alt": text, "width": width, "height": height}
    }


def show(figure: Figure, alt: str | None = None) -> None:
    """Display ``figure`` with its alt text, given here or earlier by `describe`, and close it."""
    if alt is not None:
        describe(figure, alt)
    data, metadata = mime_bundle(figure)
    display(data, metadata=metadata, raw=True)


def filmstrip(figures: Sequence[Figure], captions: Sequence[str]) -> Figure:
    """Return one figure that shows ``figures`` under their ``captions``, as large as a page allows, and close them.

    They stand side by side, in rows or below each other, whichever shows them largest. The alt text joins theirs.
    Raises ValueError if one has no alt text or there are not as many captions as figures.
    """
    if len(figures) != len(captions) or not figures:
        raise ValueError(f"{len(figures)} figures and {len(captions)} captions: give each figure its caption")
    alts = [
        f"Picture {n} of {len(figures)}, {caption}: {alt_text(figure)}"
        for n, (figure, caption) in enumerate(zip(figures, captions, strict=True), start=1)
    ]
    width, height = np.max([figure.get_size_inches() for figure in figures], axis=0).tolist()
    columns, scale = _arrangement(len(figures), width, height)
    lines = [textwrap.wrap(caption, max(12, int(width * scale * 11))) for caption in captions]
    above = CAPTION_INCHES * max(map(len, lines))
    rows = math.ceil(len(figures) / columns)
    cell = np.array([width * scale + GAP_INCHES, height * scale + above + GAP_INCHES])
    dpi = figures[0].dpi
    strip = plt.figure(figsize=(cell[0] * columns, cell[1] * rows), dpi=dpi, layout="none")
    for n, (figure, words) in enumerate(zip(figures, lines, strict=True)):
        left, top = n % columns * cell[0], (rows - n // columns) * cell[1] - GAP_INCHES / 2
        strip.text(left / strip.get_figwidth(), top / strip.get_figheight(), "\n".join(words), weight="bold", va="top")
        pixels = _pixels(figure, SHARPNESS * dpi * scale)
        corner = np.round(np.array([left, top - above]) * SHARPNESS * dpi).astype(int)
        strip.figimage(pixels, corner[0], corner[1] - len(pixels))
    return describe(strip, " ".join(alts))


def _arrangement(count: int, width: float, height: float) -> tuple[int, float]:
    """Return the number of columns and the scale that show ``count`` figures of this size (inches) largest."""
    choices = []
    for columns in range(count, 0, -1):
        rows = math.ceil(count / columns)
        room = STRIP_INCHES[0] / columns - GAP_INCHES, STRIP_INCHES[1] / rows - GAP_INCHES - CAPTION_INCHES
        choices.append((columns, min(1.0, room[0] / width, room[1] / height)))
    return max(choices, key=lambda choice: choice[1])


def _pixels(figure: Figure, dpi: float) -> NDArray[np.uint8]:
    """Return the RGB pixels (height, width, 3) of ``figure`` and close it."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, pil_kwargs={"compress_level": 1})
    plt.close(figure)
    return np.asarray(Image.open(buffer).convert("RGB"))
