"""Lint rules for the two lanes of a lecture, its reading time and its commitments."""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from authoring import core
from authoring.facts import READING
from authoring.rules.lecture import Lecture, place, syntax_tree

WORDS, LINES, MINUTES = 1500, 200, 60
COMMITMENTS = 3
OPTIONS = (2, 4)
MAIN_RESULT = "main-result"
_DETAILS = re.compile(r"<details\b.*?</details>", re.DOTALL)


def core_length(lecture: Lecture) -> Iterator[str]:
    """At most 1,500 words and 200 lines of code that the reader sees, outside what goes deeper."""
    size = core.size(lecture.notebook)
    mend = f'move what the core does not need below a heading "{core.DEEPER} ..."'
    if size.words > WORDS:
        yield f"the core has {size.words:,} words, {WORDS:,} are allowed; {mend}"
    if size.lines > LINES:
        yield f"the core has {size.lines} visible code lines, {LINES} are allowed; {mend}, or fold cells that plot"


def reading_time(lecture: Lecture) -> Iterator[str]:
    """The computed reading time stands in the line of facts and is at most an hour."""
    minutes = core.size(lecture.notebook).minutes
    said = READING.search(lecture.notebook.cells[0].source)
    if said is None or said[0] != f"{said[1]}{minutes} min":
        yield f"the line of facts does not say **Reading** {minutes} min, as computed; run `make notebooks`"
    if minutes > MINUTES:
        yield f"the core takes {minutes} minutes to read, {MINUTES} are allowed; shorten it or move parts deeper"


def deeper(lecture: Lecture) -> Iterator[str]:
    """What goes deeper says so in one form, and the core's code works without it."""
    for heading in lecture.headings():
        if re.match(r"(going )?deeper\b", heading.text, re.IGNORECASE) and not heading.text.startswith(core.DEEPER):
            yield f'the heading "{heading.text}" is not of the form "{core.DEEPER} <what>"'
    inside, known, extra = {number for number, _ in core.core(lecture.notebook)}, set[str](), set[str]()
    for number, cell in lecture.cells("code"):
        stored, loaded = _names(cell)
        if number not in inside:
            extra |= stored
            continue
        known |= stored
        for name in sorted(loaded & extra - known):
            yield f"{place(number, cell)} uses {name}, which is made only under {core.DEEPER!r}; make it in the core"


def _names(cell: NotebookNode) -> tuple[set[str], set[str]]:
    stored, loaded = set[str](), set[str]()
    for node in ast.walk(syntax_tree(cell)):
        if isinstance(node, ast.Name):
            (loaded if isinstance(node.ctx, ast.Load) else stored).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            stored.add(node.name)
        elif isinstance(node, ast.arg):
            stored.add(node.arg)
        elif isinstance(node, ast.alias):
            stored.add((node.asname or node.name).partition(".")[0])
    return stored, loaded


def commitments(lecture: Lecture) -> Iterator[str]:
    """At least three times the reader decides before the notebook tells, once directly before the main result."""
    cells = list(enumerate(lecture.notebook.cells, start=1))
    found = []
    for (number, cell), (_, following) in zip(cells, [*cells[1:], (0, None)], strict=True):
        if cell.cell_type == "markdown" and "**Choose.**" in cell.source:
            yield from _choose(number, cell)
            found.append(number)
        if cell.cell_type == "markdown" and "**Guess.**" in cell.source:
            yield from _guess(lecture, number, cell, following)
            found.append(number)
    if len(found) < COMMITMENTS:
        yield (
            f"{len(found)} commitments; let the reader decide {COMMITMENTS} times, with **Choose.** or **Guess.** "
            "(their forms stand at the top of authoring/lint.py)"
        )
    yield from _before_main_result(lecture, found)


def _choose(number: int, cell: NotebookNode) -> Iterator[str]:
    options = _DETAILS.findall(cell.source.partition("**Choose.**")[2])
    if not OPTIONS[0] <= len(options) <= OPTIONS[1]:
        yield f"{place(number, cell)}: **Choose.** has {len(options)} options; give two to four <details> in that cell"
    for option in options:
        summary, _, reason = option.partition("</summary>")
        if re.search(r"<summary>\s*(Answer|Solution)?\s*$", summary) or not re.sub(r"</?details>", "", reason).strip():
            yield f"{place(number, cell)}: each <summary> is an option, followed by what it gets right or overlooks"


def _guess(lecture: Lecture, number: int, cell: NotebookNode, following: NotebookNode | None) -> Iterator[str]:
    names = [
        target.id
        for node in (syntax_tree(following).body if following is not None and following.cell_type == "code" else [])
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is None
        for target in node.targets
        if isinstance(target, ast.Name) and re.match(r"guess(_|$)", target.id)
    ]
    if not names:
        yield f"{place(number, cell)}: the next cell is not code with `guess = None` or `guess_<what> = None`"
    for name in names:
        drawn = any(
            later > number + 1
            and name in _names(other)[1]
            and any("image/png" in o.get("data", {}) for o in other.outputs)
            for later, other in lecture.cells("code")
        )
        if not drawn:
            yield f"{place(number, cell)}: no later figure uses {name}; draw the guess beside the truth, if it is given"


def _before_main_result(lecture: Lecture, commitments: list[int]) -> Iterator[str]:
    results = [n for n, cell in lecture.cells("code") if MAIN_RESULT in cell.metadata.get("tags", [])]
    if len(results) != 1:
        yield f"{len(results)} cells are tagged {MAIN_RESULT}; tag the one code cell that shows the main result"
        return
    text = max((n for n, _ in lecture.cells("markdown") if n < results[0]), default=0)
    if text not in commitments:
        yield f"the last text before the cell tagged {MAIN_RESULT} is no commitment; let the reader decide just there"


RULES = (core_length, reading_time, deeper, commitments)
