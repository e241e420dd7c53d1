"""A small course, and the commands that a person would run in it."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat

from grader.__main__ import main
from grader.course import LOG, open_course, quietly, search_path
from grader.handout import sample_class
from grader.handout.release import release
from tests import warm_command

REPOSITORY = Path(__file__).resolve().parents[2]
ASSIGNMENT = "a00-tiny"

# grade_id, points (0 for a solution cell), source
CELLS = (
    ("t1_double", 0, "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"),
    ("t1_double_visible", 1, 'assert double(3) == 6, "two times 3 is 6"'),
    (
        "t1_double_negative",
        2,
        '### BEGIN HIDDEN TESTS\nassert double(-0.5) == -1, "SECRET: negative numbers"\n### END HIDDEN TESTS',
    ),
    ("t2_square", 0, "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"),
    ("t2_square_visible", 3, 'assert square(3) == 9, "3 times 3 is 9"'),
)
WRITTEN = "### BEGIN SOLUTION\nThe area of a square grows with its side squared.\n### END SOLUTION"

OTHER_STYLE = """# %% grade_id="t1_double"
double = lambda x: x + x
# %% grade_id="t2_square"
def square(number):
    result = number**2
    return result
"""


# nbgrader as it comes, but for what a course of its own needs and patience with a slow machine.
STOCK_SETTINGS = """from pathlib import Path
c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "one-neuron-up"
c.Execute.timeout = 60
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
"""
ENTRIES = """
SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade
FROM grade JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
"""


class Entry(NamedTuple):
    """One mark in the gradebook; ``waits`` says whether a person has to look."""

    student: str
    cell: str
    auto: float | None
    manual: float | None
    waits: bool


def entries(root: Path, student: str | None = None) -> list[Entry]:
    """Return the marks of everyone, or of one student, read with nothing but SQLite: no grader vouches for itself."""
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        found = [Entry(*row[:4], bool(row[4])) for row in database.execute(ENTRIES)]
    return [entry for entry in found if student in (None, entry.student)]


def role(grade_id: str, points: int, *, solution: bool) -> dict[str, object]:
    """Return nbgrader's metadata of a cell that is graded if it has points."""
    names = {"grade_id": grade_id, "schema_version": 3, "task": False}
    return {**names, "grade": points > 0, "points": points, "solution": solution, "locked": not solution}


def make_notebook() -> nbformat.NotebookNode:
    """Return the source of an assignment with two small tasks and a written question."""
    cells = [nbformat.v4.new_markdown_cell("# Two tasks")]
    for grade_id, points, source in CELLS:
        metadata = {"nbgrader": role(grade_id, points, solution=points == 0)}
        cells.append(nbformat.v4.new_code_cell(source, metadata=metadata))
    cells.append(nbformat.v4.new_markdown_cell(WRITTEN, metadata={"nbgrader": role("t3_why", 2, solution=True)}))
    for index, cell in enumerate(cells):
        cell.id = f"cell-{index}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def make_course(root: Path) -> Path:
    """Write a course of one small assignment into ``root``, with this repository's settings but less patience.

    One worker grades it: to start a second one takes longer than the whole small class.
    """
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    nbformat.write(make_notebook(), root / "source" / ASSIGNMENT / "tiny.ipynb")
    corpus = root / "authoring" / "assignments" / ASSIGNMENT / "right"
    corpus.mkdir(parents=True)
    (corpus / "plain.py").write_text(OTHER_STYLE, encoding="utf-8")
    (root / "submitted").mkdir()
    settings = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    shorter = settings.replace("cell_seconds = 30", "cell_seconds = 5")
    assert shorter != settings
    (root / "nbgrader_config.py").write_text(f"{shorter}\nc.Workers.count = 1\n", encoding="utf-8")
    return root


def environment_of(root: Path) -> dict[str, str]:
    """Return the environment of a person who works in ``root`` and has no settings of their own."""
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": path, "JUPYTER_CONFIG_DIR": str(root / ".jupyter"), "PATH": search_path()}


def grader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m grader`` in ``root`` as a person would, without waiting for its imports."""
    return warm_command.run("grader", *arguments, folder=root, environment=environment_of(root))


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command in ``root`` as a person would, without waiting for its imports."""
    return warm_command.run("nbgrader", *arguments, folder=root, environment=environment_of(root))


def grade_here(root: Path) -> int:
    """Run ``grade`` in this process, whose tests share its workers, and return the exit code."""
    return main(["--course", str(root), "grade"])


def start(module: str, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m MODULE`` in ``root`` in an interpreter of its own, imports and all."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=root, env=environment_of(root), text=True, capture_output=True, check=False)


def generate_class(root: Path) -> None:
    """Release the small assignment and write its sample class."""
    with quietly(root / LOG):
        release(open_course(root), ASSIGNMENT)
    sample_class.fill(root, ASSIGNMENT)
