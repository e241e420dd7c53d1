"""Grades submissions side by side: takes them in, has the engine execute them, and keeps gradebook and folders."""

from __future__ import annotations

import contextlib
import fnmatch
import json
import os
import shutil
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook

from grader.course import GraderError
from grader.engine.cells import is_test
from grader.engine.job import Limits, Outcome, Score
from grader.grading import marks, master, report
from grader.grading.intake import Caps
from grader.grading.master import Master, Sheet
from grader.grading.pool import Pool, Task, WorkerFailedError
from grader.grading.prepare import Answer, Submission, prepare
from grader.grading.report import Report

Finish = Callable[[NotebookNode, str, str, str], NotebookNode]


@dataclass(frozen=True)
class Graded:
    """What became of one submission: a report for each notebook by name, or why the grader failed."""

    assignment: str
    student: str
    reports: Mapping[str, Report]
    failure: str = ""
    skipped: bool = False


@dataclass
class Course:
    """What grading needs to know about a course.

    Attributes:
        coursedir: nbgrader's folders and settings of the course.
        gradebook: open for as long as this lasts.
        limits: what the code of a submission may use.
        caps: what of a submission is taken in.
        exclude_overwriting: for each assignment, names of files that students may replace.
        create_student: whether to enter students that the gradebook does not know.
        begin: called before a submission is graded.
        finish: called with each graded notebook, its name, assignment and student; returns what is written.
        end: called when a submission is in its folder, with assignment and student.
    """

    coursedir: Any
    gradebook: Gradebook
    limits: Limits
    caps: Caps
    exclude_overwriting: Mapping[str, Sequence[str]]
    create_student: bool
    begin: Callable[[], None]
    finish: Finish
    end: Callable[[str, str], None]
    masters: dict[str, Master] = field(default_factory=dict)

    def master(self, assignment: str) -> Master:
        """Return the assignment, read once. Raises GraderError if it cannot be used."""
        if assignment not in self.masters:
            self.masters[assignment] = master.load(self.gradebook, self.coursedir, assignment)
        return self.masters[assignment]

    def sheets(self, assignment: str) -> list[Sheet]:
        """Return the notebooks of the assignment that are wanted."""
        wanted = self.coursedir.notebook_id
        found = [sheet for sheet in self.master(assignment).sheets if fnmatch.fnmatch(sheet.name, wanted)]
        if not found:
            raise GraderError(f"{assignment} has no notebook {wanted!r}")
        return found

    def folder(self, step: str, assignment: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, assignment))


@dataclass
class Pending:
    """A submission whose notebooks are with the workers."""

    submission: Submission
    left: int
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def grade(course: Course, pool: Pool, work: Iterable[tuple[str, str]], *, force: bool) -> Generator[Graded, None, None]:
    """Grade submissions, given as (assignment, student), and yield each once it is in the gradebook.

    Raises:
        GraderError: if an assignment or the gradebook cannot be used.
    """
    ready: deque[Graded] = deque()
    with contextlib.closing(pool.run(_tasks(course, work, ready, force))) as results:
        for task, outcome in results:
            yield from _drained(ready)
            if (graded := _received(course, task.key, outcome)) is not None:
                yield graded
    yield from _drained(ready)


def _drained(ready: deque[Graded]) -> Iterator[Graded]:
    while ready:
        yield ready.popleft()


def _tasks(
    course: Course, work: Iterable[tuple[str, str]], ready: deque[Graded], force: bool
) -> Iterator[Task[tuple[Pending, Answer]]]:
    """Yield what the workers have to do; what needs no worker goes into ``ready``."""
    for assignment, student in work:
        if student in course.coursedir.student_id_exclude.split(","):
            continue
        submission = _taken_in(course, assignment, student)
        reports = {} if force else _current(course, submission)
        if reports:
            ready.append(Graded(assignment, student, reports, skipped=True))
            continue
        course.begin()
        names = [answer.sheet.name for answer in submission.answers]
        marks.reset(course.gradebook, assignment, student, names, submission.handed_in, create=course.create_student)
        open_answers = [answer for answer in submission.answers if not answer.refusal]
        pending = Pending(submission, len(open_answers))
        if not open_answers:
            ready.append(_recorded(course, pending))
        for answer in open_answers:
            yield Task((pending, answer), submission.job(answer), course.limits, submission.master.files)


def _taken_in(course: Course, assignment: str, student: str) -> Submission:
    folder = course.folder(course.coursedir.submitted_directory, assignment, student)
    kept = course.exclude_overwriting.get(assignment, ())
    sheets = course.sheets(assignment)
    return prepare(course.master(assignment), sheets, student, folder, course.caps, course.limits, kept)


def _current(course: Course, submission: Submission) -> dict[str, Report]:
    """Return the reports of a submission that was graded as it is now; otherwise nothing."""
    assignment, student = submission.master.name, submission.student
    folder = course.folder(course.coursedir.autograded_directory, assignment, student)
    reports: dict[str, Report] = {}
    tests: set[str] = set()
    for answer in submission.answers:
        report = _report_in(folder / f"{answer.sheet.name}.ipynb")
        if report is None or report.fingerprint != answer.fingerprint:
            return {}
        reports[answer.sheet.name] = report
        tests |= {cell["metadata"]["nbgrader"]["grade_id"] for cell in filter(is_test, answer.notebook["cells"])}
    return reports if marks.is_complete(course.gradebook, assignment, student, tests) else {}


def _report_in(path: Path) -> Report | None:
    try:
        return report.report_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _received(course: Course, key: tuple[Pending, Answer], outcome: Outcome | WorkerFailedError) -> Graded | None:
    """Take one notebook's outcome; return the submission if that was its last."""
    pending, answer = key
    if pending.left < 0:  # another notebook of it failed before
        return None
    if isinstance(outcome, WorkerFailedError):
        submission = pending.submission
        pending.left = -1
        place = f"{submission.student}, {submission.master.name}/{answer.sheet.name}"
        return Graded(submission.master.name, submission.student, {}, f"{place}: the grader failed: {outcome}")
    pending.outcomes[answer.sheet.name] = outcome
    pending.left -= 1
    return _recorded(course, pending) if pending.left == 0 else None


def _recorded(course: Course, pending: Pending) -> Graded:
    """Enter the marks and write the graded notebooks."""
    submission = pending.submission
    assignment, student = submission.master.name, submission.student
    made: dict[str, NotebookNode] = {}
    reports: dict[str, Report] = {}
    entries: list[marks.Marks] = []
    for answer in submission.answers:
        name = answer.sheet.name
        scores: Mapping[str, Score] = {}
        if answer.refusal:
            made[name], reports[name] = report.refused(answer.notebook, answer.refusal, answer.fingerprint)
        else:
            outcome = pending.outcomes[name]
            scores = outcome.scores
            made[name], reports[name] = report.finished(outcome, answer.remarks, answer.fingerprint)
        entries.append(marks.marks(name, made[name], scores, by_hand=not answer.refusal))
    marks.enter(course.gradebook, assignment, student, entries)
    texts = {name: report.text(course.finish(graded, name, assignment, student)) for name, graded in made.items()}
    try:
        _publish(course, submission, texts)
        course.end(assignment, student)
    except OSError as error:
        raise GraderError(f"{course.coursedir.autograded_directory}/ cannot be written: {error.strerror}") from error
    return Graded(assignment, student, reports)


def _publish(course: Course, submission: Submission, texts: Mapping[str, str]) -> None:
    """Write the folder in autograded/: the notebooks, the files their code could read, and when it was handed in."""
    folder = course.folder(course.coursedir.autograded_directory, submission.master.name, submission.student)
    if course.coursedir.notebook_id == "*" and folder.exists():
        shutil.rmtree(folder)
    contents = dict(submission.files)
    if submission.handed_in_text:
        contents["timestamp.txt"] = f"{submission.handed_in_text}\n".encode()
    # Half a character in what a student displayed cannot be written.
    contents |= {f"{name}.ipynb": text.encode("utf-8", "replace") for name, text in texts.items()}
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # A notebook that is there is whole: a second run takes it for a result.
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(content)
        os.replace(beside, path)  # noqa: PTH105  (replaces what is there, on every system)
