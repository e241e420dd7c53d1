"""Interactive figures: one pure drawing function, some sliders, and a picture for every page that cannot move.

`explore` first puts the picture for the starting values into the notebook as an ordinary image (GitHub, a printout
and a screen reader need nothing else), then redraws that same image whenever a control moves.
"""

import base64
import html
import sys
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
from IPython.display import display
from matplotlib.figure import Figure

from helpers import plots

Draw = Callable[..., Figure]


def slider(label: str, low: float, high: float, step: float, value: float) -> ipywidgets.Widget:
    """Return a slider from ``low`` to ``high``; whole-numbered if ``step`` and ``low`` are of type int."""
    kind = ipywidgets.IntSlider if isinstance(step, int) and isinstance(low, int) else ipywidgets.FloatSlider
    return kind(value=value, min=low, max=high, step=step, description=label, **_wide())


def log_slider(label: str, low: float, high: float, value: float, steps: int = 60) -> ipywidgets.Widget:
    """Return a slider from 10**low to 10**high in ``steps`` equal ratios, for learning rates and the like."""
    return ipywidgets.FloatLogSlider(
        value=value, base=10, min=low, max=high, step=(high - low) / steps, description=label, **_wide()
    )


def choice(label: str, options: Sequence[object], value: object) -> ipywidgets.Widget:
    """Return a drop-down of ``options`` that starts at ``value``."""
    return ipywidgets.Dropdown(options=list(options), value=value, description=label, **_wide())


def toggle(label: str, value: bool) -> ipywidgets.Widget:
    """Return a check box."""
    return ipywidgets.Checkbox(value=value, description=label, indent=False)


def explore(draw: Draw, **controls: ipywidgets.Widget) -> None:
    """Show ``draw(**values)`` and redraw it whenever a control moves.

    ``draw`` takes one keyword argument for each control and returns a new figure that carries its alt text
    (`plots.describe`). It must not depend on anything that an earlier call changed: the still picture on a web page
    and the moving one in JupyterLab come from the same calls.
    """
    if "google.colab" in sys.modules:
        _explore_inside_widget(draw, controls)
        return
    words = ipywidgets.HTML()
    display(_controls_bundle(controls, words), raw=True)
    picture = _Picture(draw, controls, words)
    for control in controls.values():
        control.observe(picture.redraw, names="value")


class _Picture:
    """An ordinary image output that is replaced in place, so what is saved with the notebook is what was seen.

    Its alt text also stands in ``words``, below the controls: JupyterLab 4.6 does not pass an output's alt text on to
    the image.
    """

    def __init__(self, draw: Draw, controls: dict[str, ipywidgets.Widget], words: ipywidgets.HTML) -> None:
        self.draw, self.controls, self.words = draw, controls, words
        data, metadata = self._drawn()
        self.handle = display(data, metadata=metadata, raw=True, display_id=True)

    def redraw(self, _change: object) -> None:
        data, metadata = self._drawn()
        if self.handle is not None:  # None outside a notebook: nothing to update
            self.handle.update(data, metadata=metadata, raw=True)

    def _drawn(self) -> tuple[dict[str, str], dict[str, dict[str, str | int]]]:
        figure = self.draw(**_values(self.controls))
        self.words.value = f"<p>{html.escape(plots.alt_text(figure))}</p>"
        return plots.mime_bundle(figure)


def _explore_inside_widget(draw: Draw, controls: dict[str, ipywidgets.Widget]) -> None:
    """Colab's form: the picture is itself a widget, since Colab does not update an output from a callback."""
    image = ipywidgets.HTML()

    def redraw(_change: object) -> None:
        figure = draw(**_values(controls))
        text = html.escape(plots.alt_text(figure), quote=True)
        png = base64.b64encode(plots.to_png(figure)).decode("ascii")
        image.value = f'<img alt="{text}" src="data:image/png;base64,{png}">'

    for control in controls.values():
        control.observe(redraw, names="value")
    redraw(None)
    display(ipywidgets.VBox([*controls.values(), image]))


def _controls_bundle(controls: dict[str, ipywidgets.Widget], words: ipywidgets.HTML) -> dict[str, Any]:
    """Return the controls for a page with a kernel, and for any other page the text that stands in their place."""
    panel = ipywidgets.VBox([*controls.values(), words])
    names = ", ".join(control.description for control in controls.values())
    hint = f"Interactive figure: run this cell to move {names}. Until then it shows their starting values."
    return {
        "application/vnd.jupyter.widget-view+json": {
            "version_major": 2,
            "version_minor": 0,
            "model_id": panel.model_id,
        },
        "text/html": f"<p><em>{html.escape(hint)}</em></p>",
        "text/plain": hint,
    }


def _values(controls: dict[str, ipywidgets.Widget]) -> dict[str, Any]:
    return {name: control.value for name, control in controls.items()}


def _wide() -> dict[str, Any]:
    return {"layout": {"width": "34em"}, "style": {"description_width": "11em"}}
