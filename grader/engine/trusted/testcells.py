"""Test cells: run here, in the trusted process, with the student's names looked up at the other end of the line.

Threat: a test that believes the student's interpreter, and feedback that gives the hidden test away. The names, the
built-ins and the modules of a test are this process's own; its score is computed here; what is told about a failure is
the author's message and the student's own lines, never the source of a hidden test.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import io
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from grader.engine.both.kinds import Request
from grader.engine.cells import plain_python, region
from grader.engine.compiled import compiled
from grader.engine.job import Score
from grader.engine.scoring import NoShell, run_to_last, score_of
from grader.engine.trusted.line import StudentGoneError
from grader.engine.trusted.proxies import StudentCallable, StudentClass, StudentObject
from grader.engine.trusted.session import Session
from grader.engine.trusted.watchdog import TestTimeoutError

PRINTED = 100_000
NO_MESSAGE = "a check of this test failed; it has no message"


class TestNamespace(dict[str, Any]):
    """The globals of the tests; names of the student's are asked for, and changed, in the student's process."""

    __test__ = False

    def __init__(self, student_names: frozenset[str], session: Callable[[], Session]) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins, get_ipython=NoShell)
        dict.__setitem__(self, "display", NoShell())
        self.student_names, self.session = student_names, session

    def __missing__(self, name: str) -> Any:
        if name not in self.student_names and hasattr(builtins, name):
            raise KeyError(name)  # the interpreter then looks among its own built-ins
        return self.session().look_up(name)

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in self.student_names:
            super().__setitem__(name, value)
            return
        if is_students(value):
            self.pop(name, None)
        else:
            super().__setitem__(name, value)
        with contextlib.suppress(TypeError):  # a value that cannot travel stays with the test
            self.session().request(Request.ASSIGN, name, value)

    def restore(self, before: dict[str, Any]) -> None:
        """Return to an earlier content, on this side alone."""
        super().clear()
        super().update(before)

    def __delitem__(self, name: str) -> None:
        if name in self:
            super().__delitem__(name)
            if name in self.student_names:
                with contextlib.suppress(NameError):
                    self.session().request(Request.DELETE, name)
        else:
            self.session().request(Request.DELETE, name)


def is_students(value: Any) -> bool:
    return isinstance(value, (StudentCallable, StudentObject, StudentClass)) or isinstance(type(value), StudentClass)


@dataclass(frozen=True)
class CellResult:
    """A test cell's score, what it printed, and the student's own lines where student code raised."""

    score: Score
    printed: str
    details: str


class Printed(io.StringIO):
    """Keeps the beginning of what is printed."""

    def write(self, text: str) -> int:
        if self.tell() < PRINTED:
            super().write(text[:PRINTED])
        return len(text)


def run_given(code: str, namespace: TestNamespace) -> None:
    """Run code of the course's own that uses nothing of the student's."""
    with contextlib.redirect_stdout(Printed()), contextlib.redirect_stderr(Printed()):
        for part in compiled(code, "<given>"):
            exec(part, namespace)  # noqa: S102 -- the instructor's own code


def run_test(source: str, max_points: float, namespace: TestNamespace, session: Session, seconds: float) -> CellResult:
    """Run one test cell and return its score; never raises for what the test or the student's code does."""
    printed = Printed()
    session.new_cell()
    details = ""
    watchdog = session.watchdog
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(Printed()), source_lookup(namespace):
            watchdog.guard_cell(seconds)
            value = run_to_last(plain_python(source), "<test>", namespace)
            watchdog.leave_cell()
        score = earned(value, max_points)
    except StudentGoneError as gone:
        score = Score(0.0, max_points, "failed", f"StudentProcessEnded: {gone}")
    except TestTimeoutError:
        session.abandon()
        score = Score(0.0, max_points, "failed", f"Timeout: this test did not end within {seconds:g} seconds")
    except BaseException as error:
        score = Score(0.0, max_points, "failed", f"{type(error).__name__}: {told(error, source)}")
        details = getattr(error, "student_trace", "")
    finally:
        watchdog.leave_cell()
    if session.poison:
        score = Score(0.0, max_points, "failed", f"OpaqueValue: {session.poison}")
    return CellResult(score, printed.getvalue(), details)


def earned(value: Any, max_points: float) -> Score:
    """Return the score for the value that a cell ended with, which has to be the test's own."""
    if is_students(value):
        return Score(0.0, max_points, "invalid", "InvalidScore: the test ended with an object of the student's")
    return score_of(value, max_points)


def told(error: BaseException, source: str) -> str:
    """Return what a student may read about a failed test: its message, or the failing line where that is visible."""
    message = str(error)
    if message or not isinstance(error, AssertionError):
        return message[:4000]
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<test>"]
    if not lines or lines[-1] is None or lines[-1] in region(source, "HIDDEN TESTS"):
        return NO_MESSAGE
    return source.splitlines()[lines[-1] - 1].strip()


@contextlib.contextmanager
def source_lookup(namespace: TestNamespace) -> Iterator[None]:
    """Let `inspect.getsource` answer for the student's names, from the text of the submission."""
    original = inspect.getsource

    def getsource(thing: Any) -> str:
        if not is_students(thing):
            return original(thing)
        return find_source(getattr(thing, "__name__", type(thing).__name__), namespace.session().submission_text)

    inspect.getsource = getsource  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getsource = original


def find_source(name: str, submission: tuple[str, ...]) -> str:
    """Return the text of the last top-level definition of `name`; by tokens, so hostile text is never compiled."""
    pattern = re.compile(rf"(async\s+def|def|class)\s+{re.escape(name)}\b")
    for cell in reversed(submission):
        lines = cell.splitlines(keepends=True)
        for number in range(len(lines) - 1, -1, -1):
            if pattern.match(lines[number]):
                return "".join(inspect.getblock(lines[number:]))
    raise OSError("could not get source code")


def close_figures() -> None:
    """Close what the tests drew, so that memory stays flat over a class."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
