"""Interactive figures: what they show before and after a control moves, in Jupyter and in Colab."""

import sys
import types

import ipywidgets
import pytest
from matplotlib.figure import Figure

from helpers import plots, widgets

WIDGET = "application/vnd.jupyter.widget-view+json"


class Handle:
    """A display handle that remembers what it was told to show."""

    def __init__(self):
        self.updates = []

    def update(self, data, metadata, raw):
        assert raw
        self.updates.append((data, metadata))


@pytest.fixture
def shown(monkeypatch):
    """Everything passed to display, as (object, keywords, handle)."""
    calls = []

    def display(thing, **keywords):
        calls.append((thing, keywords, Handle()))
        return calls[-1][2]

    monkeypatch.setattr(widgets, "display", display)
    return calls


def draw(k, label="line"):
    figure = Figure(figsize=(1, 1))
    figure.subplots().plot([0, k])
    return plots.describe(figure, f'{label} "to" {k}')


def test_whole_numbers_give_an_integer_slider():
    assert isinstance(widgets.slider("k", 0, 5, 1, 2), ipywidgets.IntSlider)
    slider = widgets.slider("eta", 0.0, 1.2, 0.05, 0.1)
    assert isinstance(slider, ipywidgets.FloatSlider)
    assert (slider.min, slider.max, slider.step, slider.value) == (0.0, 1.2, 0.05, 0.1)


def test_a_log_slider_holds_the_value_and_its_bounds():
    slider = widgets.log_slider("eta", -4, 0, 0.01)
    assert slider.value == pytest.approx(0.01)
    slider.value = 10.0
    assert slider.value == pytest.approx(1.0)


def test_choice_and_toggle():
    assert widgets.choice("kind", ["a", "b"], "b").value == "b"
    assert widgets.toggle("skip", True).value is True


def test_the_still_picture_is_there_before_anything_moves(shown):
    widgets.explore(draw, k=widgets.slider("slope", 0, 5, 1, 2))

    (controls, how, _), (picture, keywords, _) = shown
    assert how == {"raw": True}
    assert WIDGET in controls
    assert "run this cell to move slope" in controls["text/plain"]
    assert "image/png" in picture
    assert keywords["metadata"]["image/png"]["alt"] == 'line "to" 2'


def test_moving_a_control_redraws_the_same_picture_with_its_words(shown):
    slope, label = widgets.slider("slope", 0, 5, 1, 2), widgets.choice("kind", ["line", "ray"], "line")
    widgets.explore(draw, k=slope, label=label)
    before = shown[1][0]["image/png"]

    slope.value = 5
    label.value = "ray"

    updates = shown[1][2].updates
    assert [metadata["image/png"]["alt"] for _, metadata in updates] == ['line "to" 5', 'ray "to" 5']
    assert updates[0][0]["image/png"] != before
    assert len(shown) == 2


def test_the_words_stand_below_the_controls_and_follow_them(monkeypatch, shown):
    panels = []
    monkeypatch.setattr(
        widgets.ipywidgets, "VBox", lambda children: panels.append(children) or ipywidgets.Box(children)
    )
    slope = widgets.slider("slope", 0, 5, 1, 2)
    widgets.explore(draw, k=slope)
    ((*_, words),) = panels
    assert words.value == "<p>line &quot;to&quot; 2</p>"
    slope.value = 3
    assert words.value == "<p>line &quot;to&quot; 3</p>"


def test_outside_a_notebook_moving_a_control_is_harmless(monkeypatch):
    monkeypatch.setattr(widgets, "display", lambda *_, **__: None)
    slope = widgets.slider("slope", 0, 5, 1, 2)
    widgets.explore(draw, k=slope)
    slope.value = 3


def test_in_colab_the_picture_is_a_widget_with_alt_text(shown, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    slope = widgets.slider("slope", 0, 5, 1, 2)
    widgets.explore(draw, k=slope)

    ((panel, _, _),) = shown
    image = panel.children[-1]
    before = image.value
    assert 'alt="line &quot;to&quot; 2"' in before
    slope.value = 4
    assert image.value != before
    assert 'alt="line &quot;to&quot; 4"' in image.value


def test_a_draw_function_without_alt_text_is_refused(shown):
    with pytest.raises(ValueError, match="no alt text"):
        widgets.explore(lambda k: Figure(), k=widgets.slider("slope", 0, 5, 1, 2))
