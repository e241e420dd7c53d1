"""Right work in a wrong place: answers below an untouched stub, and in cells that lost nbgrader's metadata.

Nothing here touches an answer that is where it belongs. What is looked for are answers to *open* cells, those that are
missing or as they were handed out, among the student's own cells: code by the names it defines, and whatever else by
where it stands, between the same cells of the assignment. Where that does not tell, a person gets all the text.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from grader.engine.cells import is_solution, region
from grader.grading.intake import SubmittedCell

Cell = dict[str, Any]
Own = dict[int, list[SubmittedCell]]  # the student's own cells, by the assignment's cell that they follow


def released_text(cell: Cell) -> str:
    """Return what students were given of a cell, without space around it."""
    hidden = region(cell["source"], "HIDDEN TESTS") | region(cell["source"], "MARK SCHEME")
    lines = enumerate(cell["source"].splitlines(), 1)
    return "\n".join(line for number, line in lines if number not in hidden).strip()


def answers(
    cells: Sequence[Cell], present: Collection[int], untouched: Collection[int], own: Own
) -> tuple[dict[int, SubmittedCell], list[str]]:
    """Take answers to open cells out of the student's own ones; return them by place, and remarks.

    Args:
        cells: the assignment's.
        present: places of cells that were handed in.
        untouched: places of solution cells that are as they were handed out.
        own: what is taken is removed from it.
    """
    missing = {at for at, cell in enumerate(cells) if is_solution(cell) and at not in present}
    found = _by_names(cells, sorted({*missing, *untouched}), own)
    remarks = [f"{_name(cells[at])}: the answer was found in another cell, by what it defines" for at in found]
    placed, more = _by_place(cells, present, missing - set(found), set(untouched) - set(found), own)
    return found | placed, remarks + more


def _by_names(cells: Sequence[Cell], open_cells: Sequence[int], own: Own) -> dict[int, SubmittedCell]:
    """Return code that defines, alone, what an open cell is to define."""
    found = {}
    wanted = {at: _defined(cells[at]["source"]) for at in open_cells if cells[at]["cell_type"] == "code"}
    code = [(last, cell) for last, theirs in own.items() for cell in theirs if cell.cell_type == "code"]
    fits = {at: [entry for entry in code if names & _defined(entry[1].source)] for at, names in wanted.items()}
    for at, entries in fits.items():
        shared = any(entry in others for entry in entries for other, others in fits.items() if other != at)
        if len(entries) == 1 and not shared:
            last, cell = entries[0]
            own[last].remove(cell)
            found[at] = cell
    return found


def _by_place(
    cells: Sequence[Cell], present: Collection[int], missing: set[int], untouched: set[int], own: Own
) -> tuple[dict[int, SubmittedCell], list[str]]:
    """Return the student's own cells that stand where open cells do."""
    # A stub of code that tests call is run, and what stands below it after it.
    by_hand = {at for at in untouched if cells[at]["metadata"]["nbgrader"].get("grade")}
    found: dict[int, SubmittedCell] = {}
    remarks: list[str] = []
    for last in sorted(own):
        after = min((at for at in present if at > last), default=len(cells))
        here = sorted({last} & by_hand | {at for at in missing if last < at < after})
        for kind in ("code", "markdown"):
            places = [at for at in here if cells[at]["cell_type"] == kind]
            theirs = [cell for cell in own[last] if cell.cell_type == kind and cell.source.strip()]
            taken, told = _paired(cells, places, theirs)
            for cell in theirs if taken else ():
                own[last].remove(cell)
            found |= taken
            remarks += told
    return found, remarks


def _paired(
    cells: Sequence[Cell], places: Sequence[int], theirs: Sequence[SubmittedCell]
) -> tuple[dict[int, SubmittedCell], list[str]]:
    """Return which of several cells at one place answers which of several open ones."""
    if not places or not theirs:
        return {}, []
    names = ", ".join(_name(cells[at]) for at in places)
    if len(places) == 1:
        return {places[0]: _joined(theirs)}, [f"{names}: the answer was found in another cell, by where it stands"]
    if len(places) == len(theirs):
        return dict(zip(places, theirs, strict=True)), [f"{names}: the answers were found by where they stand"]
    if theirs[0].cell_type == "code":
        return {}, []
    return dict.fromkeys(places, _joined(theirs)), [f"{names}: a person has to tell which text answers which"]


def _joined(theirs: Sequence[SubmittedCell]) -> SubmittedCell:
    pictures: dict[str, Mapping[str, str]] = {}
    for cell in theirs:
        pictures |= cell.pictures
    return SubmittedCell(theirs[0].cell_type, "\n\n".join(cell.source for cell in theirs), pictures=pictures)


def _defined(code: str) -> frozenset[str]:
    """Return the functions and classes that code defines at its top level; none where it is no plain Python."""
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    names = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    # `cube = lambda x: x**3` defines it too.
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    return frozenset(names | {target.id for target in targets if isinstance(target, ast.Name)})


def _name(cell: Cell) -> str:
    return str(cell["metadata"]["nbgrader"]["grade_id"])


def by_text(cells: Sequence[Cell], places: Collection[int]) -> dict[str, list[int]]:
    """Return where each text stands that students were given in one of these places."""
    found: dict[str, list[int]] = defaultdict(list)
    for at in sorted(places):
        found[released_text(cells[at])].append(at)
    return found
