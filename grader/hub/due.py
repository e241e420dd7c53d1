"""The due date, which nbgrader keeps in the gradebook, where students cannot see it.

It is handed out with an assignment, as a line in a file: a student can read it, and the list of what they submitted
says what is late. Whether points are lost is decided in the gradebook alone, by the date there.
"""

import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeReleaseAssignment
from nbgrader.utils import parse_utc

from grader.text import lateness

FILE = "due.txt"


class DatedRelease(ExchangeReleaseAssignment):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's release, with the due date if there is one; `c.ExchangeFactory.release_assignment` selects it."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:  # noqa: ANN401  (nbgrader's signature)
        """Copy the assignment, and write down when it is due."""
        super().do_copy(src, dest, log)
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                due = gradebook.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                return
        if due is not None:
            Path(dest, FILE).write_text(f"{due:%Y-%m-%d %H:%M} UTC\n", encoding="utf-8")


def late(folder: Path, timestamp: str) -> str:
    """Return by how much a submission is late, or nothing where it is not.

    Args:
        folder: the assignment in the exchange, as it was released.
        timestamp: when it was submitted, as nbgrader writes it.
    """
    try:
        due: datetime.datetime = parse_utc((folder / FILE).read_text(encoding="utf-8").strip())
        seconds = (parse_utc(timestamp) - due).total_seconds()
    except (OSError, ValueError):  # no due date, or none that can be read
        return ""
    return f"{lateness(seconds)} late" if seconds > 0 else ""
