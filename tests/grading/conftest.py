"""A small course, graded once with its whole sample class, for every test in this folder to look at."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from tiny_course import ASSIGNMENT, grader, make_course, start

from grader.course import LOG, open_course, quietly, search_path
from grader.grading.results import Result, grade_all


@pytest.fixture
def course(new_course, tmp_path):
    """A small course that nothing has been done with."""
    return new_course(tmp_path / "course")


@pytest.fixture
def run_grader():
    """`grader`, for tests: run ``python -m grader`` in a folder."""
    return grader


@pytest.fixture
def grade_one():
    """Grade one student of the small course in this process and return the result."""

    def grade_one(root: Path, student: str) -> Result:
        with quietly(root / LOG):
            return next(grade_all(open_course(root), [(ASSIGNMENT, student)]))

    return grade_one


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """The small course after ``python -m grader grade`` with two workers: its folder and what the command printed.

    Nothing of it is made beforehand, neither interpreter nor gradebook.
    """
    root = make_course(tmp_path_factory.mktemp("graded") / "course")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write("c.Workers.count = 2\n")
    done = start("grader", root, "grade")
    yield root, done
    shutil.rmtree(root)


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory) -> Path:
    """An empty gradebook, since nbgrader takes seconds to make one."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", search_path())  # it does so by running alembic
        Gradebook(f"sqlite:///{path}").close()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM course")  # whoever opens it enters their own
        database.commit()
    return path


@pytest.fixture(scope="session")
def new_course(empty_gradebook):
    """`make_course`, with an empty gradebook in it."""

    def new_course(root: Path) -> Path:
        make_course(root)
        shutil.copy(empty_gradebook, root)
        return root

    return new_course
