"""The same file handed in by a whole class gets one mark, now and at every regrade."""

import contextlib
import shutil
import sqlite3

import nbformat

from grader.course import LOG, open_course, quietly
from grader.handout import sample_class
from grader.handout.release import release
from tests.support.tiny_course import ASSIGNMENT, entries, grade_here

CLASS = 12
COINS = "import numpy as np\nfor _ in range(2):\n    assert np.random.default_rng().random() < 0.5, 'heads'"


def make_class(root):
    """Let the tests draw at random what decides, and hand one right answer in for a whole class."""
    path = root / "source" / ASSIGNMENT / "tiny.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in ("t1_double_visible", "t2_square_visible"):
            cell.source = COINS
    nbformat.write(notebook, path)
    with quietly(root / LOG):
        release(open_course(root), ASSIGNMENT)
    right = sample_class.right(sample_class.gather(root, ASSIGNMENT))
    for number in range(CLASS):
        folder = root / "submitted" / f"student-{number:02}" / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / "tiny.ipynb").write_text(right, encoding="utf-8")


def marks(root):
    """Grade everything and return the points of each student, one tuple each."""
    assert grade_here(root) == 0
    students = sorted({entry.student for entry in entries(root)})
    assert len(students) == CLASS
    return [tuple(entry.auto for entry in entries(root, student)) for student in students]


def test_the_same_file_for_a_whole_class_and_for_every_regrade_is_one_mark(course):
    make_class(course)
    first = marks(course)
    assert len(set(first)) == 1, "equal files, unequal marks"
    shutil.rmtree(course / "autograded")
    assert marks(course) == first


def test_the_secret_is_made_once_and_kept_with_the_gradebook(course):
    make_class(course)
    marks(course)
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as database:
        (secret,) = [row[0] for row in database.execute("SELECT secret FROM grading_secret")]
    assert len(secret) == 64
    shutil.rmtree(course / "autograded")
    marks(course)
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as database:
        assert [row[0] for row in database.execute("SELECT secret FROM grading_secret")] == [secret]
    readable = [path for folder in ("autograded", "feedback") for path in (course / folder).rglob("*.*")]
    assert not [path for path in readable if secret in path.read_text(encoding="utf-8", errors="replace")]
