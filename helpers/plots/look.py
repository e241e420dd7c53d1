"""The colors, markers and lines of the course, and what each of them means."""

from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.colors import LinearSegmentedColormap

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
GRAY = "#767676"  # the lightest gray that still has a contrast of 4.5 to 1 on white
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


@dataclass(frozen=True)
class Role:
    """How one meaning looks in every figure: its color, the word for that color in texts, its marker and line."""

    color: str
    word: str
    marker: str
    line: str


# Roles that meet in one figure differ in color and in marker or line, so that a gray printout tells them apart too.
ROLES = {
    "class 0": Role(BLUE, "blue", "o", "-"),
    "class 1": Role(RED, "red", "^", "--"),
    "class 2": Role(GREEN, "green", "s", "-."),
    "train": Role(BLUE, "blue", "o", "-"),
    "validation": Role(RED, "red", "s", "--"),
    "test": Role(GREEN, "green", "D", "-."),
    "truth": Role(BLACK, "black", "x", "-"),
    "prediction": Role(BLUE, "blue", "o", "--"),
    "baseline": Role(GRAY, "gray", "v", ":"),
    "highlight": Role(PURPLE, "pink", "*", "-"),
    "guess": Role(ORANGE, "orange", "P", "-."),
}

# A model's answer over the plane: from the color of class 0 over white, where it cannot decide, to that of class 1.
CLASS_MAP = LinearSegmentedColormap.from_list(
    "class 0 to class 1", [ROLES["class 0"].color, "white", ROLES["class 1"].color]
)


def line(role: str) -> dict[str, Any]:
    """Return what ``axes.plot`` needs to draw a curve in a role: ``axes.plot(x, y, **plots.line("train"))``.

    Raises ValueError if there is no such role in `ROLES`.
    """
    look = _find(role)
    return {"color": look.color, "linestyle": look.line}


def points(role: str) -> dict[str, Any]:
    """Return what ``axes.scatter`` needs to draw points in a role: ``axes.scatter(*X.T, **plots.points("class 0"))``.

    Raises ValueError if there is no such role in `ROLES`.
    """
    look = _find(role)
    return {"color": look.color, "marker": look.marker}


def use_style() -> None:
    """Give every figure drawn from here on the course's look: palette, grid, sizes, white background."""
    mpl.rcParams.update(_STYLE)  # type: ignore[arg-type] # its keys are a list of literals


def _find(role: str) -> Role:
    if role not in ROLES:
        raise ValueError(f"no role {role!r} in plots.ROLES; there are {', '.join(ROLES)}")
    return ROLES[role]
