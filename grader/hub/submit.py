"""Fetching and handing in from a student's server: wholly or not at all, and with one clear line where it cannot be.

nbgrader copies file after file under the final name. Where a disk is full halfway, what is there of a submission is the
student's latest, and would be collected in place of a good one before it; and what is there of an assignment could not
be fetched again. Here a copy has a hidden name, which no pattern of nbgrader's finds, until it is complete.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeFetchAssignment, ExchangeSubmit
from nbgrader.utils import find_all_notebooks

FULL = tuple(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT))
HOME_IS_FULL = "there is no space left in your home folder. Remove what you do not need, and try again"
EXCHANGE_IS_FULL = (
    "there is no space left where the course takes submissions: tell your instructor. Your work is safe in your own "
    "folder, and what you handed in before still counts"
)


class WholeSubmit(ExchangeSubmit):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's submit, which hands in all notebooks or nothing; `c.ExchangeFactory.submit` selects it."""

    assignment_filename: str

    def init_dest(self) -> None:
        """Find where it goes. Raises ExchangeError for a course that the student is not in."""
        with named_course(self):
            super().init_dest()

    def check_filename_diff(self) -> None:
        """Raise ExchangeError unless every notebook of the assignment is there, under its name."""
        released, present = (set(find_all_notebooks(path)) for path in (self.release_path, self.src_path))
        if missing := sorted(released - present):
            others = f" It holds {', '.join(sorted(present))}: give that its name back." if present else ""
            self.fail(f"{', '.join(missing)} is not in {self.src_path}.{others or ' Fetch the assignment again.'}")

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:  # noqa: ANN401  (nbgrader's signature)
        """Copy a folder. Raises ExchangeError for one that is larger than the course takes."""
        size, most = self.get_size(src), 1000 * self.coursedir.max_dir_size
        if size > most:
            self.fail(
                f"{src} holds {size / 1e6:.0f} MB, and {most / 1e6:.0f} MB can be handed in. Remove data from it."
            )
        super().do_copy(src, dest, log)

    def copy_files(self) -> None:
        """Copy the folder to the exchange and to the list of what was submitted, and let both be seen then."""
        name = self.assignment_filename
        self.assignment_filename = f".{name}"
        inbound, submitted = Path(self.inbound_path), Path(self.cache_path)
        shown = {inbound / f".{name}": inbound / name}
        listed = name.rsplit("+", 1)[0] if self.add_random_string else name
        shown[submitted / f".{listed}"] = submitted / listed
        try:
            super().copy_files()
            for hidden, final in shown.items():
                hidden.rename(final)
        except OSError as error:
            # The exchange comes first, and ends with the secret.
            secret = inbound / f".{name}" / "submission_secret.txt"
            told = HOME_IS_FULL if secret.exists() and secret.stat().st_size else EXCHANGE_IS_FULL
            fail(self, error, told)
        finally:
            for hidden in shown:
                shutil.rmtree(hidden, ignore_errors=True)


class WholeFetch(ExchangeFetchAssignment):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's fetch, which leaves an assignment or nothing; `c.ExchangeFactory.fetch_assignment` selects it."""

    dest_path: str

    def init_src(self) -> None:
        """Find the assignment. Raises ExchangeError for a course that the student is not in."""
        with named_course(self):
            super().init_src()

    def copy_files(self) -> None:
        """Copy the assignment into the student's folder. One that is there, and lacks files, gets them."""
        final = Path(self.dest_path)
        if final.is_dir():
            super().copy_files()
            return
        hidden = final.with_name(f".{final.name}")
        shutil.rmtree(hidden, ignore_errors=True)
        self.dest_path = str(hidden)
        try:
            super().copy_files()
            hidden.rename(final)
        except OSError as error:
            shutil.rmtree(hidden, ignore_errors=True)
            fail(self, error, HOME_IS_FULL)


@contextlib.contextmanager
def named_course(exchange: Any) -> Iterator[None]:  # noqa: ANN401  (nbgrader has no types)
    """Let an ExchangeError say so, and name the student's courses, where it is about one that they are not in."""
    try:
        yield
    except ExchangeError:
        who, course = exchange.coursedir.student_id, exchange.coursedir.course_id
        courses = exchange.authenticator.get_student_courses(who)
        if course and courses is not None and course not in courses:
            exchange.fail(f"You are not in the course {course}, but in {', '.join(sorted(courses)) or 'no course'}.")
        raise


def fail(exchange: Any, error: OSError, full: str) -> NoReturn:  # noqa: ANN401  (nbgrader has no types)
    """Raise ExchangeError with the reason: ``full`` where a disk or quota is, or what the system says."""
    text = str(error)
    reason = full if any(known in text for known in FULL) else f"it could not be copied: {text}"
    exchange.fail(f"{reason[0].upper()}{reason[1:]}.")
    raise AssertionError("nbgrader's fail raises")
