"""Grades a notebook as stock nbgrader does: all cells in one kernel, points from the outputs of the test cells.

To start a kernel and import torch takes longer than most notebooks, so others may follow in the same kernel, where all
names have been forgotten; they find modules and files as those before left them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from grader.check.assignment import Assignment
from grader.check.trying.judge import submitted, with_tests_of
from grader.check.trying.store import Store, key
from grader.check.trying.workbench import Mark, Marks
from grader.course import quietly
from grader.engine.cells import is_test
from grader.files import write_files

CELL_SECONDS = 600


def marks(
    assignment: Assignment, answers: Sequence[Mapping[str, str]], store: Store, environment: Mapping[str, str]
) -> list[Marks]:
    """Return the marks of the notebook with some solution cells replaced, for each of several answers, in one kernel.

    Cells after its last test are left out.
    """
    source = with_tests_of(assignment, assignment.tasks)
    notebooks = [submitted(source, solutions) for solutions in answers]
    name = key("stock", notebooks, sorted(assignment.files), environment)
    found = store.get(name)
    if found is None:
        found = _executed(joined([nbformat.from_dict(notebook) for notebook in notebooks]), assignment.files)
        store.put(name, found)
    count = len(assignment.tests)
    rows = [found[first : first + count] for first in range(0, len(found), count)]
    return [{test: Mark(points, possible, message) for test, points, possible, message in row} for row in rows]


def joined(notebooks: Sequence[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """Return notebooks as one, with a cell before each but the first that forgets all names."""
    first, *others = notebooks
    for notebook in others:
        first.cells += [new_code_cell("%reset -f"), *notebook.cells]
    return first


def _executed(notebook: nbformat.NotebookNode, files: Mapping[str, bytes]) -> list[tuple[str, float, float, str]]:
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # the kernel's debugger warns on standard error
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), files)
        run = Execute(timeout=CELL_SECONDS, startup_timeout=CELL_SECONDS)
        with quietly(Path(folder) / ".log"):
            done, _ = run.preprocess(notebook, {"metadata": {"path": folder}})
    return [
        (
            cell.metadata.nbgrader.grade_id,
            float(determine_grade(cell)[0] or 0),
            cell.metadata.nbgrader.points,
            _said(cell),
        )
        for cell in done.cells
        if is_test(cell)
    ]


def _said(cell: nbformat.NotebookNode) -> str:
    """Return the error of a cell, or what it wrote to standard error, which costs all points too."""
    for output in cell.outputs:
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"
        if output.output_type == "stream" and output.name == "stderr":
            return f"standard error: {output.text.strip()}"
    return ""
