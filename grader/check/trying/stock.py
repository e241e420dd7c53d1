"""Grades a notebook as stock nbgrader does: all cells in one kernel, points from the outputs of the test cells."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from grader.check.assignment import Assignment
from grader.check.trying.judge import submitted
from grader.check.trying.store import Store, key
from grader.check.trying.workbench import Mark, Marks
from grader.course import quietly
from grader.engine.cells import is_test
from grader.files import write_files

CELL_SECONDS = 600


def marks(assignment: Assignment, solutions: Mapping[str, str], store: Store, environment: Mapping[str, str]) -> Marks:
    """Return the marks of the notebook with some solution cells replaced."""
    notebook = submitted(assignment.source, solutions)
    name = key("stock", notebook, sorted(assignment.files), environment)
    answer = store.get(name)
    if answer is None:
        answer = _executed(nbformat.from_dict(notebook), assignment.files)
        store.put(name, answer)
    return {test: Mark(points, possible, message) for test, points, possible, message in answer}


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
