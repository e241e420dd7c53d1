"""A class of thirteen students to try the grader on, made from the release, the reference solution and the corpora.

Every recipe says what the student did and which tasks are nevertheless solved; from those follow the points that the
student deserves. `fill` writes them to submitted/deserved.csv beside the submissions.
"""

import ast
import copy
import csv
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.check.corpus import right_answers
from grader.course import read_notebook, source_notebook, task_of
from grader.engine.cells import is_solution, is_test

DESERVED = "deserved.csv"
Solutions = Mapping[str, str]
Tasks = Sequence[str]


@dataclass(frozen=True)
class Material:
    """What submissions are made from: the released notebook and right answers in two styles, by grade_id."""

    release: NotebookNode
    reference: Solutions
    style: Solutions

    @property
    def points(self) -> dict[str, float]:
        """The points of each task that tests can give; a written answer is graded by hand and not counted."""
        points: dict[str, float] = {}
        for cell in filter(is_test, self.release.cells):
            task = task_of(cell.metadata.nbgrader.grade_id)
            points[task] = points.get(task, 0.0) + cell.metadata.nbgrader.points
        return points

    @property
    def tasks(self) -> Tasks:
        return list(self.points)


@dataclass(frozen=True)
class Recipe:
    """One student: what they did, the text of the file they hand in, and the tasks that they solved all the same."""

    student: str
    what: str
    hand_in: Callable[[Material], str]
    solved: Callable[[Tasks], Tasks]


def fill(root: Path, assignment: str) -> None:
    """Write one submission of ``assignment`` for each recipe and enter what it deserves in submitted/deserved.csv."""
    notebook = source_notebook(root, assignment)
    material = gather(root, assignment)
    rows = [row for row in read_deserved(root) if row["assignment"] != assignment]
    for recipe in RECIPES:
        path = root / "submitted" / recipe.student / assignment / notebook.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(recipe.hand_in(material), encoding="utf-8")
        solved = recipe.solved(material.tasks)
        for task, points in material.points.items():
            deserved = f"{points if task in solved else 0:g}"
            rows.append({"assignment": assignment, "student": recipe.student, "task": task, "points": deserved})
    with (root / "submitted" / DESERVED).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["assignment", "student", "task", "points"])
        writer.writeheader()
        writer.writerows(rows)


def is_wanted(root: Path) -> bool:
    """Return whether submitted/ holds nobody's work, or only an earlier sample class."""
    return (root / "submitted" / DESERVED).exists() or not any((root / "submitted").glob("*/*/"))


def read_deserved(root: Path) -> list[dict[str, str]]:
    """Return the rows of submitted/deserved.csv: assignment, student, task, points."""
    path = root / "submitted" / DESERVED
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def gather(root: Path, assignment: str) -> Material:
    """Read the release, the reference solution, and the first right answer of the corpus (else the reference again)."""
    notebook = source_notebook(root, assignment)
    cells = filter(is_solution, read_notebook(notebook).cells)
    reference = {cell.metadata.nbgrader.grade_id: _without_markers(cell.source) for cell in cells}
    other = next(right_answers(root, assignment), None)
    style = reference | other.solutions if other else reference
    return Material(read_notebook(root / "release" / assignment / notebook.name), reference, style)


def _without_markers(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if line.strip() not in MARKERS)


MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION")


def _answer(material: Material, answers: Solutions) -> NotebookNode:
    """Return the released notebook with ``answers`` in the cells they name; the others stay untouched."""
    notebook = copy.deepcopy(material.release)
    for cell in filter(is_solution, notebook.cells):
        cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
    return notebook


def _of(tasks: Tasks, answers: Solutions) -> dict[str, str]:
    return {grade_id: source for grade_id, source in answers.items() if task_of(grade_id) in tasks}


def _text(notebook: NotebookNode) -> str:
    return str(nbformat.writes(notebook))


def _code(material: Material) -> Solutions:
    """Return the reference answers that are code."""
    code = {cell.metadata.nbgrader.grade_id for cell in material.release.cells if cell.cell_type == "code"}
    return {grade_id: source for grade_id, source in material.reference.items() if grade_id in code}


# --- which tasks a student solved -------------------------------------------------------------------------------------


def everything(tasks: Tasks) -> Tasks:
    return tasks


def nothing(tasks: Tasks) -> Tasks:
    return tasks[:0]


def first_half(tasks: Tasks) -> Tasks:
    return tasks[: len(tasks) // 2]


def all_but_last(tasks: Tasks) -> Tasks:
    return tasks[:-1]


# --- what a student handed in -----------------------------------------------------------------------------------------


def right(material: Material) -> str:
    return _text(_answer(material, material.reference))


def right_in_another_style(material: Material) -> str:
    return _text(_answer(material, material.style))


def half_untouched(material: Material) -> str:
    return _text(_answer(material, _of(first_half(material.tasks), material.reference)))


def half_wrong(material: Material) -> str:
    wrong = {grade_id: _returning_none(source) for grade_id, source in _code(material).items()}
    return _text(_answer(material, wrong | _of(first_half(material.tasks), material.style)))


def all_wrong(material: Material) -> str:
    return _text(_answer(material, {grade_id: _returning_none(source) for grade_id, source in _code(material).items()}))


def untouched(material: Material) -> str:
    return _text(material.release)


def cell_raises(material: Material) -> str:
    return _last_task_begins_with(material, 'raise ValueError("I was not finished here")')


def cell_never_ends(material: Material) -> str:
    return _last_task_begins_with(material, "while True:\n    pass")


def cell_exits_python(material: Material) -> str:
    """An extra cell after the first answer; every task is solved and every test can still be run without that cell."""
    notebook = _answer(material, material.reference)
    at = next(index for index, cell in enumerate(notebook.cells) if is_solution(cell))
    notebook.cells.insert(at + 1, nbformat.v4.new_code_cell("import os\n\nos._exit(0)"))
    return _text(notebook)


def warns_on_stderr(material: Material) -> str:
    noisy = {grade_id: _complaining(source) for grade_id, source in _code(material).items()}
    return _text(_answer(material, {**material.reference, **noisy}))


def test_cell_deleted(material: Material) -> str:
    notebook = _answer(material, material.reference)
    notebook.cells.remove(next(filter(is_test, notebook.cells)))
    return _text(notebook)


def test_cell_duplicated(material: Material) -> str:
    notebook = _answer(material, material.reference)
    at = next(index for index, cell in enumerate(notebook.cells) if is_test(cell))
    notebook.cells.insert(at, copy.deepcopy(notebook.cells[at]))
    notebook.cells[at].id += "-copy"
    return _text(notebook)


def not_json(material: Material) -> str:
    whole = right(material)
    return whole[: len(whole) // 2]


def _last_task_begins_with(material: Material, statement: str) -> str:
    last = _of(material.tasks[-1:], _code(material))
    broken = {grade_id: f"{statement}\n\n{source}" for grade_id, source in last.items()}
    return _text(_answer(material, {**material.reference, **broken}))


def _returning_none(source: str) -> str:
    """Return the source with every function returning None and every variable None."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            node.value = ast.Constant(None)
    for function in _functions(tree):
        function.body = [ast.Return(ast.Constant(None))]
    return ast.unparse(ast.fix_missing_locations(tree))


def _complaining(source: str) -> str:
    """Return the source with every function writing a line to stderr each time it is called."""
    tree = ast.parse(source)
    for function in _functions(tree):
        function.body[:0] = ast.parse('print("Warning: still being tested", file=__import__("sys").stderr)').body
    return ast.unparse(ast.fix_missing_locations(tree))


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    bodies = itertools.chain(tree.body, *(node.body for node in classes))
    return [node for node in bodies if isinstance(node, ast.FunctionDef)]


RECIPES = (
    Recipe("student-01", "all right", right, everything),
    Recipe("student-02", "right in another style", right_in_another_style, everything),
    Recipe("student-03", "the first half right, the rest untouched", half_untouched, first_half),
    Recipe("student-04", "the first half right in another style, the rest wrong", half_wrong, first_half),
    Recipe("student-05", "all wrong", all_wrong, nothing),
    Recipe("student-06", "untouched", untouched, nothing),
    Recipe("student-07", "the cell of the last task raises", cell_raises, all_but_last),
    Recipe("student-08", "the cell of the last task never ends", cell_never_ends, all_but_last),
    Recipe("student-09", "all right, and an extra cell exits Python", cell_exits_python, everything),
    Recipe("student-10", "all right, with warnings on stderr", warns_on_stderr, everything),
    Recipe("student-11", "all right, a test cell deleted", test_cell_deleted, everything),
    Recipe("student-12", "all right, a test cell duplicated", test_cell_duplicated, everything),
    Recipe("student-13", "not valid JSON", not_json, nothing),
)
