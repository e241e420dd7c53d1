"""An assignment as its author wrote it: the notebook cut into tasks, and the release that students will get."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from traitlets.config import Config

from grader.course import GraderError, assignments, read_source, settings
from grader.engine.cells import is_solution, is_test, plain_python
from grader.engine.job import Notebook
from grader.released import released

NUMBERED = re.compile(r"([A-Za-z]+\d+)_")
AUTOTEST = "### AUTOTEST"
LARGEST_FILE = 50 << 20


@dataclass(frozen=True)
class Cell:
    """A code cell: its name in nbgrader, its role ("given", "solution" or "test"), its code, its points and task."""

    name: str
    role: str
    code: str
    points: float
    task: str

    @cached_property
    def python(self) -> str:
        """The code without IPython's own syntax, line by line; IPython itself drops empty lines at the top."""
        lines = self.code.splitlines()
        empty = next((number for number, line in enumerate(lines) if line.strip()), 0)
        return "\n" * empty + plain_python(self.code)

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """What stands at its top level; nothing where it is no valid code, as a given cell may be on purpose."""
        try:
            return ast.parse(self.python).body
        except SyntaxError:
            return []


@dataclass(frozen=True)
class Assignment:
    """One notebook of an assignment.

    Attributes:
        name: the assignment, and the notebook where there are several: "ps1/problem1".
        path: of the source notebook.
        root: the folder of the course.
        config: the settings in the course's nbgrader_config.py.
        source, release: the notebook with everything, and what students get.
        files: what lies beside the notebook, by relative name; students get that too.
    """

    name: str
    path: Path
    root: Path
    config: Config
    source: Notebook
    release: Notebook
    files: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The code cells in their order."""
        return tuple(_cells(self.source))

    @cached_property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that tests give points for, in their order."""
        return tuple(dict.fromkeys(cell.task for cell in self.tests))

    @property
    def tests(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.role == "test"]

    @property
    def reference(self) -> dict[str, str]:
        """The author's solutions by name of the cell."""
        return {cell.name: cell.code for cell in self.cells if cell.role == "solution"}

    @cached_property
    def blank(self) -> dict[str, str]:
        """The solution cells as students get them."""
        return {cell.name: cell.code for cell in _cells(self.release) if cell.role == "solution"}

    @cached_property
    def defined(self) -> set[str]:
        """The names that solution cells define at their top level."""
        nodes = [node for cell in self.cells if cell.role == "solution" for node in ast.parse(cell.python).body]
        made = {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        targets = [target for node in nodes if isinstance(node, ast.Assign) for target in node.targets]
        return made | {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}

    def text_of(self, task: str) -> str:
        """Return the texts that belong to a task: those above its solutions, after the test of another task."""
        found, waiting = "", ""
        for cell in self.source["cells"]:
            name = str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
            numbered = NUMBERED.match(name)
            if cell["cell_type"] == "markdown":
                waiting += "" if numbered and numbered[1] != task else f"{cell['source']}\n"
            elif of := self.task_of(name):
                found += waiting if of == task else ""
                waiting = ""
        return found

    def task_of(self, name: str) -> str:
        """Return the task of a cell; empty where there is no such cell."""
        return next((cell.task for cell in self.cells if cell.name == name), "")


def find(root: Path, wanted: str) -> list[Assignment]:
    """Return what is to be checked: an assignment by name, a notebook or folder by path, or all assignments.

    Raises:
        GraderError: if there is no such thing, or a notebook cannot be read.
    """
    path = Path(wanted)
    if wanted and path.suffix == ".ipynb" and path.is_file():
        return _at(path.resolve())
    if wanted and path.is_dir() and any(path.glob("*.ipynb")):
        return _in_folder(path.resolve(), _root_above(path), path.resolve().name)
    return [found for name in assignments(root, wanted) for found in _in_folder(root / "source" / name, root, name)]


def load(path: Path, root: Path, name: str) -> Assignment:
    """Read a source notebook and make its release as nbgrader would, with the course's settings.

    Raises:
        GraderError: if it is no notebook of nbgrader's, or its regions are not in order.
    """
    config = settings(root)
    try:
        notebook = read_source(path, root, config)
        release = released(notebook, config)
    except Exception as error:  # nbformat and nbgrader raise all kinds for a notebook that is not in order
        told = " ".join(str(error).split())
        raise GraderError(f"{path} cannot be made into a release: {type(error).__name__}: {told}") from error
    if not any(map(is_test, notebook.cells)) and not any(map(is_solution, notebook.cells)):
        raise GraderError(f"{path} has no cell of nbgrader's: mark solutions and tests in Create Assignment first.")
    files = dict(_files(path.parent))
    return Assignment(name, path, root, config, _plain(notebook), _plain(release), files)


def _cells(notebook: Notebook) -> Iterator[Cell]:
    marks = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    graded = [str(mark["grade_id"]) for mark in marks if mark.get("grade") or mark.get("solution")]
    by_number = bool(graded) and all(NUMBERED.match(name) for name in graded)
    task, last = "", ""
    for number, (cell, mark) in enumerate(zip(notebook["cells"], marks, strict=True), 1):
        if cell["cell_type"] != "code":
            continue
        name = str(mark.get("grade_id") or f"cell {number}")
        role = "test" if is_test(cell) else "solution" if is_solution(cell) else "given"
        if by_number and (match := NUMBERED.match(name)):
            task = match[1]
        elif not by_number and role == "solution" and last != "solution":
            task = name
        last = role if role != "given" else last
        points = float(mark.get("points") or 0) if mark.get("grade") else 0.0
        yield Cell(name, role, cell["source"], points, task if role != "given" or by_number else "")


def _at(path: Path) -> list[Assignment]:
    """Return the notebook at a path, by the assignment's name where it lies in a course's source/."""
    root = _root_above(path)
    if path.parent.parent == root / "source":
        return [found for found in _in_folder(path.parent, root, path.parent.name) if found.path == path]
    return [load(path, root, path.stem)]


def _in_folder(folder: Path, root: Path, name: str) -> list[Assignment]:
    paths = sorted(folder.glob("*.ipynb"))
    return [load(path, root, name if len(paths) == 1 else f"{name}/{path.stem}") for path in paths]


def _root_above(path: Path) -> Path:
    """Return the course that a path lies in: the nearest folder with settings, or the one that holds source/."""
    above = path.resolve().parents
    settled = [folder for folder in above if (folder / "nbgrader_config.py").is_file()]
    sources = [folder.parent for folder in above if folder.name == "source"]
    return next(iter([*settled, *sources]), path.resolve().parent)


def _plain(notebook: nbformat.NotebookNode) -> Notebook:
    plain: dict[str, Any] = json.loads(json.dumps(notebook))
    return plain


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts)
        if path.is_file() and path.suffix != ".ipynb" and not hidden and path.stat().st_size <= LARGEST_FILE:
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def line_of(code: str, text: str) -> int:
    """Return the number of the first line that holds a text; 0 where none does."""
    return next((number for number, line in enumerate(code.splitlines(), 1) if text and text in line), 0)
