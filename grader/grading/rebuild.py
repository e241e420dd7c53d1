"""Builds the notebook that is graded: the assignment's own cells, with the student's text where the student may write.

Threat: a submission whose notebook is not the assignment any more: tests changed, tagged or deleted, setup rewritten,
cells copied, moved or given other types. Nothing of that is repaired. The notebook is written anew in the assignment's
order, and a submission only contributes the text of its solution cells, found by grade_id (`misplaced` looks for others
where that finds no answer), and its own extra cells.

Cells of the assignment without a role in nbgrader (headings, imports that are not locked) are the assignment's too. A
student's cell with the same text is such a cell come back; one that was edited is an extra cell of the student's.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.engine.cells import is_solution
from grader.engine.job import Notebook
from grader.grading import misplaced
from grader.grading.intake import SubmittedCell

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
START = -1


@dataclass(frozen=True)
class Rebuilt:
    """The notebook to grade.

    Attributes:
        notebook: as nbformat 4 JSON.
        remarks: what was different in the submission, one line each.
        cause: what explains everything else that is wrong with it; empty if nothing does.
    """

    notebook: Notebook
    remarks: tuple[str, ...]
    cause: str = ""


def rebuild(assignment: Notebook, submitted: Sequence[SubmittedCell]) -> Rebuilt:
    """Return the assignment's notebook with the student's work in it.

    Args:
        assignment: what students were given, with the hidden tests in it; see `master.Master`.
        submitted: the cells of the submission, in the student's order.
    """
    given = assignment["cells"]
    places = {grade_id: at for at, cell in enumerate(given) if (grade_id := grade_id_of(cell))}
    located = _located(given, places, submitted)
    counting = _counting(given, located)
    answers, own = _sorted(given, located, counting)
    solutions = {at for at, cell in enumerate(given) if is_solution(cell)}
    untouched = {at for at in solutions & answers.keys() if not _is_changed(given[at], answers[at])}
    found, remarks = misplaced.answers(given, answers.keys(), untouched, own)
    absent = [grade_id for grade_id, at in places.items() if at not in answers and at not in found]
    cause = _cause(places, submitted, len(solutions), len(solutions & answers.keys() - untouched) + len(found))
    remarks = [*_doubled(given, located, counting), *remarks]
    remarks += [] if cause else [f"{grade_id} was missing and was put back" for grade_id in absent]
    remarks += [remark for cell in submitted for remark in cell.left_out]
    cells = _own(own[START])
    for at, cell in enumerate(given):
        cells += [_given(cell, found.get(at, answers.get(at))), *_own(own[at])]
    return Rebuilt(as_notebook(cells, assignment), tuple(dict.fromkeys(remarks)), cause)


def _located(
    given: Sequence[dict[str, Any]], places: Mapping[str, int], submitted: Sequence[SubmittedCell]
) -> list[tuple[int | None, SubmittedCell]]:
    """Return the submitted cells, each with its place in the assignment, None where it is the student's own.

    A cell without a role is known by its text, and so is one that nobody handed in under its name.
    """
    names = {cell.grade_id for cell in submitted}
    unnamed = [at for at, cell in enumerate(given) if grade_id_of(cell) not in names - {""}]
    texts = misplaced.by_text(given, unnamed)
    located: list[tuple[int | None, SubmittedCell]] = []
    last = START
    for cell in submitted:
        at = places.get(cell.grade_id)
        if at is None and (waiting := texts.get(cell.source.strip())):
            at = next((place for place in waiting if place > last), waiting[0])
            waiting.remove(at)
        last = last if at is None else at
        located.append((at, cell))
    return located


def _counting(
    given: Sequence[dict[str, Any]], located: Sequence[tuple[int | None, SubmittedCell]]
) -> dict[int, SubmittedCell]:
    """Return for each place the cell that counts: of several the first that was changed, or else the first."""
    counting: dict[int, SubmittedCell] = {}
    for at, cell in located:
        if at is not None and (at not in counting or not _is_changed(given[at], counting[at])):
            counting[at] = cell if at not in counting or _is_changed(given[at], cell) else counting[at]
    return counting


def _sorted(
    given: Sequence[dict[str, Any]],
    located: Sequence[tuple[int | None, SubmittedCell]],
    counting: Mapping[int, SubmittedCell],
) -> tuple[dict[int, SubmittedCell], dict[int, list[SubmittedCell]]]:
    """Return what was handed in for each place, and the student's own cells by the place that they follow."""
    answers: dict[int, SubmittedCell] = {}
    own: dict[int, list[SubmittedCell]] = defaultdict(list)
    last = START
    for at, cell in located:
        if at is None:
            own[last].append(cell)
            continue
        if at not in answers:
            last = at
            answers[at] = counting[at]
        if cell is not counting[at] and is_solution(given[at]) and _is_changed(given[at], cell):
            own[last].append(cell)
    return answers, own


def _is_changed(given: dict[str, Any], cell: SubmittedCell) -> bool:
    return is_solution(given) and cell.source.strip() != given["source"].strip()


def _doubled(
    given: Sequence[dict[str, Any]],
    located: Sequence[tuple[int | None, SubmittedCell]],
    counting: Mapping[int, SubmittedCell],
) -> Iterator[str]:
    first: dict[int, SubmittedCell] = {}
    for at, cell in located:
        if at in first:
            which = "first one" if counting[at] is first[at] else "changed copy"
            yield f"{grade_id_of(given[at])} appears more than once; the {which} counts"
        elif at is not None:
            first[at] = cell


def _cause(places: Mapping[str, int], submitted: Sequence[SubmittedCell], answers: int, found: int) -> str:
    """Return why everything else went wrong, where it is that no cell is marked as the assignment's; or nothing."""
    if not places or not submitted or any(cell.grade_id in places for cell in submitted):
        return ""
    what = "no cell has nbgrader's marks, which some programs drop when they save"
    return f"{what}; {found} of {answers} answers were found without them"


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
