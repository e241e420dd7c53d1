"""The course's gradebook, open for as long as a block lasts."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

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


def has_gradebook(coursedir: CourseDirectory) -> bool:
    """Return whether there is one; to open one that is not there makes it, which takes seconds."""
    return not coursedir.db_url.startswith("sqlite") or Path(coursedir.root, "gradebook.db").exists()
