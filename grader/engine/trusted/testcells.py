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
from grader.engine.cells import Step, plain_python, region
from grader.engine.compiled import compiled
from grader.engine.job import Score
from grader.engine.names import Target
from grader.engine.scoring import NoShell, run_to_last, score_of
from grader.engine.trusted.line import StudentGoneError
from grader.engine.trusted.proxies import StudentCallable, StudentClass, StudentObject
from grader.engine.trusted.session import Session
from grader.engine.trusted.watchdog import TestTimeoutError

PRINTED = 100_000
NO_MESSAGE = "a check of this test failed; it has no message"


class TestNamespace(dict[str, Any]):
    """The globals of the tests; names of the student's are asked for, and changed, in the student's process.

    Args:
        session: returns the conversation with the student's process.

    Attributes:
        students: names that are the student's by now.
        imports: those of them that the source's solutions import, with what they are bound to.
        shared: other names that hold in the student's process too where the test binds them.
        classes: those that given code has defined, by name.
        is_given: whether what runs is given code, which the student's process runs for itself.
    """

    __test__ = False

    def __init__(self, session: Callable[[], Session]) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins, get_ipython=NoShell)
        dict.__setitem__(self, "display", NoShell())
        self.session = session
        self.students: set[str] = set()
        self.imports: dict[str, Target] = {}
        self.shared: frozenset[str] = frozenset()
        self.is_given = False
        self.classes: dict[str, type] = {}

    def given_class(self, name: str) -> type | None:
        """Return the class that given code defines under a name, where the tests still have it."""
        found = self.classes.get(name)
        return found if found is not None and super().get(name) is found else None

    def take(self, step: Step) -> None:
        """Let names be the student's from here on."""
        for name in step.students:
            self.pop(name, None)
            self.imports.pop(name, None)
        self.students |= step.students
        self.imports |= step.imports

    def __missing__(self, name: str) -> Any:
        if name not in self.students and hasattr(builtins, name):
            raise KeyError(name)  # the interpreter then looks among its own built-ins
        return self.session().look_up(name, self.imports.get(name))

    def __contains__(self, name: object) -> bool:
        """Return whether a name is bound, here or in the student's process: `'x' in globals()`."""
        return super().__contains__(name) or (not self.is_given and name in self.session().bound_names())

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401 -- which is this function

    def keys(self) -> Any:
        """Return the names, as `dir()` shows them."""
        return dict.fromkeys([*super().keys(), *self.session().bound_names()]).keys()

    def __setitem__(self, name: str, value: Any) -> None:
        if self.is_given:
            super().__setitem__(name, value)
            self.students.discard(name)
            if isinstance(value, type) and value.__module__ == self["__name__"]:
                self.classes[name] = value
        elif name not in self.students and name not in self.shared:
            super().__setitem__(name, value)
        else:
            self._share(name, value)

    def _share(self, name: str, value: Any) -> None:
        """Bind a name here and in the student's process."""
        if is_students(value):
            self.pop(name, None)
        else:
            super().__setitem__(name, value)
        with contextlib.suppress(TypeError):  # a value that cannot travel stays with the test
            self.session().assign(name, value)

    def restore(self, before: dict[str, Any]) -> None:
        """Return to an earlier content, on this side alone."""
        super().clear()
        super().update(before)

    def __delitem__(self, name: str) -> None:
        known = super().__contains__(name)
        if known:
            super().__delitem__(name)
        if self.is_given or (known and name not in self.students and name not in self.shared):
            return
        with contextlib.suppress(NameError) if known else contextlib.nullcontext():
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


@contextlib.contextmanager
def quietly_within(seconds: float, session: Session, printed: Printed) -> Iterator[None]:
    """Run course code with its output in `printed`; raises `TestTimeoutError` where it takes longer."""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(Printed()):
        session.watchdog.guard_cell(seconds)
        try:
            yield
        finally:
            session.watchdog.leave_cell()


def run_given(code: str, namespace: TestNamespace, session: Session, seconds: float) -> str:
    """Run code of the course's own that uses nothing of the student's; return what went wrong.

    Whether it really uses nothing of theirs no text can tell, so it has the limits of a test.
    """
    namespace.is_given = True
    try:
        with quietly_within(seconds, session, Printed()):
            for part in compiled(code, "<given>"):
                exec(part, namespace)  # noqa: S102 -- the instructor's own code
    except StudentGoneError as gone:
        return f"StudentProcessEnded: {gone}"
    except TestTimeoutError:
        session.abandon()
        return f"Timeout: it did not end within {seconds:g} seconds"
    except Exception as error:
        return f"{type(error).__name__}: {text_of(error)}"
    finally:
        namespace.is_given = False
    return ""


def run_test(source: str, max_points: float, namespace: TestNamespace, session: Session, seconds: float) -> CellResult:
    """Run one test cell and return its score; never raises for what the test or the student's code does."""
    printed = Printed()
    session.new_cell()
    details = ""
    try:
        # All of it within limits: to ask an error for its message, too, can reach student code.
        with source_lookup(namespace), quietly_within(seconds, session, printed):
            score, details = attempt(source, max_points, namespace)
    except StudentGoneError as gone:
        score = Score(0.0, max_points, "failed", f"StudentProcessEnded: {gone}")
    except TestTimeoutError:
        session.abandon()
        score = Score(0.0, max_points, "failed", f"Timeout: this test did not end within {seconds:g} seconds")
    session.end_cell()
    if session.poison:
        score = Score(0.0, max_points, "failed", f"OpaqueValue: {session.poison}")
    return CellResult(score, printed.getvalue(), details)


def attempt(source: str, max_points: float, namespace: TestNamespace) -> tuple[Score, str]:
    """Return the score of a test cell, and the student's own lines where student code raised."""
    try:
        return earned(run_to_last(plain_python(source), "<test>", namespace), max_points), ""
    except (StudentGoneError, TestTimeoutError):
        raise
    except BaseException as error:
        message = f"{type(error).__name__}: {told(error, source)}"
        return Score(0.0, max_points, "failed", message), getattr(error, "student_trace", "")


def earned(value: Any, max_points: float) -> Score:
    """Return the score for the value that a cell ended with, which has to be the test's own."""
    if is_students(value):
        return Score(0.0, max_points, "invalid", "InvalidScore: the test ended with an object of the student's")
    return score_of(value, max_points)


def told(error: BaseException, source: str) -> str:
    """Return what a student may read about a failed test."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<test>"]
    return message_or_line(text_of(error)[:4000], isinstance(error, AssertionError), (lines or [0])[-1] or 0, source)


def message_or_line(message: str, is_assertion: bool, line: int, source: str) -> str:
    """Return a failed test's message, or its failing line (0 where none is known) where that is visible."""
    if message or not is_assertion:
        return message
    lines = source.splitlines()
    if not 0 < line <= len(lines) or line in region(source, "HIDDEN TESTS"):
        return NO_MESSAGE
    return lines[line - 1].strip()


def text_of(error: BaseException) -> str:
    """Return an error's message, which may hold an object of the student's."""
    try:
        return str(error)
    except Exception:
        return "(its message cannot be shown)"


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
