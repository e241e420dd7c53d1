"""The course's gradebook, open for as long as a block lasts."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from grader.course import GraderError


@contextlib.contextmanager
def open_gradebook(coursedir: CourseDirectory) -> Iterator[Gradebook]:
    """Yield the course's gradebook. Raises GraderError if it cannot be opened."""
    try:
        gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
    except Exception as error:  # whatever the database's driver raises
        raise GraderError(f"The gradebook cannot be opened: {str(error).splitlines()[0]}") from error
    with gradebook:
        yield gradebook


SECRET = sqlalchemy.Table(
    "grading_secret", sqlalchemy.MetaData(), sqlalchemy.Column("secret", sqlalchemy.String(64), nullable=False)
)


def secret(gradebook: Gradebook) -> str:
    """Return the course's secret, which random test data come from; made at first use, in a table of its own.

    It is kept with the marks, so that a regrade on any machine draws what the first grading drew.
    """
    connection = gradebook.db.connection()
    SECRET.create(connection, checkfirst=True)
    if (kept := connection.execute(sqlalchemy.select(SECRET.c.secret)).scalar()) is None:
        kept = secrets.token_hex(32)
        connection.execute(SECRET.insert().values(secret=kept))
    gradebook.db.commit()
    return str(kept)


def has_gradebook(coursedir: CourseDirectory) -> bool:
    """Return whether there is one; to open one that is not there makes it, which takes seconds."""
    return not coursedir.db_url.startswith("sqlite") or Path(coursedir.root, "gradebook.db").exists()
