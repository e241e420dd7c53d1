"""Builds the notebook that is graded: the assignment's own cells, with the student's text where the student may write.

Threat: a submission whose notebook is not the assignment any more: tests changed, tagged or deleted, setup rewritten,
cells copied, moved or given other types. Nothing of that is repaired. The notebook is written anew in the assignment's
order, and a submission only contributes the text of its solution cells, found by grade_id, and its own extra cells.

Cells of the assignment without a role in nbgrader (headings, imports that are not locked) are the assignment's too. A
student's cell with the same text is such a cell come back; one that was edited is an extra cell of the student's.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.engine.cells import is_solution
from grader.engine.job import Notebook
from grader.grading.intake import SubmittedCell

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
START = -1


@dataclass(frozen=True)
class Rebuilt:
    """The notebook to grade, as nbformat 4 JSON, and what was different in the submission, one line each."""

    notebook: Notebook
    remarks: tuple[str, ...]


def rebuild(assignment: Notebook, submitted: Sequence[SubmittedCell]) -> Rebuilt:
    """Return the assignment's notebook with the student's work in it.

    Args:
        assignment: what students were given, with the hidden tests in it; see `master.Master`.
        submitted: the cells of the submission, in the student's order.
    """
    places = {grade_id: at for at, cell in enumerate(assignment["cells"]) if (grade_id := grade_id_of(cell))}
    plain = _unmarked(assignment["cells"])
    answers: dict[int, SubmittedCell] = {}
    extra: dict[int, list[SubmittedCell]] = defaultdict(list)
    seen: set[str] = set()
    remarks: list[str] = []
    last = START
    for cell in submitted:
        remarks += cell.left_out
        at = places.get(cell.grade_id)
        if at is None and plain.get(cell.source.strip()):
            last = plain[cell.source.strip()].pop(0)
        elif at is None:
            extra[last].append(cell)
        elif cell.grade_id not in seen:
            seen.add(cell.grade_id)
            last = at
            answers[at] = cell
        else:
            remarks.append(f"{cell.grade_id} appears more than once; the first one counts")
            if is_solution(assignment["cells"][at]):
                extra[last].append(cell)
    remarks += [f"{grade_id} was missing and was put back" for grade_id in places if grade_id not in seen]
    cells = _own(extra[START])
    for at, cell in enumerate(assignment["cells"]):
        cells += [_given(cell, answers.get(at)), *_own(extra[at])]
    return Rebuilt(as_notebook(cells, assignment), tuple(dict.fromkeys(remarks)))


def as_notebook(cells: Iterable[dict[str, Any]], like: Notebook) -> Notebook:
    """Return a notebook of these cells, with numbered ids, on the kernel that ``like`` names."""
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, 1)]
    metadata = {"kernelspec": like.get("metadata", {}).get("kernelspec") or KERNEL, "language_info": {"name": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": numbered}


def grade_id_of(cell: dict[str, Any]) -> str:
    """Return the name that nbgrader knows a cell of the assignment by; empty where it has no role in nbgrader."""
    mark = cell["metadata"].get("nbgrader", {})
    has_role = any(mark.get(role) for role in ("grade", "solution", "locked", "task"))
    return str(mark.get("grade_id", "")) if has_role else ""


def _unmarked(cells: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
    """Return where each text of a cell without a role stands."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, cell in enumerate(cells):
        if not grade_id_of(cell):
            places[cell["source"].strip()].append(at)
    return places


def _given(cell: dict[str, Any], answer: SubmittedCell | None) -> dict[str, Any]:
    """Return a cell of the assignment, in a solution cell with the student's text and pictures."""
    given = copy.deepcopy(cell)
    if answer is not None and is_solution(cell):
        given.pop("attachments", None)
        given |= {"source": answer.source, **_attachments(given["cell_type"], answer)}
    return _empty(given)


def _attachments(cell_type: str, answer: SubmittedCell) -> dict[str, Any]:
    """Return the pictures as a text in a notebook holds them; code has none."""
    if cell_type != "markdown" or not answer.pictures:
        return {}
    return {"attachments": {name: dict(bundle) for name, bundle in answer.pictures.items()}}


def _own(cells: Sequence[SubmittedCell]) -> list[dict[str, Any]]:
    """Return the student's own cells; a raw cell could be HTML of any kind, and an empty one is nothing."""
    kept = [cell for cell in cells if cell.cell_type != "raw" and cell.source.strip()]
    return [
        _empty({"cell_type": cell.cell_type, "metadata": {}, "source": cell.source})
        | _attachments(cell.cell_type, cell)
        for cell in kept
    ]


def _empty(cell: dict[str, Any]) -> dict[str, Any]:
    cell.pop("outputs", None)
    cell.pop("execution_count", None)
    return {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
