"""Every lint rule, shown a lecture that breaks it; the lecture that breaks none passes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from authoring import lint as linter
from authoring import pairs
from authoring.rules.lecture import Lecture
from authoring.setup_cell import bootstrap_cell, colab_link, setup_cell

REPOSITORY = "owner/name"
TITLE = f"""# Counting

After this lecture you can count things.

**Reading** 20 min · **Running** 5 s on two cores · **Prerequisites** none · **Practice** a01 ·
[Open in Colab]({colab_link(REPOSITORY, "course/01-counting.ipynb")})"""
OBJECTIVES = "## You will be able to\n\n- count\n- add\n- compare"
CHECKPOINT = (
    "## Section\n\n**Checkpoint.** Why two?\n\n<details><summary>Answer</summary>Since one is missing.</details>"
)
CLOSING = """## What goes wrong

Off by one.

## Exercises

### Count (5 minutes)

<details><summary>Solution</summary>One.</details>

### Add (10 minutes)

<details><summary>Solution</summary>Two.</details>

### Compare (20 minutes)

<details><summary>Solution</summary>It depends.</details>

## Summary

- Counting is adding one.

## Where it came from

Peano (1889): numbers from one and the next.

**Next**: adding"""
PICTURE = new_output("display_data", data={"image/png": ""}, metadata={"image/png": {"alt": "a line"}})


def good_lecture(root: Path) -> Lecture:
    """A lecture that follows the style guide, and whose code is never run."""
    middle = [new_code_cell("assert 1 + 1 == 2") for _ in range(14)]
    middle.append(new_code_cell("widgets.explore(draw)", outputs=[PICTURE.copy()]))
    cells = [
        *map(new_markdown_cell, (TITLE, OBJECTIVES)),
        new_code_cell(setup_cell(REPOSITORY)),
        new_markdown_cell("word " * 1500),
        *(new_markdown_cell(CHECKPOINT) for _ in range(3)),
        *middle,
        new_markdown_cell(CLOSING),
    ]
    for count, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), start=1):
        cell.execution_count = count
    path = root / "course" / "01-counting.ipynb"
    notebook = new_notebook(cells=cells)
    pairs.write_notebook(notebook, path)
    table = root / "authoring" / "sources" / "counting.md"
    table.parent.mkdir(parents=True)
    table.write_text("| lecture | claim |\n| --- | --- |\n| 01, a01 | Peano, 1889 |\n")
    return Lecture("01-counting", path, root, REPOSITORY, notebook)


def substitute(old: str, new: str) -> Callable[[Lecture], None]:
    """Return a change that replaces ``old`` in whichever cells have it."""

    def change(lecture: Lecture) -> None:
        assert any(old in cell.source for cell in lecture.notebook.cells)
        for cell in lecture.notebook.cells:
            cell.source = cell.source.replace(old, new)

    return change


def code(source: str, *outputs, **metadata) -> Callable[[Lecture], None]:
    """Return a change that gives the second code cell this source and these outputs."""

    def change(lecture: Lecture) -> None:
        cell = [cell for cell in lecture.notebook.cells if cell.cell_type == "code"][1]
        cell.source, cell.outputs, cell.metadata = source, list(outputs), {**cell.metadata, **metadata}

    return change


def drop_code(lecture: Lecture) -> None:
    lecture.notebook.cells = [cell for cell in lecture.notebook.cells if cell.source != "assert 1 + 1 == 2"]


def forget_execution(lecture: Lecture) -> None:
    lecture.notebook.cells[-2].execution_count = 99


def drop_picture(lecture: Lecture) -> None:
    lecture.notebook.cells[-2].outputs = []


def drop_sources(lecture: Lecture) -> None:
    (lecture.root / "authoring" / "sources" / "counting.md").write_text("| lecture |\n| --- |\n| a01, 10 | of 01 |\n")


def grow(lecture: Lecture) -> None:
    lecture.path.write_bytes(b" " * 700_000)


ALARM = new_output("stream", name="stderr", text="beware")
ERROR = new_output("error", ename="KeyError", evalue="'k'", traceback=[])
UNDESCRIBED = new_output("display_data", data={"image/png": ""})
ADDRESS = new_output("execute_result", data={"text/plain": "<object at 0x7f3a5c0d1e80>"}, execution_count=2)
IMAGE_TAG = new_output("display_data", data={"text/html": '<img src="x.png">'})


@pytest.mark.parametrize(
    ("change", "rule", "message"),
    [
        (substitute("# Counting\n", "Counting\n"), "title_and_facts", "does not begin with a title"),
        (substitute("you can count things.", "you count. You add."), "title_and_facts", "one sentence that promises"),
        (substitute("**Reading** 20 min", ""), "title_and_facts", "does not give reading time"),
        (substitute("**Running** 5 s", ""), "title_and_facts", "does not give running time"),
        (substitute("**Prerequisites** none", ""), "title_and_facts", "does not give prerequisites"),
        (substitute("**Practice** a01", ""), "title_and_facts", "does not give the assignment"),
        (substitute("blob/main", "blob/old"), "title_and_facts", "no right link to Colab"),
        (substitute("- add\n- compare", ""), "objectives", "has 1 list items"),
        (substitute("## Where it came from", "## Origins"), "sections_in_order", "no section `## Where it came from`"),
        (substitute("## Section", "## Exercises"), "sections_in_order", "out of order"),
        (substitute("Why two?", "Who knows?"), "checkpoints", "begins with 'Before you run it' or 'Why'"),
        (substitute("<details><summary>Answer", "<div><summary>Answer"), "checkpoints", "fold the checkpoint's answer"),
        (substitute("**Checkpoint.**", ""), "checkpoints", "there are 0 checkpoints"),
        (substitute("### Compare", "Compare"), "exercises", "there are 2 exercises"),
        (substitute("(5 minutes)", ""), "exercises", '"Count " does not say its effort'),
        (substitute("<details><summary>Solution</summary>One.</details>", ""), "exercises", "has no solution"),
        (substitute("- Counting is adding one.", "- a\n" * 6), "summary_and_end", "has 6 lines"),
        (substitute("**Next**: adding", ""), "summary_and_end", "does not lead on"),
        (substitute("word " * 1500, "word " * 900), "length", "words outside <details>"),
        (substitute("Off by one.", "See [this](99-none.ipynb)."), "links", "99-none.ipynb leads nowhere"),
        (substitute("Off by one.", "See [this](../release/a1/x.ipynb)."), "links", "leads nowhere"),
        (drop_sources, "sources", "no row for 01 in authoring/sources/"),
        (substitute("Off by one.", "A strange behaviour."), "spelling", '"behaviour" is British'),
        (code("optimiser = normalised = 1"), "spelling", '"normalised" is British'),
        (substitute("torch.set_num_threads(1)", "torch.set_num_threads(2)"), "setup", "is not the setup cell"),
        (code(setup_cell(REPOSITORY)), "setup", "more than one setup cell"),
        (drop_code, "cell_count_and_size", "2 code cells"),
        (code("x = 1\n" * 26), "cell_count_and_size", "has 26 lines"),
        (drop_code, "claims_asserted", "0 cells assert"),
        (code("widgets.explore(again)"), "one_interactive_figure", "called 2 times"),
        (code("from urllib.request import urlopen"), "no_network", "imports urllib"),
        (code("import requests.auth"), "no_network", "imports requests"),
        (code("x = 1\n!ls"), "no_network", "runs a shell command"),
        (code("%pip install x"), "no_network", "runs a shell command"),
        (code("data.mnist(download=True)"), "no_network", "a download"),
        (forget_execution, "executed_in_order", "not executed in order"),
        (code("draw()", UNDESCRIBED), "alt_texts", "a figure has no alt text"),
        (code("draw()", IMAGE_TAG), "alt_texts", "an <img> has no alt text"),
        (drop_picture, "alt_texts", "left no still picture"),
        (code("warn()", ALARM), "no_alarms", "writes to stderr: beware"),
        (code("fail()", ERROR), "no_alarms", "raises KeyError"),
        (code("object()", ADDRESS), "same_every_time", "memory address"),
        (grow, "file_size", "has 700 KB"),
    ],
)
def test_a_breach_is_named_with_its_rule(tmp_path, change, rule, message):
    lecture = good_lecture(tmp_path)
    change(lecture)

    findings = linter.lint(lecture)
    assert any(f"01-counting: {rule}: " in finding and message in finding for finding in findings), findings


def test_a_lecture_that_follows_the_style_guide_passes(tmp_path):
    assert linter.lint(good_lecture(tmp_path)) == []


def test_an_error_on_purpose_and_an_offline_download_link_are_allowed(tmp_path):
    lecture = good_lecture(tmp_path)
    code("fail()", ERROR, tags=["raises-exception"])(lecture)
    (tmp_path / "source/a01-count").mkdir(parents=True)
    (tmp_path / "source/a01-count/count.ipynb").touch()
    substitute("Off by one.", "Practice in [a01](../release/a01-count/count.ipynb).")(lecture)
    assert linter.lint(lecture) == []


def test_every_rule_is_broken_by_one_of_the_lectures_above():
    (mark,) = (m for m in test_a_breach_is_named_with_its_rule.pytestmark if m.name == "parametrize")
    assert {rule for _, rule, _ in mark.args[1]} == {rule.__name__ for rule in linter.RULES}


ASSIGNMENT_TITLE = f"""# Assignment 1: Count

[Open in Colab]({colab_link(REPOSITORY, "release/a01-count/count.ipynb")}); then choose *File > Download >
Download .ipynb* and upload that file to Canvas."""
READ_ONLY = {"grade": False, "grade_id": "colab", "locked": True, "schema_version": 3, "solution": False}


def good_assignment(root: Path) -> Lecture:
    """An assignment that works on Colab."""
    cells = [
        new_markdown_cell(ASSIGNMENT_TITLE),
        new_code_cell(bootstrap_cell(REPOSITORY), metadata={"nbgrader": dict(READ_ONLY)}),
        new_code_cell("import numpy as np"),
    ]
    path = root / "source" / "a01-count" / "count.ipynb"
    return Lecture("a01-count", path, root, REPOSITORY, new_notebook(cells=cells))


def unlock(assignment: Lecture) -> None:
    assignment.notebook.cells[1].metadata.nbgrader.locked = False


def drop_text(assignment: Lecture) -> None:
    assignment.notebook.cells[0] = new_raw_cell(ASSIGNMENT_TITLE)


def drop_bootstrap(assignment: Lecture) -> None:
    del assignment.notebook.cells[1]


@pytest.mark.parametrize(
    ("change", "rule", "message"),
    [
        (substitute("release/a01-count", "source/a01-count"), "opens_in_colab", "no right link to Colab; write [Open"),
        (substitute("owner/name/blob", "other/name/blob"), "opens_in_colab", "no right link to Colab"),
        (substitute("Download .ipynb", "Save"), "opens_in_colab", "how to hand in from Colab"),
        (substitute("Canvas", "us"), "opens_in_colab", "how to hand in from Colab"),
        (drop_text, "opens_in_colab", "no right link to Colab"),
        (drop_bootstrap, "bootstrap", f"put this cell before it, without any change:\n{bootstrap_cell(REPOSITORY)}"),
        (substitute("git+https://github.com/owner/name", "helpers"), "bootstrap", "is not the bootstrap cell"),
        (code(bootstrap_cell(REPOSITORY)), "bootstrap", "more than one bootstrap cell"),
        (unlock, "bootstrap", "students can edit the bootstrap cell"),
    ],
)
def test_an_assignment_that_would_not_work_on_colab_is_named(tmp_path, change, rule, message):
    assignment = good_assignment(tmp_path)
    assert linter.lint(assignment, linter.ASSIGNMENT_RULES) == []
    change(assignment)
    findings = linter.lint(assignment, linter.ASSIGNMENT_RULES)
    assert any(finding.startswith(f"a01-count: {rule}: ") and message in finding for finding in findings), findings


def test_the_command_names_a_new_assignment_without_the_cell(course, capsys):
    (_, pair) = pairs.all_pairs(course)
    pairs.write_notebook(pairs.read_twin(pair), pair.notebook)
    assert linter.main(["a01"], course) == 1
    assert "a01-count: bootstrap: the first code cell is not the bootstrap cell" in capsys.readouterr().out


def test_the_command_prints_findings_and_fails(course, capsys):
    (pair, _) = pairs.all_pairs(course)
    pairs.write_notebook(pairs.read_twin(pair), pair.notebook)
    assert linter.main(["01"], course) == 1
    assert "01-counting: objectives: " in capsys.readouterr().out


def test_a_lecture_not_built_yet_is_said_so(course, capsys):
    assert linter.main([], course) == 1
    assert "01-counting.ipynb" in capsys.readouterr().out


@pytest.mark.parametrize("pair", pairs.all_pairs(), ids=lambda p: p.name)
def test_the_lectures_and_assignments_of_this_course_pass(pair, capsys):
    assert linter.main([pair.name]) == 0, capsys.readouterr().out
