"""The gradebook in PostgreSQL: moved there whole, read by all that read it, and written by several at once.

The server is one of this test's own, from Debian's package, in a temporary folder, on a socket and with a password.
"""

import datetime
import os
import secrets
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest
import sqlalchemy
from nbgrader.api import Base, Gradebook

from grader.__main__ import main
from grader.cluster import move
from grader.course import LOG, GraderError, open_course, quietly, search_path
from grader.engine.job import Outcome, Score
from grader.gradebook import open_gradebook
from grader.grading.results import grade_all, students
from grader.handout.release import release
from tests.support.tiny_course import ASSIGNMENT, ENTRIES, grader
from tests.waiting import until

OTHER = "a01-tiny"


@pytest.fixture(scope="module")
def server():
    """Where a PostgreSQL server listens, as a URL without the database's name, and how to make a database."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: make cluster installs it")
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not programs:
        pytest.skip("no PostgreSQL on this machine: install it (Debian: apt-get install postgresql)")
    user = {"user": "postgres"} if os.getuid() == 0 else {}
    place = Path(tempfile.mkdtemp(prefix="postgresql-"))
    password = secrets.token_hex(8)
    (place / "password").write_text(password, encoding="utf-8")
    if user:
        for path in (place, place / "password"):
            shutil.chown(path, "postgres")
    initdb = [programs[-1].parent / "initdb", "-D", place / "data", "--auth=scram-sha-256", "-U", "owner", "--no-sync"]
    subprocess.run([*initdb, "--pwfile", place / "password"], check=True, capture_output=True, cwd=place, **user)
    options = ["-D", place / "data", "-k", place, "-c", "listen_addresses=", "-c", "fsync=off"]
    with (place / "log").open("wb") as log:
        process = subprocess.Popen([programs[-1], *options], stdout=log, stderr=log, cwd=place, **user)
    url = f"postgresql+psycopg://owner:{password}@/{{}}?host={place}"
    try:
        until(lambda: b"ready to accept" in (place / "log").read_bytes(), lambda: (place / "log").read_text())
        yield url
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(place)


@pytest.fixture
def database(server):
    """The URL of an empty database."""
    name = f"class_{secrets.token_hex(4)}"
    engine = sqlalchemy.create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.format(name)


def copy_of(graded, place: Path, url: str) -> Path:
    """Return a copy of the graded class whose gradebook is said to be in ``url``."""
    root = place / "course"
    shutil.copytree(graded[0], root)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(f'\nc.CourseDirectory.db_url = "{url}"\n')
    return root


def marks(url: str) -> list[tuple]:
    """Return all marks in a database, read by nothing but SQL."""
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.text(ENTRIES))
        found = sorted(((*tuple(row[:4]), bool(row[4])) for row in rows), key=lambda row: row[:2])
    engine.dispose()
    return found


def as_shown(url: str) -> dict[str, object]:
    """Return what the formgrader's pages ask of a gradebook."""
    with Gradebook(url, "one-neuron-up") as gradebook:
        return {
            "students": sorted(gradebook.student_dicts(), key=lambda row: row["id"]),
            "submissions": sorted(gradebook.submission_dicts(ASSIGNMENT), key=lambda row: row["student"]),
            "notebooks": sorted(
                gradebook.notebook_submission_dicts("tiny", ASSIGNMENT), key=lambda row: row["student"]
            ),
            "average": gradebook.average_assignment_score(ASSIGNMENT),
            "written": gradebook.average_notebook_written_score("tiny", ASSIGNMENT),
        }


@pytest.fixture
def moved(graded, database, tmp_path, capsys):
    """The graded class after ``move-gradebook``: its folder and its database."""
    root = copy_of(graded, tmp_path, database)
    assert main(["move-gradebook", str(root / "gradebook.db"), database]) == 0
    assert "both gradebooks are equal, row by row" in capsys.readouterr().out
    (root / "gradebook.db").rename(tmp_path / "kept.db")
    return root, database


def test_a_moved_gradebook_is_the_same_to_all_that_read_it(moved, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", search_path())
    _, database = moved
    before = f"sqlite:///{tmp_path}/kept.db"
    assert marks(database) == marks(before)
    assert len(marks(database)) == 13 * 4
    assert as_shown(database) == as_shown(before)


def test_the_class_goes_on_with_a_moved_gradebook(moved, capsys):
    root, database = moved
    before = marks(database)
    shutil.rmtree(root / "feedback")
    _hand_in_late(database)
    assert main(["--course", str(root), "grade"]) == 0
    told = capsys.readouterr().out
    assert "Gradebook: postgresql+psycopg://owner:***@/class_" in told
    assert marks(database) == before, "nothing had changed"
    assert (root / "feedback" / "student-01" / ASSIGNMENT / "tiny.html").is_file()
    assert not (root / "gradebook.db").exists()


def _hand_in_late(url: str) -> None:
    with Gradebook(url, "one-neuron-up") as gradebook:
        gradebook.find_assignment(ASSIGNMENT).duedate = datetime.datetime(2026, 1, 1, 12)
        gradebook.find_submission(ASSIGNMENT, "student-01").timestamp = datetime.datetime(2026, 1, 2, 12)
        gradebook.db.commit()


class AllRight:
    """A pool that finds every test passed, as soon as it is asked."""

    def run(self, tasks):
        for task in tasks:
            cells = [cell["metadata"].get("nbgrader", {}) for cell in task.job.notebook["cells"]]
            tests = [cell for cell in cells if cell.get("grade") and not cell["solution"]]
            scores = {cell["grade_id"]: Score(cell["points"], cell["points"], "passed") for cell in tests}
            yield task, Outcome(task.job.notebook, scores, {}, ())


def test_two_graders_at_once_lose_and_double_nothing(graded, database, tmp_path):
    root = copy_of(graded, tmp_path, database)
    shutil.copytree(root / "source" / ASSIGNMENT, root / "source" / OTHER)
    for folder in sorted((root / "submitted").glob("student-*")):
        shutil.copytree(folder / ASSIGNMENT, folder / OTHER)
    shutil.rmtree(root / "autograded")
    with quietly(root / LOG):
        for assignment in (ASSIGNMENT, OTHER):
            release(open_course(root), assignment)
        _at_once(*(lambda name=name: _graded(root, name) for name in (ASSIGNMENT, OTHER)))
    for assignment in (ASSIGNMENT, OTHER):
        with Gradebook(database, "one-neuron-up") as gradebook:
            scores = {row["student"]: row["score"] for row in gradebook.submission_dicts(assignment)}
        assert scores == {student: 0 if student == "student-13" else 6 for student in students(root, assignment)}
    assert len(marks(database)) == 2 * 13 * 4
    engine = sqlalchemy.create_engine(database)
    with engine.connect() as connection:
        assert connection.execute(sqlalchemy.text("SELECT count(*) FROM grading_secret")).scalar() == 1
        assert connection.execute(sqlalchemy.text("SELECT count(*) FROM student")).scalar() == 13
    engine.dispose()


def test_two_who_open_an_empty_database_at_once_both_get_the_gradebook(graded, database, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", search_path())
    coursedir = open_course(copy_of(graded, tmp_path, database)).coursedir

    def look() -> None:
        with open_gradebook(coursedir) as gradebook:
            assert gradebook.assignments == []

    _at_once(*[look] * 4)
    engine = sqlalchemy.create_engine(database)
    with engine.connect() as connection:
        for table in (move.VERSION, Base.metadata.tables["course"]):
            assert connection.execute(sqlalchemy.select(sqlalchemy.func.count()).select_from(table)).scalar() == 1
    engine.dispose()


def test_two_who_begin_with_an_empty_database_at_once_both_release(graded, database, tmp_path):
    roots = [copy_of(graded, tmp_path / name, database) for name in ("one", "other")]
    shutil.move(roots[1] / "source" / ASSIGNMENT, roots[1] / "source" / OTHER)
    done = []
    _at_once(*(lambda root=root: done.append(grader(root, "release")) for root in roots))
    assert [each.returncode for each in done] == [0, 0], [each.stderr for each in done]
    with Gradebook(database, "one-neuron-up") as gradebook:
        assert sorted(row.name for row in gradebook.assignments) == [ASSIGNMENT, OTHER]


def _graded(root: Path, assignment: str) -> None:
    work = [(assignment, student) for student in students(root, assignment)]
    results = list(grade_all(open_course(root), work, workers=AllRight()))
    assert not any(result.failure for result in results)


def _at_once(*actions) -> None:
    """Let each begin when all are ready to; fail with the first error."""
    begin, errors = threading.Barrier(len(actions)), []

    def act(action) -> None:
        begin.wait()
        try:
            action()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=act, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_a_gradebook_goes_only_into_an_empty_database(moved, tmp_path):
    _, database = moved
    with pytest.raises(GraderError, match=r"owner:\*\*\*@.* is not empty: give an empty database"):
        move.copy(str(tmp_path / "kept.db"), database)


def test_what_cannot_be_held_leaves_the_database_empty(graded, database, tmp_path):
    kept = tmp_path / "gradebook.db"
    shutil.copy(graded[0] / "gradebook.db", kept)
    engine = sqlalchemy.create_engine(f"sqlite:///{kept}")
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE student SET last_name = :name"), {"name": "x" * 200})
    engine.dispose()
    with pytest.raises(GraderError, match=r"The gradebook cannot be copied: .*too long"):
        move.copy(str(kept), database)
    engine = sqlalchemy.create_engine(database)
    assert sqlalchemy.inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize(
    ("place", "message"), [("nowhere.db", "nowhere.db is not there"), ("one://two three", "is no database")]
)
def test_a_place_that_holds_no_gradebook_is_named(tmp_path, monkeypatch, place, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GraderError, match=message):
        move.copy(place, "new.db")
    assert not list(tmp_path.iterdir())
