"""One look for every figure, and a description that travels with it.

A lecture draws with plain matplotlib and ends the cell with ``plots.show(figure, alt="...")``. The alt text is
written into the notebook's output, where nbconvert and screen readers find it, and is the picture's plain-text form.
"""

import base64
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from IPython.display import display
from matplotlib.figure import Figure

# Okabe and Ito (2008), "Color Universal Design": eight colors told apart with every common color-vision deficiency.
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PURPLE = (
    "#000000",
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
PALETTE = (BLUE, RED, GREEN, ORANGE, PURPLE, SKY, BLACK, YELLOW)

_STYLE = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=PALETTE),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "figure.dpi": 100,
    "figure.figsize": (7.0, 4.0),
    "font.size": 11,
    "grid.alpha": 0.3,
    "image.cmap": "viridis",
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "savefig.facecolor": "white",
}


def use_style() -> None:
    """Give every figure drawn from here on the course's look: palette, grid, sizes, white background."""
    mpl.rcParams.update(_STYLE)  # type: ignore[arg-type] # its keys are a list of literals


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
    """Render ``figure`` to PNG bytes, its alt text in the file's Description field, and close it."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Description": alt_text(figure)})
    plt.close(figure)
    return buffer.getvalue()


def mime_bundle(figure: Figure) -> tuple[dict[str, str], dict[str, dict[str, str | int]]]:
    """Return Jupyter's (data, metadata) for ``figure``: a PNG, its alt text as metadata and as plain text.

    The metadata also holds width and height in pixels: a page keeps the space free while it loads the next picture,
    so that nothing jumps when an interactive figure is redrawn.
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
