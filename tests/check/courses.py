"""Tiny courses, good and bad, written by code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.check import assignment, corpus
from grader.check.context import Context
from grader.check.trying.judge import Judge
from grader.check.trying.store import Store
from grader.check.trying.workbench import Workbench
from grader.engine.trusted.warm import WarmParent

SOLUTION = "def line(x, slope):\n    ### BEGIN SOLUTION\n    return slope * x - slope\n    ### END SOLUTION"
VISIBLE = 'assert line(3, 5) == 10, "At x = 3 with slope 5 the line is at 10. Is the slope multiplied with x?"'
HIDDEN = (
    "import random\n\nx, slope = random.randint(20, 90), random.randint(2, 9)\n"
    "### BEGIN HIDDEN TESTS\n"
    'assert line(x, slope) == slope * (x - 1), "The line through (1, 0) is wrong at a random x. Is something lost?"\n'
    "### END HIDDEN TESTS"
)


def text(source: str, grade_id: str) -> nbformat.NotebookNode:
    return new_markdown_cell(source, metadata=role(grade_id, locked=True))


def given(source: str, grade_id: str = "setup") -> nbformat.NotebookNode:
    return new_code_cell(source, metadata=role(grade_id, locked=True))


def solution(source: str = SOLUTION, grade_id: str = "t1_line") -> nbformat.NotebookNode:
    return new_code_cell(source, metadata=role(grade_id, solution=True))


def check(source: str, grade_id: str, points: float = 1) -> nbformat.NotebookNode:
    return new_code_cell(source, metadata=role(grade_id, grade=True, locked=True, points=points))


def role(grade_id: str, **flags: Any) -> dict[str, Any]:
    plain = {"grade_id": grade_id, "grade": False, "solution": False, "locked": False, "schema_version": 3}
    return {"nbgrader": plain | {"task": False} | flags}


def good() -> list[nbformat.NotebookNode]:
    """Return the cells of an assignment in which there is nothing to mend."""
    return [
        text("## Task 1: a line (2 points)\n\nGo through (1, 0).", "t1_text"),
        solution(),
        check(VISIBLE, "t1_line_visible"),
        check(HIDDEN, "t1_line_random"),
    ]


def write(root: Path, cells: list[nbformat.NotebookNode], name: str = "a00-line", **files: str) -> Path:
    """Write a course of one assignment; ``files`` are of its corpus, "right/x.py" written as right__x."""
    folder = root / "source" / name
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), folder / "line.ipynb")
    for file, content in files.items():
        suffix = ".toml" if file == "equivalent" else ".py"
        path = root / "authoring" / "assignments" / name / (file.replace("__", "/") + suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def silent(title: str, parts: int) -> Callable[[], None]:
    return lambda: None


@contextmanager
def context(root: Path, parent: WarmParent | None = None) -> Iterator[Context]:
    """Yield what a proof of the course's first assignment works with."""
    (found,) = assignment.find(root, "")
    store = Store(root, found.name)
    with Workbench(found, store, 1) as bench:
        judge = Judge(found, store, bench.environment, lambda: parent)
        yield Context(found, corpus.read(root, found.name), bench, judge, store, silent)
    store.save()
