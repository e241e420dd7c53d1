"""Interactive figures: one pure drawing function, some sliders, and a picture for every page that cannot move.

`explore` puts a picture into the notebook as an ordinary image (GitHub, a printout and a screen reader need nothing
else): a filmstrip of a few settings. Where a kernel runs, the picture for the controls' values stands above it and is
redrawn whenever a control moves.
"""

import html
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
from IPython.display import display
from matplotlib.figure import Figure

from helpers import plots

Draw = Callable[..., Figure]
Frame = tuple[str, Mapping[str, object]]  # a caption, and the values of the controls that it changes

LIVE = "live"  # in a picture's metadata: what only a running kernel shows, since a filmstrip stands for it elsewhere
PLAYED = "steps"  # the CSS class of a slider that gets a Play button
PRESSED = "squares"  # the CSS class of a text box that gets a board of buttons; a second one holds rows and columns
PLAY_MILLISECONDS = 500  # from one step to the next; while the kernel draws, the page sends nothing new


def slider(label: str, low: float, high: float, step: float, value: float) -> ipywidgets.Widget:
    """Return a slider from ``low`` to ``high``; whole-numbered if ``step`` and ``low`` are of type int."""
    kind = ipywidgets.IntSlider if isinstance(step, int) and isinstance(low, int) else ipywidgets.FloatSlider
    return kind(value=value, min=low, max=high, step=step, description=label, **_wide())


def steps(label: str, low: int, high: int, value: int, step: int = 1) -> ipywidgets.Widget:
    """Return a slider over whole numbers, for steps, epochs and layers, to which `explore` adds a Play button."""
    counter = ipywidgets.IntSlider(value=value, min=low, max=high, step=step, description=label, **_wide())
    counter.add_class(PLAYED)
    return counter


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


def text(label: str, value: str, examples: Sequence[str]) -> ipywidgets.Widget:
    """Return a text box that starts at ``value`` and suggests ``examples``; what is typed counts after Enter.

    Anything can be typed, so the figure itself has to say in one line what it does not understand.
    """
    return ipywidgets.Combobox(
        value=value, options=list(examples), ensure_option=False, continuous_update=False, description=label, **_wide()
    )


def squares(label: str, value: str, examples: Sequence[str], rows: int = 3, columns: int = 3) -> ipywidgets.Widget:
    """Return a text box for the squares of a board, such as "5 1 9", to which `explore` adds a button for each.

    Squares are numbered from 1, row by row. A press appends its square; two more buttons take the last one back and
    begin anew. All are ordinary buttons, so Tab and Enter press them, and squares can be typed instead: the figure
    itself has to say in one line which it cannot take.
    """
    box = text(label, value, examples)
    box.add_class(PRESSED)
    box.add_class(f"{PRESSED}-{rows}-{columns}")
    return box


def explore(draw: Draw, *, frames: Sequence[Frame] = (), **controls: ipywidgets.Widget) -> None:
    """Show ``draw(**values)`` and redraw it whenever a control moves; show ``frames`` where nothing can move.

    ``draw`` takes one keyword argument for each control and returns a new figure that carries its alt text
    (`plots.describe`). It must not depend on anything that an earlier call changed: the still picture on a web page
    and the moving one in JupyterLab come from the same calls.

    Each frame is a caption and the values that it changes, such as ``("too large: it diverges", {"eta": 1.1})``; the
    other controls have their starting values. Without frames the still picture is that of the starting values. Raises
    ValueError if a frame asks for what the controls cannot give.
    """
    strip = _filmstrip(draw, frames, controls) if frames else None
    if "google.colab" in sys.modules:
        _explore_inside_widget(draw, controls)
    else:
        words = ipywidgets.HTML()
        display(_controls_bundle(controls, words, [caption for caption, _ in frames]), raw=True)
        picture = _Picture(draw, controls, words, live=bool(frames))
        for control in controls.values():
            control.observe(picture.redraw, names="value")
    if strip is not None:
        plots.show(strip)


def _filmstrip(draw: Draw, frames: Sequence[Frame], controls: dict[str, ipywidgets.Widget]) -> Figure:
    """Return the pictures of ``frames`` with their captions as one figure."""
    for caption, changed in frames:
        for name, value in changed.items():
            if name not in controls:
                raise ValueError(f"frame {caption!r} sets {name!r}; the controls are {', '.join(controls)}")
            if not _reachable(controls[name], value):
                raise ValueError(f"frame {caption!r} sets {name} to {value!r}, which its control cannot be moved to")
    start = _values(controls)
    return plots.filmstrip([draw(**{**start, **changed}) for _, changed in frames], [caption for caption, _ in frames])


def _reachable(control: ipywidgets.Widget, value: object) -> bool:
    if isinstance(control, ipywidgets.Text):
        return isinstance(value, str)
    if hasattr(control, "options"):
        return value in list(control.options)
    if not hasattr(control, "min"):
        return isinstance(value, bool)
    low, high = control.min, control.max
    if hasattr(control, "base"):  # a log slider, whose ends are powers
        low, high = control.base**low * (1 - 1e-9), control.base**high * (1 + 1e-9)
    return bool(low <= value and high >= value)


class _Picture:
    """An ordinary image output that is replaced in place, so what is saved with the notebook is what was seen.

    Its alt text also stands in ``words``, below the controls: JupyterLab 4.6 does not pass an output's alt text on to
    the image.
    """

    def __init__(
        self, draw: Draw, controls: dict[str, ipywidgets.Widget], words: ipywidgets.HTML, *, live: bool
    ) -> None:
        self.draw, self.controls, self.words, self.live = draw, controls, words, live
        data, metadata = self._drawn()
        self.handle = display(data, metadata=metadata, raw=True, display_id=True)

    def redraw(self, _change: object) -> None:
        data, metadata = self._drawn()
        if self.handle is not None:  # None outside a notebook: nothing to update
            self.handle.update(data, metadata=metadata, raw=True)

    def _drawn(self) -> tuple[dict[str, str], dict[str, dict[str, str | int]]]:
        figure = self.draw(**_values(self.controls))
        self.words.value = f"<p>{html.escape(plots.alt_text(figure))}</p>"
        data, metadata = plots.mime_bundle(figure)
        metadata["image/png"] |= {LIVE: True} if self.live else {}
        return data, metadata


def _explore_inside_widget(draw: Draw, controls: dict[str, ipywidgets.Widget]) -> None:
    """Colab's form: the picture is itself a widget, since Colab does not update an output from a callback."""
    image = ipywidgets.HTML()

    def redraw(_change: object) -> None:
        data, metadata = plots.mime_bundle(draw(**_values(controls)))
        picture = metadata["image/png"]
        text, width = html.escape(str(picture["alt"]), quote=True), picture["width"]
        image.value = f'<img alt="{text}" width="{width}" src="data:image/png;base64,{data["image/png"]}">'

    for control in controls.values():
        control.observe(redraw, names="value")
    redraw(None)
    display(ipywidgets.VBox([*map(_on_page, controls.values()), image]))


def _on_page(control: ipywidgets.Widget) -> ipywidgets.Widget:
    """Return what stands on the page for ``control``: with a Play button for `steps`, and a board for `squares`."""
    classes = getattr(control, "_dom_classes", ())
    if PRESSED in classes:
        return ipywidgets.VBox([control, _board(control)])
    if PLAYED not in classes:
        return control
    play = ipywidgets.Play(
        value=control.value, min=control.min, max=control.max, step=control.step, interval=PLAY_MILLISECONDS
    )
    ipywidgets.jslink((play, "value"), (control, "value"))  # in the page: neither waits for the kernel
    return ipywidgets.HBox([control, play])


def _board(box: ipywidgets.Widget) -> ipywidgets.Widget:
    """Return the buttons that write into a text box of `squares`."""
    (shape,) = (name for name in box._dom_classes if name.startswith(f"{PRESSED}-"))
    rows, columns = map(int, shape.split("-")[1:])

    def button(words: str, width: str, press: Callable[[list[str]], list[str]]) -> ipywidgets.Widget:
        made = ipywidgets.Button(description=words, layout={"width": width})

        def pressed(_button: object) -> None:
            box.value = " ".join(press(box.value.split()))

        made.on_click(pressed)
        return made

    def number(square: int) -> ipywidgets.Widget:
        return button(str(square), "3em", lambda told: [*told, str(square)])

    lines = [[number(row * columns + column + 1) for column in range(columns)] for row in range(rows)]
    others = [button("take back", "8em", lambda told: told[:-1]), button("begin anew", "8em", lambda _: [])]
    return ipywidgets.VBox([ipywidgets.HBox(line) for line in [*lines, others]])


def _controls_bundle(
    controls: dict[str, ipywidgets.Widget], words: ipywidgets.HTML, captions: Sequence[str]
) -> dict[str, Any]:
    """Return the controls for a page with a kernel, and for any other page the text that stands in their place."""
    panel = ipywidgets.VBox([*map(_on_page, controls.values()), words])
    names = _joined([control.description for control in controls.values()])
    shown = (
        f"These pictures show {len(captions)} settings." if captions else "This picture shows their starting values."
    )
    hint = f"Interactive figure. Run this cell to get controls for {names}. {shown}"
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


def _joined(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _wide() -> dict[str, Any]:
    return {"layout": {"width": "34em"}, "style": {"description_width": "11em"}}
