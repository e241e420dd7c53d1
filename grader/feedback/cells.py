"""What the feedback page says about one graded cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from grader.course import task_of
from grader.engine.cells import region
from grader.feedback.harmless import markdown

HEADING = re.compile(r"<(/?)h([1-6])\b")


@dataclass(frozen=True)
class GradedCell:
    """A cell that gives points, and what the page tells about it.

    Attributes:
        anchor: where it is on the page.
        task: the task it belongs to, as its heading says it.
        asked: what it asks for.
        points, possible: reached and reachable.
        status: in words: "passed", "partly", "failed", "waits for a person".
        comment: what a person wrote about it.
        messages: what the author says about what went wrong.
        printed: what the test printed.
        code: the part of a test that students may see; for an answer, nothing.
    """

    anchor: str
    task: str
    asked: str
    points: float
    possible: float
    status: str
    comment: Markup
    messages: tuple[str, ...] = ()
    printed: str = ""
    code: str = ""


def of_test(cell: NotebookNode, titles: dict[str, str]) -> GradedCell:
    """Return the points and what is told about a test."""
    code = visible(cell)
    comment = takewhile(lambda line: line.startswith("#"), code.splitlines())
    asked = " ".join(line.lstrip("# ").rstrip() for line in comment)
    printed = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stdout")
    more_than_words = any(line.strip() and not line.startswith("#") for line in code.splitlines())
    points = of_cell(nbgrader_of(cell), titles, asked or nbgrader_of(cell).grade_id)
    return replace(points, messages=tuple(_messages(cell)), printed=printed, code=code if more_than_words else "")


def of_cell(about: NotebookNode, titles: dict[str, str], asked: str) -> GradedCell:
    """Return the points of a cell, given what nbgrader knows of it."""
    points, possible = float(about.get("score") or 0), float(about.get("points") or 0)
    status = "passed" if points >= possible else "partly passed" if points > 0 else "failed"
    if about.get("waits"):
        status = "waits for a person"
    comment = markdown_below(about.get("comment") or "")
    task = titles.get(task_of(about.grade_id), task_of(about.grade_id))
    return GradedCell(f"mark-{about.grade_id}", task, asked, points, possible, status, comment)


def _messages(cell: NotebookNode) -> Iterator[str]:
    """Yield what the author's checks say. An assertion's kind says nothing; that of another error is half of it."""
    for output in cell.outputs:
        if output.output_type == "error":
            kind = "" if output.ename in ("AssertionError", "") else output.ename
            yield ": ".join(filter(None, [kind, output.evalue])) or "A check of this test failed; it has no message."


def visible(cell: NotebookNode) -> str:
    """Return the part of a test that was released to students."""
    hidden = region(cell.source, "HIDDEN TESTS") | region(cell.source, "MARK SCHEME")
    lines = enumerate(cell.source.splitlines(), 1)
    return "\n".join(line for number, line in lines if number not in hidden).strip()


def nbgrader_of(cell: NotebookNode) -> NotebookNode:
    """Return what nbgrader knows of a cell; empty where it knows nothing."""
    mark: NotebookNode = cell.metadata.get("nbgrader", NotebookNode())
    return mark


def markdown_below(source: str, attachments: dict[str, Any] | None = None) -> Markup:
    """Return Markdown as harmless HTML whose headings come below those of the page."""
    text = markdown(source, attachments)
    return Markup(HEADING.sub(lambda match: f"<{match[1]}h{min(6, int(match[2]) + 2)}", text))  # noqa: S704
