"""Every lint rule, shown a lecture that breaks it; the lecture that breaks none passes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from authoring import lint as linter
from authoring import pairs
from authoring.rules import terms
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
CHOOSE = """**Choose.** Which one?

<details><summary>One</summary>That overlooks the second.</details>
<details><summary>Two</summary>Right.</details>"""
GUESS = "**Guess.** How far does the count go?"
DRAW = """figure, axis = plt.subplots()
axis.plot(numbers, color=plots.ROLES["truth"].color)
axis.plot(guess, color="gray")
plots.show(figure, alt="a line")"""
EXPLORE = "widgets.explore(draw, frames=[('one', {'k': 1}), ('two', {'k': 2}), ('all', {'k': 3})])"
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
TERMS = """\
[[term]]
term = "number"
lecture = 1
symbol = "$n$"
plain = "how many"
then = "never"
meaning = "What counting gives."

[[term]]
term = "running sum"
lecture = 2
plain = "tally"
also = ["cumulative sum"]
then = "seldom"
meaning = "The sum of all numbers so far."
"""
PICTURE = new_output("display_data", data={"image/png": ""}, metadata={"image/png": {"alt": "a line"}})


def good_lecture(root: Path) -> Lecture:
    """A lecture that follows the style guide, and whose code is never run."""
    middle = [new_code_cell("assert 1 + 1 == 2") for _ in range(14)]
    middle.append(new_code_cell(EXPLORE, outputs=[PICTURE.copy()]))
    tags = {"tags": ["hide-input", "main-result"]}
    result = new_code_cell(DRAW, metadata=tags, outputs=[PICTURE.copy()])
    drawing = new_code_cell("plots.show(plots.neuron())", metadata={"tags": ["hide-input"]}, outputs=[PICTURE.copy()])
    cells = [
        *map(new_markdown_cell, (TITLE, OBJECTIVES)),
        new_code_cell(setup_cell(REPOSITORY)),
        new_code_cell("assert 1 + 1 == 2"),
        drawing,
        new_markdown_cell("Counting gives a number (how many there are). " + "word " * 1250),
        *(new_markdown_cell(part) for part in (CHECKPOINT, CHECKPOINT, CHOOSE, CHOOSE, GUESS)),
        new_code_cell("guess = None"),
        result,
        *middle,
        new_markdown_cell(CLOSING),
    ]
    for count, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), start=1):
        cell.execution_count = count
    path = root / "course" / "01-counting.ipynb"
    notebook = new_notebook(cells=cells)
    pairs.write_notebook(notebook, path)
    (root / "authoring").mkdir()
    (root / "authoring" / "terms.toml").write_text(TERMS)
    table = root / "authoring" / "sources" / "counting.md"
    table.parent.mkdir()
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


def tag(source: str, *tags: str) -> Callable[[Lecture], None]:
    """Return a change that gives the code cell that begins with ``source`` these tags."""

    def change(lecture: Lecture) -> None:
        cell = next(cell for cell in lecture.notebook.cells if cell.source.startswith(source))
        cell.metadata = {**cell.metadata, "tags": list(tags)}

    return change


def ask_nothing(lecture: Lecture) -> None:
    for question in ("**Checkpoint.**", "**Choose.**", "**Guess.**"):
        substitute(question, "")(lecture)


def guess_unused(lecture: Lecture) -> None:
    substitute("axis.plot(guess, ", "axis.plot(truth, ")(lecture)


def interrupt(lecture: Lecture) -> None:
    """Put a text between the last commitment and the main result."""
    place = next(i for i, cell in enumerate(lecture.notebook.cells) if cell.source == "guess = None")
    lecture.notebook.cells.insert(place + 1, new_markdown_cell("The answer is two."))


def lean_on_deeper(lecture: Lecture) -> None:
    """Make a name under "Deeper:" that the core uses afterwards."""
    cells = [new_markdown_cell("## Deeper: more"), new_code_cell("extra = 1"), new_markdown_cell("## Core again")]
    lecture.notebook.cells[-2:-2] = [*cells, new_code_cell("print(extra)")]


def drop_code(lecture: Lecture) -> None:
    lecture.notebook.cells = [cell for cell in lecture.notebook.cells if cell.source != "assert 1 + 1 == 2"]


def forget_execution(lecture: Lecture) -> None:
    lecture.notebook.cells[-2].execution_count = 99


def drop_picture(lecture: Lecture) -> None:
    lecture.notebook.cells[-2].outputs = []


def drop_sources(lecture: Lecture) -> None:
    (lecture.root / "authoring" / "sources" / "counting.md").write_text("| lecture |\n| --- |\n| a01, 10 | of 01 |\n")


def grow(lecture: Lecture) -> None:
    lecture.path.write_bytes(b" " * 800_000)


ALARM = new_output("stream", name="stderr", text="beware")
ERROR = new_output("error", ename="KeyError", evalue="'k'", traceback=[])
UNDESCRIBED = new_output("display_data", data={"image/png": ""})
ADDRESS = new_output("execute_result", data={"text/plain": "<object at 0x7f3a5c0d1e80>"}, execution_count=2)
IMAGE_TAG = new_output("display_data", data={"text/html": '<img src="x.png">'})
SOUND = new_output("display_data", data={"text/html": '<audio controls src="data:audio/wav;base64,"></audio>'})


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
        (
            substitute("<summary>Two</summary>Right.</details>", "<summary>Two</summary>Right."),
            "folds",
            "close each <details>",
        ),
        (ask_nothing, "checkpoints", "there are 0 checkpoints"),
        (substitute("### Compare", "Compare"), "exercises", "there are 2 exercises"),
        (substitute("(5 minutes)", ""), "exercises", '"Count " does not say its effort'),
        (substitute("<details><summary>Solution</summary>One.</details>", ""), "exercises", "has no solution"),
        (substitute("- Counting is adding one.", "- a\n" * 6), "summary_and_end", "has 6 lines"),
        (substitute("**Next**: adding", ""), "summary_and_end", "does not lead on"),
        (substitute("Off by one.", "See [this](99-none.ipynb)."), "links", "99-none.ipynb leads nowhere"),
        (substitute("Off by one.", "See [this](../release/a1/x.ipynb)."), "links", "leads nowhere"),
        (drop_sources, "sources", "no row for 01 in authoring/sources/"),
        (substitute("Off by one.", "A strange behaviour."), "spelling", '"behaviour" is British'),
        (code("optimiser = normalised = 1"), "spelling", '"normalised" is British'),
        (substitute("torch.set_num_threads(1)", "torch.set_num_threads(2)"), "setup", "is not the setup cell"),
        (code(setup_cell(REPOSITORY)), "setup", "more than one setup cell"),
        (drop_code, "cell_count_and_size", "5 code cells"),
        (code("x = 1\n" * 26), "cell_count_and_size", "has 26 lines"),
        (code("class A:\n" + "    x = 1\n\n" * 40), "cell_count_and_size", "has 41 lines, 40 are allowed"),
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
        (code("play()", SOUND), "alt_texts", "a sound has no transcript"),
        (drop_picture, "alt_texts", "left no still picture"),
        (code("warn()", ALARM), "no_alarms", "writes to stderr: beware"),
        (code("fail()", ERROR), "no_alarms", "raises KeyError"),
        (code("object()", ADDRESS), "same_every_time", "memory address"),
        (grow, "file_size", "has 800 KB"),
        (substitute("Off by one.", "See [it](glossary.ipynb#much)."), "glossary_links", "the glossary has no 'much'"),
        (substitute("word " * 1250, "word " * 1600), "core_length", "words, 1,500 are allowed"),
        (code("x = 1\n" * 201), "core_length", "visible code lines, 200 are allowed"),
        (substitute("**Reading** 20 min", "**Reading** 35 min"), "reading_time", "does not say **Reading** 20 min"),
        (code("x = 1\n" * 600), "reading_time", "minutes to read, 60 are allowed"),
        (substitute("## Section", "## Going deeper"), "deeper", 'not of the form "Deeper: <what>"'),
        (lean_on_deeper, "deeper", "uses extra, which is made only under 'Deeper:'"),
        (substitute("**Choose.**", "Choose."), "commitments", "1 commitments; let the reader decide 3 times"),
        (substitute("<details><summary>Two</summary>Right.</details>", ""), "commitments", "has 1 options"),
        (substitute("<summary>Two</summary>", "<summary>Answer</summary>"), "commitments", "is an option"),
        (substitute("That overlooks the second.", ""), "commitments", "followed by what it gets right"),
        (substitute("guess = None", "answer = None"), "commitments", "not code with `guess = None`"),
        (guess_unused, "commitments", "no later figure uses guess"),
        (tag("figure", "hide-input"), "commitments", "0 cells are tagged main-result"),
        (interrupt, "commitments", "is no commitment"),
        (code('axis.plot(x, color="red")'), "raw_colors", "the raw colors 'red'"),
        (code('axis.plot(x, "r--")'), "raw_colors", "the raw colors 'r--'"),
        (code('tint = "#aabbcc"'), "raw_colors", "'#aabbcc'"),
        (code("def draw(axis, color='C1'): pass"), "raw_colors", "'C1'"),
        (
            code("axis.bar(x, y, color=[plots.BLUE if v else 'tab:red' for v in y])"),
            "raw_colors",
            "'tab:red', plots.BLUE",
        ),
        (code("COLORS = {'one': 'green'}"), "raw_colors", "'green'"),
        (code("COLORS = {}\nCOLORS = {}"), "raw_colors", "declare one table"),
        (tag("figure", "main-result"), "folded_plots", "mainly plots; fold it"),
        (code("y = f(x)\nz = g(y)\nw = z\nplots.show(draw(w), alt='x')"), "folded_plots", "mainly plots"),
        (code("def f(x):\n    y = x\n    z = y\n    return z", tags=["hide-input"]), "folded_plots", "holds `f`"),
        (code("loss.backward()\naxis.plot(x)", tags=["hide-input"]), "folded_plots", "training (`.backward(`)"),
        (substitute("plots.neuron()", "picture"), "thing_drawn", "nothing is drawn in the first third"),
        (substitute(EXPLORE, "widgets.explore(draw)"), "filmstrip", "give widgets.explore frames=[...]"),
        (substitute(", ('all', {'k': 3})]", "]"), "filmstrip", "three or four"),
        (substitute("number", "sum"), "terms_at_first_use", '"number" is said nowhere'),
        (substitute("(how many there are)", ""), "terms_at_first_use", '"number" first stands without "how many"'),
        (substitute("Off by one.", "We ask how many."), "terms_afterwards", 'where the field says "number"'),
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


@pytest.mark.parametrize(
    "change",
    [
        code('COLORS = {"Adam": plots.GREEN}\naxis.plot(x, color=COLORS["Adam"])\nassert 1\nassert 2\nassert 3'),
        code('axis.plot(x, "--", color="lightgray", edgecolor="none")\nassert 1\nassert 2', tags=["hide-input"]),
        code('words = ["red", "tan", "k"]  # data, not colors'),
        code("def mean(x):\n    return x.sum() / len(x)\n\nprint(mean(x))\naxis.plot(x)"),
        code("def draw_line(axis, x):\n    axis.plot(x)\n    axis.grid()", tags=["hide-input"]),
        code("guess_low = None"),
        substitute("Off by one.", "The number says how many, and a graph of numbers is a figure."),
        substitute("Off by one.", "Greydanus is a name, and spelled as its owner spells it."),
        substitute("plots.show(plots.neuron())", "plots.show(plots.layers([2, 1]), alt='a network')"),
    ],
)
def test_what_only_looks_like_a_breach_is_none(tmp_path, change):
    lecture = good_lecture(tmp_path)
    change(lecture)
    assert linter.lint(lecture) == []


def test_a_drawing_made_by_other_means_is_known_by_its_tag(tmp_path):
    lecture = good_lecture(tmp_path)
    substitute("plots.neuron()", "picture")(lecture)
    tag("plots.show(picture)", "hide-input", "drawing")(lecture)
    assert linter.lint(lecture) == []


def test_an_ordinary_word_may_not_outnumber_the_term_in_later_lectures(tmp_path):
    lecture = good_lecture(tmp_path)
    later = Lecture("03-adding", lecture.path, tmp_path, REPOSITORY, lecture.notebook)
    substitute("Off by one.", "Tally. " * 5)(lecture)
    assert linter.lint(later, terms.RULES) == []
    substitute("Tally. ", "Tally. Tallies too. A tally. ")(lecture)
    (finding,) = linter.lint(later, terms.RULES)
    assert '"tally" stands 15 times, "running sum" only 0' in finding
    substitute("Tally. ", "A running sum. Cumulative sums. A running sum. Tally. ")(lecture)
    assert linter.lint(later, terms.RULES) == []


def test_a_longer_term_does_not_say_the_shorter_one(tmp_path):
    lecture = good_lecture(tmp_path)
    with (tmp_path / "authoring" / "terms.toml").open("a") as file:
        file.write('[[term]]\nterm = "prime number"\nlecture = 9\nmeaning = "No product."\n')
    substitute("Counting gives", "Prime numbers wait. Counting gives")(lecture)
    assert linter.lint(lecture) == []


def test_lectures_and_assignments_have_rules_of_their_own(course):
    lecture, assignment = pairs.all_pairs(course)
    assert linter.rules_for(lecture) == linter.RULES
    assert linter.rules_for(assignment) == linter.ASSIGNMENT_RULES


def test_prose_is_described_and_not_judged(course, capsys):
    (pair, _) = pairs.all_pairs(course)
    notebook = pairs.read_twin(pair)
    notebook.cells.insert(
        2, new_markdown_cell("One two three. *Four* five six seven eight nine [ten](x.md).\n\n| t | u |")
    )
    pairs.write_notebook(notebook, pair.notebook)
    assert linter.main(["--prose"], course) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("01-counting ")
    assert (
        "5.0 words a sentence,  50% of them five or fewer; core:    12 words,   4 code lines,  0 checkpoints,   5 min"
        in line
    )


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
