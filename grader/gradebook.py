"""The course's gradebook, open for as long as a block lasts."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy
from nbgrader.api import Course, Gradebook
from nbgrader.coursedir import CourseDirectory

from grader.course import GraderError


@contextlib.contextmanager
def open_gradebook(coursedir: CourseDirectory) -> Iterator[Gradebook]:
    """Yield the course's gradebook. Raises GraderError if it cannot be opened."""
    try:
        with _alone(coursedir.db_url):
            gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
    except ModuleNotFoundError as error:
        raise GraderError(f"The gradebook's database needs {error.name}: make cluster installs it") from error
    except Exception as error:  # whatever the database's driver raises
        raise GraderError(f"The gradebook cannot be opened: {str(error).splitlines()[0]}") from error
    with gradebook:
        yield gradebook


@contextlib.contextmanager
def _alone(url: str) -> Iterator[None]:
    """Let nobody else open the gradebook meanwhile: of two that find a database empty, only one can make its tables.

    SQLite has no lock for that, and its file is one person's.
    """
    if sqlalchemy.make_url(url).get_backend_name() != "postgresql":
        yield
        return
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(sqlalchemy.select(sqlalchemy.func.pg_advisory_xact_lock(OPENING)))
            yield
    finally:
        engine.dispose()


OPENING = 0x67726164  # a number for the lock that nothing else in the database uses
SECRET = sqlalchemy.Table(
    "grading_secret", sqlalchemy.MetaData(), sqlalchemy.Column("secret", sqlalchemy.String(64), nullable=False)
)


def secret(gradebook: Gradebook) -> str:
    """Return the course's secret, which random test data come from; made at first use, in a table of its own.

    It is kept with the marks, so that a regrade on any machine draws what the first grading drew.
    """
    connection = gradebook.db.connection()
    # Of several graders that begin at once, the others wait here for the one that makes it; SQLite takes no such lock.
    connection.execute(sqlalchemy.select(Course.id).with_for_update())
    SECRET.create(connection, checkfirst=True)
    if (kept := connection.execute(sqlalchemy.select(SECRET.c.secret)).scalar()) is None:
        kept = secrets.token_hex(32)
        connection.execute(SECRET.insert().values(secret=kept))
    gradebook.db.commit()
    return str(kept)


def has_gradebook(coursedir: CourseDirectory) -> bool:
    """Return whether there is one; to open one that is not there makes it, which takes seconds."""
    return not coursedir.db_url.startswith("sqlite") or Path(coursedir.root, "gradebook.db").exists()


def where_is(coursedir: CourseDirectory) -> str:
    """Return where the gradebook is, for people to read: its file, or its database without the password."""
    url = sqlalchemy.make_url(coursedir.db_url)
    return "gradebook.db" if url.drivername.startswith("sqlite") else url.render_as_string(hide_password=True)
