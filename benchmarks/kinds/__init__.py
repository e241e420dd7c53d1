"""Small assignments, one for each kind of test that other courses write: a file each, in percent format.

Cells are headed by `given`, `solution NAME`, or `test NAME REFERENCE EMPTY`, where the two are the points (of 1) that
stock nbgrader gives the reference solution and an empty one; `python -m benchmarks.parity` compares. What lies in
`NAME.files/` lies beside the notebook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
HEADER = re.compile(r"(?m)^# %% ")


@dataclass(frozen=True)
class Kind:
    """One of them: its notebook, what lies beside it, and by test what stock nbgrader gives reference and nothing."""

    name: str
    notebook: dict[str, Any]
    files: dict[str, bytes]
    reference: dict[str, float]
    empty: dict[str, float]


def kinds() -> list[Kind]:
    """Return all of them, by name."""
    return [read(path) for path in sorted(FOLDER.glob("*.txt"))]


def read(path: Path) -> Kind:
    """Return the assignment in a file."""
    cells, reference, empty = [], {}, {}
    for number, part in enumerate(HEADER.split(path.read_text(encoding="utf-8"))[1:]):
        head, _, body = part.partition("\n")
        role, *words = head.split()
        name = words[0] if words else f"given-{number}"
        if role == "test":
            reference[name], empty[name] = float(words[1]), float(words[2])
        cells.append(cell(role, name, body.strip("\n"), number))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    files = {file.name: file.read_bytes() for file in sorted(path.with_suffix(".files").glob("*.py"))}
    return Kind(path.stem, notebook, files, reference, empty)


def cell(role: str, name: str, source: str, number: int) -> dict[str, Any]:
    """Return a code cell with nbgrader's metadata for its role; a given one has none, as in most courses."""
    mark: dict[str, Any] = {"grade_id": name, "schema_version": 3, "task": False, "grade": False, "solution": False}
    if role == "test":
        mark |= {"grade": True, "points": 1, "locked": True}
    elif role == "solution":
        mark |= {"solution": True, "locked": False}
    metadata = {} if role == "given" else {"nbgrader": mark}
    plain = {"cell_type": "code", "metadata": metadata, "outputs": [], "execution_count": None}
    return plain | {"id": f"cell-{number}", "source": source}
