"""One look for every figure, drawings of neurons and networks, and a description that travels with each.

A lecture draws with plain matplotlib and ends the cell with ``plots.show(figure, alt="...")``. The alt text is
written into the notebook's output, where nbconvert and screen readers find it, and is the picture's plain-text form.
"""

from helpers.plots.drawings import layers, network, neuron
from helpers.plots.figures import alt_text, describe, filmstrip, mime_bundle, show, to_png
from helpers.plots.look import (
    BLACK,
    BLUE,
    CLASS_MAP,
    GRAY,
    GREEN,
    ORANGE,
    PALETTE,
    PURPLE,
    RED,
    ROLES,
    SKY,
    YELLOW,
    Role,
    line,
    points,
    use_style,
)

__all__ = [
    "BLACK",
    "BLUE",
    "CLASS_MAP",
    "GRAY",
    "GREEN",
    "ORANGE",
    "PALETTE",
    "PURPLE",
    "RED",
    "ROLES",
    "SKY",
    "YELLOW",
    "Role",
    "alt_text",
    "describe",
    "filmstrip",
    "layers",
    "line",
    "mime_bundle",
    "network",
    "neuron",
    "points",
    "show",
    "to_png",
    "use_style",
]
