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
    monkeypatch.setattr(plots.figures, "display", display)
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


def test_a_text_box_takes_any_words_after_enter_and_suggests_some():
    box = widgets.text("prompt", "big circle", ["big circle", "red"])
    assert isinstance(box, ipywidgets.Text)
    assert (box.value, box.options, box.continuous_update) == ("big circle", ("big circle", "red"), False)
    box.value = "a word that is no example"
    assert box.value == "a word that is no example"
    assert widgets._reachable(box, "anything")
    assert not widgets._reachable(box, 3)


def test_typing_redraws_the_picture(shown):
    box = widgets.text("prompt", "line", ["ray"])
    widgets.explore(draw, k=widgets.slider("slope", 0, 5, 1, 2), label=box)
    box.value = "anything"
    (update,) = shown[-1][2].updates
    assert update[1]["image/png"]["alt"] == 'anything "to" 2'


def test_choice_and_toggle():
    assert widgets.choice("kind", ["a", "b"], "b").value == "b"
    assert widgets.toggle("skip", True).value is True


def test_the_still_picture_is_there_before_anything_moves(shown):
    widgets.explore(draw, k=widgets.slider("slope", 0, 5, 1, 2))

    (controls, how, _), (picture, keywords, _) = shown
    assert how == {"raw": True}
    assert WIDGET in controls
    assert controls["text/plain"] == (
        "Interactive figure. Run this cell to get controls for slope. This picture shows their starting values."
    )
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


FRAMES = [("flat", {"k": 0}), ("as it starts", {}), ("a steep ray", {"k": 5, "label": "ray"})]


def controls():
    return {"k": widgets.steps("slope", 0, 5, 2), "label": widgets.choice("kind", ["line", "ray"], "line")}


def test_frames_leave_a_filmstrip_below_the_picture_that_moves(shown):
    sliders = controls()
    widgets.explore(draw, frames=FRAMES, **sliders)

    (hint, _, _), (_, moving, handle), (strip, still, _) = shown
    assert hint["text/plain"] == (
        "Interactive figure. Run this cell to get controls for slope and kind. These pictures show 3 settings."
    )
    assert moving["metadata"]["image/png"][widgets.LIVE]
    assert widgets.LIVE not in still["metadata"]["image/png"]
    assert strip["text/plain"] == (
        'Figure: Picture 1 of 3, flat: line "to" 0 Picture 2 of 3, as it starts: line "to" 2 '
        'Picture 3 of 3, a steep ray: ray "to" 5'
    )
    assert [slider.value for slider in sliders.values()] == [2, "line"]
    sliders["k"].value = 4
    assert handle.updates[0][1]["image/png"]["alt"] == 'line "to" 4'


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"speed": 1}, "sets 'speed'; the controls are k, label"),
        ({"k": 6}, "sets k to 6, which its control cannot be moved to"),
        ({"label": "circle"}, "sets label to 'circle'"),
    ],
)
def test_a_frame_that_no_reader_can_reach_is_refused(shown, frame, message):
    with pytest.raises(ValueError, match=message):
        widgets.explore(draw, frames=[("far off", frame)], **controls())


@pytest.mark.parametrize(("value", "fits"), [(1e-4, True), (1.0, True), (1.1, False)])
def test_a_log_slider_reaches_its_ends(value, fits):
    assert widgets._reachable(widgets.log_slider("eta", -4, 0, 0.01), value) == fits


def panel_of(shown, monkeypatch):
    panels = []
    box = ipywidgets.VBox
    monkeypatch.setattr(widgets.ipywidgets, "VBox", lambda children: panels.append(children) or box(children))
    widgets.explore(draw, frames=FRAMES, **controls())
    return panels[0]


@pytest.mark.parametrize("colab", [False, True])
def test_steps_have_a_play_button_that_moves_their_slider(shown, monkeypatch, colab):
    if colab:
        monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    links = []
    monkeypatch.setattr(widgets.ipywidgets, "jslink", lambda *ends: links.append(ends))
    steps, kind, _ = panel_of(shown, monkeypatch)

    slider, play = steps.children
    assert isinstance(play, ipywidgets.Play)
    assert (play.min, play.max, play.step, play.value) == (slider.min, slider.max, slider.step, 2)
    assert links == [((play, "value"), (slider, "value"))]
    assert isinstance(kind, ipywidgets.Dropdown)
    assert len(shown) == (2 if colab else 3)  # the filmstrip is there too


def buttons_of(shown, monkeypatch, box):
    panels = []
    kind = ipywidgets.VBox
    monkeypatch.setattr(widgets.ipywidgets, "VBox", lambda children: panels.append(children) or kind(children))
    widgets.explore(draw, k=widgets.slider("slope", 0, 5, 1, 2), label=box)
    return [line.children for line in panels[0]]


def test_a_board_has_a_button_for_each_square_row_by_row_and_two_to_go_back(shown, monkeypatch):
    rows = buttons_of(shown, monkeypatch, widgets.squares("your squares", "", ["5"], rows=2, columns=4))
    assert [[button.description for button in row] for row in rows] == [
        ["1", "2", "3", "4"],
        ["5", "6", "7", "8"],
        ["take back", "begin anew"],
    ]
    assert all(isinstance(button, ipywidgets.Button) for row in rows for button in row)


def test_each_press_writes_its_square_and_redraws(shown, monkeypatch):
    box = widgets.squares("your squares", "", ["5"])
    rows = buttons_of(shown, monkeypatch, box)
    five, nine, (back, anew) = rows[1][1], rows[2][2], rows[3]
    told = []
    for button in (five, nine, back, back, back, nine, five, anew):
        button.click()
        told.append(box.value)
    assert told == ["5", "5 9", "5", "", "", "9", "9 5", ""]
    updates = [metadata["image/png"]["alt"] for _, metadata in shown[-1][2].updates]
    assert updates == [f'{words} "to" 2'.strip() for words in ["5", "5 9", "5", "", "9", "9 5", ""]]


def test_squares_are_typed_too_and_a_press_goes_on_from_there(shown, monkeypatch):
    box = widgets.squares("your squares", "1 9", ["5"])
    rows = buttons_of(shown, monkeypatch, box)
    assert box.value == "1 9"
    box.value = "3  4"
    rows[0][0].click()
    assert box.value == "3 4 1"
    assert widgets._reachable(box, "anything")


def test_in_colab_the_board_stands_there_too(shown, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    box = widgets.squares("your squares", "", ["5"])
    rows = buttons_of(shown, monkeypatch, box)
    rows[0][0].click()
    assert box.value == "1"
