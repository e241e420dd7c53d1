"""The assignment itself: what students were given, with the hidden tests, and what decides whose name is whose.

Order, headings and cells without a role come from source/, which is the only place that has them. The text of every
cell with a role in nbgrader comes from the gradebook, where generate_assignment put it: instantiated tests, hidden
tests, and solution cells as they were handed out.
"""

from __future__ import annotations

import copy
import fnmatch
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from grader.course import GraderError, read_source
from grader.engine.cells import is_solution
from grader.engine.draws import derived
from grader.engine.job import Notebook
from grader.gradebook import secret
from grader.grading.gpus import Gpus
from grader.grading.rebuild import grade_id_of
from grader.ways import way_of


@dataclass(frozen=True)
class Sheet:
    """One notebook of an assignment.

    Attributes:
        name: without .ipynb.
        given: what students were given, with the hidden tests; what submissions are rebuilt from.
        source: the same with the solutions; what tells which names the student defines.
        way: how its tests run; empty where the engine finds out.
        gpu: patterns of the files of a GPU's driver, where its code and tests are to see one.
    """

    name: str
    given: Notebook
    source: Notebook
    way: str = ""
    gpu: tuple[str, ...] = ()


@dataclass(frozen=True)
class Master:
    """An assignment.

    Attributes:
        name: its name.
        sheets: its notebooks.
        files: what lies beside them, by relative name.
        seed: the key of what its tests draw at random.
        digest: a hash of all of it.
    """

    name: str
    sheets: tuple[Sheet, ...]
    files: Mapping[str, bytes]
    seed: str
    digest: str


def load(
    gradebook: Gradebook, coursedir: CourseDirectory, assignment: str, ways: Mapping[str, str], gpus: Gpus
) -> Master:
    """Return the assignment as gradebook and source/ have it.

    Args:
        gradebook: the course's.
        coursedir: nbgrader's folders and settings of the course.
        assignment: its name.
        ways: how tests run, by name; see `settings.TestRuns`.
        gpus: who gets a GPU.

    Raises:
        GraderError: if it was never generated, source/ lacks one of its notebooks, or that says of its tests or of a
            GPU what cannot be.
    """
    try:
        rows = gradebook.find_assignment(assignment).notebooks
    except MissingEntry:
        rows = []
    if not rows:
        raise GraderError(f"{assignment} is not in the gradebook: run nbgrader generate_assignment {assignment}")
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    found = [_sheet(row, folder, coursedir) for row in sorted(rows, key=lambda row: str(row.name))]
    names = [assignment if len(rows) == 1 else f"{assignment}/{sheet.name}" for sheet in found]
    root = Path(coursedir.root)
    sheets = tuple(
        replace(sheet, way=way_of(sheet.source, name, root, ways), gpu=gpus.of(sheet.source, name))
        for sheet, name in zip(found, names, strict=True)
    )
    files = dict(_files(folder, coursedir.ignore))
    seed = derived(secret(gradebook), assignment)
    notebooks = [[sheet.name, sheet.given, sheet.source, sheet.way, sheet.gpu] for sheet in sheets]
    content = json.dumps([seed, notebooks], sort_keys=True).encode()
    return Master(assignment, sheets, files, seed, digest(content, files))


def digest(content: bytes, files: Mapping[str, bytes]) -> str:
    """Return a hash of some content and of files with their names."""
    made = hashlib.sha256(hashlib.sha256(content).digest())
    for name in sorted(files):
        made.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(files[name]).digest())
    return made.hexdigest()


def _sheet(row: Any, folder: Path, coursedir: CourseDirectory) -> Sheet:  # noqa: ANN401  (nbgrader has no types)
    path = folder / f"{row.name}.ipynb"
    if not path.is_file():
        raise GraderError(f"source/{folder.name}/{path.name} is missing, but the gradebook has it: put it back")
    source: Notebook = json.loads(nbformat.writes(read_source(path, Path(coursedir.root), coursedir.config), version=4))
    if row.kernelspec and json.loads(row.kernelspec):
        source["metadata"]["kernelspec"] = json.loads(row.kernelspec)
    for cell in source["cells"]:
        cell["source"] = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    given = copy.deepcopy(source)
    recorded = {cell.name: cell for cell in row.source_cells}
    points = {cell.name: float(cell.max_score) for cell in (*row.grade_cells, *row.task_cells)}
    for cell, solved in zip(given["cells"], source["cells"], strict=True):
        _as_recorded(cell, recorded, points)
        if not is_solution(cell):
            solved["source"] = cell["source"]
    return Sheet(str(row.name), given, source)


def _as_recorded(cell: dict[str, Any], recorded: Mapping[str, Any], points: Mapping[str, float]) -> None:
    """Give a cell the text, checksum and points that the gradebook holds; it loses a role the gradebook lacks."""
    grade_id = grade_id_of(cell)
    if not grade_id:
        cell["metadata"].pop("nbgrader", None)
        return
    if grade_id not in recorded:
        raise GraderError(f"cell {grade_id} is in source/ but not in the gradebook: run nbgrader generate_assignment")
    mark = cell["metadata"]["nbgrader"]
    cell["source"] = recorded[grade_id].source
    if recorded[grade_id].checksum:
        mark["checksum"] = recorded[grade_id].checksum
    if grade_id in points:
        mark["points"] = points[grade_id]


def _files(folder: Path, ignored: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of what lies beside the notebooks; it was handed out with them."""
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _matches(name, ignored)]
        for name in names:
            path = Path(root) / name
            if not _matches(name, [*ignored, "*.ipynb"]) and path.is_file():
                yield path.relative_to(folder).as_posix(), path.read_bytes()


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
