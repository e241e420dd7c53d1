"""Where a figure would draw a guess: what the kernel records, and which cells ask, fold and mark."""

import json
import math

import matplotlib.pyplot as plt
import nbformat
import pytest
from matplotlib.axes import Axes

from authoring.site import guesses
from authoring.site.kernel import guessing
from helpers import plots


@pytest.fixture
def watched(tmp_path, monkeypatch):
    for place, name in ((Axes, "axvline"), (Axes, "axhline"), (plots, "show")):
        monkeypatch.setattr(place, name, getattr(place, name))
    guessing.watch(str(tmp_path))
    return tmp_path


def shown(draw):
    figure, axes = plt.subplots()
    axes.plot([1, 10], [1, 100])
    axes.set(xlim=(1, 10), ylim=(1, 100))
    draw(axes)
    plots.show(figure, alt="A line.")


def notebook(*cells):
    made = nbformat.v4.new_notebook()
    kinds = {True: nbformat.v4.new_markdown_cell, False: nbformat.v4.new_code_cell}
    made.cells = [kinds[cell.startswith("#")](cell) for cell in cells]
    return made


def test_a_line_at_the_guess_is_recorded_with_its_axis(watched):
    shown(lambda axes: (axes.set_yscale("log"), axes.axhline(guessing.Guess("guess_loss"), label="your guess")))
    (mark,) = json.loads((watched / "guess_loss.json").read_text())
    assert (mark["guess"], mark["way"], mark["limits"], mark["log"]) == ("guess_loss", "y", [1, 100], True)
    left, top, width, height = mark["box"]
    assert 0 < left < left + width <= 1
    assert 0 <= top < top + height < 1


def test_a_line_at_a_number_made_of_the_guess_or_on_another_scale_is_not(watched):
    shown(lambda axes: axes.axvline(10 ** guessing.Guess("guess_power")))
    shown(lambda axes: (axes.set_xscale("symlog"), axes.axvline(guessing.Guess("guess_far"))))
    shown(lambda axes: axes.axvline(5))
    assert not (watched / "guess_power.json").exists()
    assert json.loads((watched / "guess_far.json").read_text()) == []


def test_the_guess_leaves_the_limits_alone(watched):
    figure, axes = plt.subplots()
    axes.plot([1, 10])
    before = axes.get_xlim()
    axes.axvline(guessing.Guess("guess"))
    assert axes.get_xlim() == before
    plt.close(figure)


def test_the_cells_that_mark_a_guess_run_as_if_one_was_made():
    made = notebook("guess_steps = None  # such as 5", "axis.axvline(guess_steps, label='you')", "axis.axvline(guess)")
    assert guesses.marking(made) == {1: ["guess_steps"]}
    source = guesses.with_guess("seen = guess_steps", ["guess_steps"])
    variables = {}
    exec(source.replace("__import__('guessing')", "guessing"), {"guessing": guessing}, variables)  # noqa: S102
    assert math.isnan(variables["seen"])
    assert variables["seen"].name == "guess_steps"
    assert variables["guess_steps"] is None


def test_a_cell_that_asks_becomes_a_form_and_what_follows_is_tagged():
    made = notebook("guess_a = None  # years & <days>\nguess_b = None", "train()", "# text", "print(guess_a)", "more()")
    made.cells[2].source = "Only text."
    guesses.ask(made.cells)
    form = made.cells[0].outputs[0].data["text/html"]
    assert 'name="guess_a"' in form
    assert 'name="guess_b"' in form
    assert "years &amp; &lt;days&gt;" in form
    assert [cell.metadata.get("tags", []) for cell in made.cells if cell.cell_type == "code"] == [
        ["remove-input"],
        ["after-guess-0"],
        ["after-guess-0"],
        [],
    ]


def test_beyond_a_heading_only_what_shows_the_guess_is_folded():
    made = notebook("guess = None", "train()", "# Another section", "other()", "print(guess)")
    guesses.ask(made.cells)
    assert [cell.metadata.get("tags", []) for cell in made.cells] == [
        ["remove-input"],
        [],
        [],
        [],
        ["after-guess-0"],
    ]


def test_a_picture_carries_the_marks_that_were_recorded(tmp_path):
    assert guesses.marked("<img>", ["guess"], None) == "<img>"
    assert guesses.marked("<img>", ["guess"], tmp_path) == "<img>"
    (tmp_path / "guess.json").write_text('[{"guess": "guess"}]')
    assert guesses.marked("<img>", ["guess"], tmp_path).startswith(
        '<div class="marked" data-marks="[{&quot;guess&quot;: '
    )
