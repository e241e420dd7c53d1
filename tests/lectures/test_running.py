"""One run of a notebook finds figures that do not move, words that stay, solutions that fail, and moves that warn."""

import nbformat
import pytest
from running import Run, run

from authoring.pairs import AuthoringError

FIGURE = """
import matplotlib.pyplot as plt
from helpers import plots, widgets

def draw(k, color, nothing, far):
    figure, axes = plt.subplots(figsize=(2, 1))
    axes.plot([0, k, far], color=color)
    return plots.describe(figure, f"a line to {k} and {far:.0f}")

widgets.explore(
    draw,
    k=widgets.slider("k", 0, 5, 1, 2),
    color=widgets.choice("color", ["red", "green", "blue", "black"], "red"),
    nothing=widgets.toggle("nothing", False),
    far=widgets.log_slider("far", 0, 2, 10.0, steps=10),
)
"""
EXERCISE = """
<details><summary>Solution</summary>

```python
assert draw is not None
```
</details>

```python
draw = undefined
```
"""


def lecture(*cells) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Run:
    path = tmp_path_factory.mktemp("lecture") / "lecture.ipynb"
    cells = [nbformat.v4.new_markdown_cell(EXERCISE), nbformat.v4.new_code_cell(FIGURE)]
    nbformat.write(lecture(*cells, nbformat.v4.new_code_cell("print('k' in globals(), 'controls' in globals())")), path)
    return run(path)


def moved(done: Run, control: str) -> list[tuple[str, bool, bool]]:
    """Return where a control was moved to, and whether the picture and its words changed."""
    return [
        (each.value, each.before.pictures != each.after.pictures, each.before.words != each.after.words)
        for each in done.redraws
        if each.control == control
    ]


def test_a_slider_is_moved_to_both_ends_and_the_middle_and_back(done):
    assert moved(done, "k") == [(value, True, True) for value in ("0", "2", "5", "2")]
    places = [float(value) for value, *_ in moved(done, "far")]
    assert places == pytest.approx([1, 10, 100, 10])


def test_a_picture_or_words_that_stay_are_found(done):
    assert moved(done, "color") == [(value, True, False) for value in ("green", "black", "red")]
    assert moved(done, "nothing") == [("True", False, False), ("False", False, False)]
    assert all(each.cpu_seconds > 0 for each in done.redraws)


def test_folded_solutions_run_after_the_lecture_and_their_errors_are_kept(done):
    assert [[output.ename for output in cell.outputs] for cell in done.solutions] == [[], ["NameError"]]


def test_the_lecture_finds_no_name_that_it_did_not_make(done):
    assert done.cells[-1].outputs[0].text == "False False\n"
    assert [cell.execution_count for cell in done.cells[1:]] == [1, 2]


def test_a_move_that_warns_is_named(tmp_path):
    warning = "    if k == 5:\n        import warnings; warnings.warn('far off')\n    figure, axes"
    nbformat.write(
        lecture(nbformat.v4.new_code_cell(FIGURE.replace("    figure, axes", warning))), tmp_path / "lecture.ipynb"
    )
    with pytest.raises(AuthoringError, match=r"'k', 'value', 5\S+ should only draw; it says: [^{]*far off"):
        run(tmp_path / "lecture.ipynb")
