"""In a lecture's kernel: the controls of its interactive figures, to be moved as a reader moves them.

`watch` is called before the lecture's first cell. From then on `widgets.explore` does what it does, and its controls
are known here; setting a control's value is what the kernel does too when a message says that a reader moved it.
"""

import functools
import json
import time
from typing import Any

import ipywidgets

from helpers import widgets

NO_WORD = "qwertzuiop"  # what no figure understands, to see that it says so

figures: list[dict[str, ipywidgets.Widget]] = []  # the controls of each, by name


def watch() -> None:
    """Let `widgets.explore` tell of each figure that it makes."""
    explore = widgets.explore

    @functools.wraps(explore)
    def told(*arguments: Any, **keywords: Any) -> None:
        figures.append({name: value for name, value in keywords.items() if isinstance(value, ipywidgets.Widget)})
        explore(*arguments, **keywords)

    widgets.explore = told


def what_moves(control: ipywidgets.Widget) -> tuple[str, list[Any]]:
    """Return the attribute that moves a control, and its values at both ends and in the middle, in their order.

    Into a text box go the examples that it suggests, and a word that nobody knows.
    """
    if isinstance(control, ipywidgets.Text):
        return "value", [*control.options, NO_WORD]
    if hasattr(control, "options"):
        last = len(control.options) - 1
        return "index", [0, last // 2, last]
    if not hasattr(control, "min"):
        return "value", [False, True]
    steps = round((control.max - control.min) / control.step)
    values = [control.min + control.step * at for at in (0, steps // 2, steps)]
    if isinstance(control, ipywidgets.FloatLogSlider):
        values = [control.base**power for power in values]
    return "value", values


def moves() -> list[tuple[int, str, str, Any]]:
    """Return all moves as figure, control, attribute and value: each control alone, and back at last."""
    found = []
    for figure, controls in enumerate(figures):
        for name, control in controls.items():
            attribute, values = what_moves(control)
            back = getattr(control, attribute)
            found += [(figure, name, attribute, value) for value in [*values, back]]
    return found


def move(figure: int, name: str, attribute: str, value: Any) -> dict[str, Any]:
    """Move a control; return its label and value, and the CPU seconds of the redraw: None if it stood there already."""
    control = figures[figure][name]
    before, start = control.value, time.process_time()
    setattr(control, attribute, value)
    seconds = round(time.process_time() - start, 3)
    moved = control.value != before
    return {"control": control.description, "value": str(control.value), "cpu_seconds": seconds if moved else None}


def used() -> float:
    """Return the CPU seconds of this process so far."""
    return round(time.process_time(), 1)


def tell(what: Any) -> None:
    """Print ``what`` for who asked, over the kernel's ordinary output."""
    print(json.dumps(what))
