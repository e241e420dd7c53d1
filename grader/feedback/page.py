"""Feedback: what a student gets to read about a graded notebook.

For each test the points, what was asked, the author's message and the visible part of its code; never the source or
the traceback of a hidden test. The page runs no script, loads nothing, and prints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup
from nbformat import NotebookNode

from grader.course import task_of
from grader.engine.cells import is_test
from grader.feedback.cells import GradedCell, markdown_below, nbgrader_of, of_cell, of_test
from grader.grading.report import NOTE, Report, report_of


@dataclass(frozen=True)
class Part:
    """One cell as the page shows it: a mark, text, or code with outputs; ``mine`` is what the student wrote."""

    mark: GradedCell | None
    text: Markup
    code: str
    outputs: tuple[NotebookNode, ...]
    mine: bool


@dataclass(frozen=True)
class Page:
    """All that the template needs."""

    report: Report
    parts: tuple[Part, ...]

    @property
    def marks(self) -> list[GradedCell]:
        return [part.mark for part in self.parts if part.mark and part.mark.possible]

    @property
    def tasks(self) -> dict[str, list[GradedCell]]:
        """The marks of each task, in the order of the notebook."""
        tasks: dict[str, list[GradedCell]] = {}
        for mark in self.marks:
            tasks.setdefault(mark.task, []).append(mark)
        return tasks


def page(notebook: NotebookNode) -> Page:
    """Return the feedback page of a graded notebook in which GetGrades has written the points."""
    titles = task_titles(notebook)
    cells = [cell for cell in notebook.cells if cell.get("id") != NOTE]
    return Page(report_of(notebook) or Report(""), tuple(_part(cell, titles) for cell in cells))


def task_titles(notebook: NotebookNode) -> dict[str, str]:
    """Return the heading of each task, without the points that nbgrader counts anyway."""
    titles: dict[str, str] = {}
    for cell in notebook.cells:
        heading = re.match(r"#+\s+(.*)", cell.source) if cell.cell_type == "markdown" else None
        if heading and (name := nbgrader_of(cell).get("grade_id")) and not nbgrader_of(cell).get("solution"):
            titles.setdefault(task_of(name), re.sub(r"\s*\([^()]*points?\)\s*$", "", heading[1]))
    return titles


def _part(cell: NotebookNode, titles: dict[str, str]) -> Part:
    about = nbgrader_of(cell)
    mine = not about or bool(about.get("solution"))
    if is_test(cell):
        return Part(of_test(cell, titles), Markup(), "", (), mine=False)
    marked = about.get("grade") or about.get("task") or about.get("comment")
    mark = of_cell(about, titles, "Your answer") if marked else None
    if cell.cell_type == "markdown":
        return Part(mark, markdown_below(cell.source, cell.get("attachments")), "", (), mine)
    return Part(mark, Markup(), cell.source, tuple(cell.outputs), mine)
