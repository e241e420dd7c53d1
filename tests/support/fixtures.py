"""A small course, graded once with its whole sample class, for the tests of all rooms to look at.

A plug-in of pytest that tests/conftest.py names; nbgrader and the grader, which take seconds to import, are imported
where a test asks for them.
"""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest


@pytest.fixture
def course(new_course, tmp_path):
    """A small course that nothing has been done with."""
    return new_course(tmp_path / "course")


@pytest.fixture
def run_grader():
    """`grader`, for tests: run ``python -m grader`` in a folder."""
    from tests.support.tiny_course import grader

    return grader


@pytest.fixture
def grade_one():
    """Grade one student of the small course in this process and return the result."""
    from grader.course import LOG, open_course, quietly
    from grader.grading.results import grade_all
    from tests.support.tiny_course import ASSIGNMENT

    def grade_one(root: Path, student: str):
        with quietly(root / LOG):
            return next(grade_all(open_course(root), [(ASSIGNMENT, student)]))

    return grade_one


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """The small course after ``python -m grader grade`` with two workers: its folder and what the command printed.

    Nothing of it is made beforehand, neither interpreter nor gradebook.
    """
    from tests.support.tiny_course import make_course, start

    root = make_course(tmp_path_factory.mktemp("graded") / "course")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write("c.Workers.count = 2\n")
    done = start("grader", root, "grade")
    yield root, done
    shutil.rmtree(root)


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory) -> Path:
    """An empty gradebook, since nbgrader takes seconds to make one."""
    from nbgrader.api import Gradebook

    from grader.course import search_path

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
    from tests.support.tiny_course import make_course

    def new_course(root: Path) -> Path:
        make_course(root)
        shutil.copy(empty_gradebook, root)
        return root

    return new_course
