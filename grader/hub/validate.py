"""nbgrader's *Validate* for a notebook that grading takes as it is: it runs the tests, where nbgrader gives up.

A mark that editors put before the text, a kernel that this machine does not have, and a cell copied with its metadata
are no fault that a student could see, and cost nothing when the notebook is graded.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbgrader.apps.validateapp
import nbgrader.server_extensions.validate_assignment.handlers
import nbgrader.validator
from jupyter_client.kernelspec import find_kernel_specs
from nbformat import NotebookNode, current_nbformat, reads, writes
from nbgrader import utils
from nbgrader.validator import Validator

Results = dict[str, list[dict[str, str]]]
PYTHON = {"display_name": "Python 3", "language": "python", "name": "python3"}


class ForgivingValidator(Validator):  # type: ignore[misc]  # nbgrader has no types
    """Validates a copy that is mended, beside the notebook, whose files its code may read."""

    def validate(self, filename: str) -> Results:
        """Return what failed. Raises what nbgrader raises for what is no notebook."""
        path = Path(filename).resolve()
        notebook = mended(reads(path.read_text(encoding="utf-8-sig"), as_version=current_nbformat))
        with _beside(path, writes(notebook)) as copy:
            results: Results = super().validate(str(copy))
        return results


def install() -> None:
    """Make this the *Validate* of JupyterLab and of nbgrader's command."""
    for module in (
        nbgrader.validator,
        nbgrader.apps.validateapp,
        nbgrader.server_extensions.validate_assignment.handlers,
    ):
        module.Validator = ForgivingValidator


def mended(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook on a kernel that is there, with each cell of the assignment once: the copy that was changed."""
    if notebook.metadata.get("kernelspec", {}).get("name") not in find_kernel_specs():
        notebook.metadata["kernelspec"] = NotebookNode(PYTHON)
    counting: dict[str, NotebookNode] = {}
    for cell in notebook.cells:
        if (name := _name(cell)) and not (name in counting and (_is_changed(counting[name]) or not _is_changed(cell))):
            counting[name] = cell
    cells, seen = [], set()
    for cell in notebook.cells:
        name = _name(cell)
        if not name:
            cells.append(cell)
        elif name not in seen:
            seen.add(name)
            cells.append(counting[name])
        elif cell is not counting[name] and _is_changed(cell):
            cells.append(NotebookNode({**cell, "metadata": NotebookNode()}))
    notebook.cells = cells
    return notebook


def _name(cell: Mapping[str, Any]) -> str:
    mark = cell["metadata"].get("nbgrader")
    return str(mark.get("grade_id", "")) if isinstance(mark, dict) else ""


def _is_changed(cell: NotebookNode) -> bool:
    """Return whether this is an answer that is not as it was handed out."""
    return bool(utils.is_solution(cell)) and cell.metadata.nbgrader.get("checksum") != utils.compute_checksum(cell)


@contextlib.contextmanager
def _beside(path: Path, content: str) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".", suffix=".ipynb", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)
