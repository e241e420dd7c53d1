"""Grades submissions side by side: takes them in and has the engine execute them. Nothing is written here."""

from __future__ import annotations

import contextlib
import json
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from grader.course import GraderError, matches
from grader.engine.cells import is_test
from grader.engine.job import Limits, Outcome
from grader.grading import marks, master, report
from grader.grading.gpus import Gpus
from grader.grading.intake import Caps
from grader.grading.master import Master, Sheet
from grader.grading.pool import Task, TaskPool, WorkerFailedError
from grader.grading.prepare import AnswerSheet, Submission, prepare
from grader.grading.report import Report


@dataclass
class Setup:
    """What grading a class needs to know.

    Attributes:
        coursedir: nbgrader's folders and settings of the course.
        gradebook: open for as long as this lasts.
        limits: what the code of a submission may use.
        caps: what of a submission is taken in.
        exclude_overwriting: for each assignment, names of files that students may replace.
        written: with which settings graded notebooks are written.
        ways: how tests run, by name of the assignment.
        gpus: which assignments get a GPU.
        masters: the assignments that were read, by name.
    """

    coursedir: CourseDirectory
    gradebook: Gradebook
    limits: Limits
    caps: Caps
    exclude_overwriting: Mapping[str, Sequence[str]]
    written: str = ""
    ways: Mapping[str, str] = field(default_factory=dict)
    gpus: Gpus = field(default_factory=Gpus)
    masters: dict[str, Master] = field(default_factory=dict)

    def master(self, assignment: str) -> Master:
        """Return the assignment, read once. Raises GraderError if it cannot be used."""
        if assignment not in self.masters:
            self.masters[assignment] = master.load(self.gradebook, self.coursedir, assignment, self.ways, self.gpus)
        return self.masters[assignment]

    def sheets(self, assignment: str) -> list[Sheet]:
        """Return the notebooks of the assignment that are wanted."""
        wanted = self.coursedir.notebook_id
        sheets = [sheet for sheet in self.master(assignment).sheets if matches(sheet.name, wanted)]
        if not sheets:
            raise GraderError(f"{assignment} has no notebook {wanted!r}")
        return sheets

    def folder(self, step: str, assignment: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, assignment))


@dataclass
class Attempt:
    """One submission and what came of it.

    Attributes:
        submission: as it was taken in.
        unchanged: where it was graded before as it is now, the reports of then by notebook; there is nothing to do.
        outcomes: by notebook what the engine made of it.
        failure: why the grader, not the submission, failed; empty if it did not.
        waits: whether it cannot be graded here, for want of a GPU, and keeps the marks that it has.
    """

    submission: Submission
    unchanged: Mapping[str, Report]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    failure: str = ""
    waits: bool = False

    @property
    def executable(self) -> list[AnswerSheet]:
        """The notebooks that the engine has to execute."""
        return (
            [] if self.unchanged or self.waits else [answer for answer in self.submission.answers if not answer.refusal]
        )


def take_in(setup: Setup, assignment: str, student: str, *, force: bool) -> Attempt:
    """Take a submission in, and compare it with what was graded before unless ``force``.

    Raises:
        GraderError: if the assignment cannot be used.
    """
    folder = setup.folder(setup.coursedir.submitted_directory, assignment, student)
    kept = setup.exclude_overwriting.get(assignment, ())
    sheets = setup.sheets(assignment)
    whole = setup.master(assignment)
    submission = prepare(whole, sheets, student, folder, setup.caps, setup.limits, kept, setup.written)
    return Attempt(submission, {} if force else _unchanged(setup, submission))


def waits(pool: TaskPool, attempt: Attempt) -> bool:
    """Return whether a submission needs a GPU and there is none."""
    wanted = {answer.sheet.gpu for answer in attempt.executable if answer.sheet.gpu}
    return any(not pool.has_gpu(files) for files in wanted)


def execute(pool: TaskPool, attempts: Iterable[Attempt], limits: Limits) -> Generator[Attempt, None, None]:
    """Yield each attempt when the workers are done with it; attempts are taken as workers get free."""
    ready: deque[Attempt] = deque()
    with contextlib.closing(pool.run(_tasks(attempts, ready, limits))) as results:
        for task, outcome in results:
            yield from _drained(ready)
            attempt, answer = task.key
            if _is_done(attempt, answer, outcome):
                yield attempt
    yield from _drained(ready)


def _drained(ready: deque[Attempt]) -> Iterator[Attempt]:
    while ready:
        yield ready.popleft()


def _tasks(
    attempts: Iterable[Attempt], ready: deque[Attempt], limits: Limits
) -> Iterator[Task[tuple[Attempt, AnswerSheet]]]:
    """Yield what the workers have to do; what needs no worker goes into ``ready``."""
    for attempt in attempts:
        if not attempt.executable:
            ready.append(attempt)
        for answer in attempt.executable:
            yield Task((attempt, answer), attempt.submission.job(answer), limits, attempt.submission.master.files)


def _is_done(attempt: Attempt, answer: AnswerSheet, outcome: Outcome | WorkerFailedError) -> bool:
    """Take one notebook's outcome, and return whether the attempt ends with it, as it does at the first failure."""
    if attempt.failure:
        return False
    if isinstance(outcome, WorkerFailedError):
        submission = attempt.submission
        place = f"{submission.student}, {submission.master.name}/{answer.sheet.name}"
        attempt.failure = f"{place}: the grader failed: {outcome}"
        return True
    attempt.outcomes[answer.sheet.name] = outcome
    return len(attempt.outcomes) == len(attempt.executable)


def _unchanged(setup: Setup, submission: Submission) -> dict[str, Report]:
    """Return the reports of a submission that was graded as it is now; otherwise nothing."""
    assignment, student = submission.master.name, submission.student
    folder = setup.folder(setup.coursedir.autograded_directory, assignment, student)
    reports: dict[str, Report] = {}
    tests: set[str] = set()
    for answer in submission.answers:
        last = _report_in(folder / f"{answer.sheet.name}.ipynb")
        if last is None or last.fingerprint != answer.fingerprint:
            return {}
        reports[answer.sheet.name] = last
        tests |= {cell["metadata"]["nbgrader"]["grade_id"] for cell in filter(is_test, answer.notebook["cells"])}
    return reports if marks.is_complete(setup.gradebook, assignment, student, tests) else {}


def _report_in(path: Path) -> Report | None:
    try:
        return report.report_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
