"""What grading a class comes to: the points of each student by task, and why it is not more."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from grader.gradebook import open_gradebook
from grader.grading.marks import TaskScore
from grader.grading.plugin import EngineAutograde, Graded
from grader.grading.pool import TaskPool
from grader.text import lateness


@dataclass(frozen=True)
class Result:
    """What one student reached.

    Attributes:
        assignment: its name.
        student: their id.
        scores: by task.
        reason: why it is not more; empty if nothing was wrong.
        missing_layers: what of the lock-down was missing while it was graded.
        failure: why the grader, not the submission, failed; empty if it did not.
        skipped: whether it was graded before and is unchanged.
        ways: by notebook how its tests ran.
        waits: whether it failed for want of a GPU, and keeps the marks that it has.
    """

    assignment: str
    student: str
    scores: Mapping[str, TaskScore]
    reason: str = ""
    missing_layers: tuple[str, ...] = ()
    failure: str = ""
    skipped: bool = False
    ways: Mapping[str, str] = field(default_factory=dict)
    waits: bool = False

    @property
    def total(self) -> TaskScore:
        scores = self.scores.values()
        return TaskScore(sum(s.points for s in scores), sum(s.possible for s in scores), sum(s.by_hand for s in scores))


def students(root: Path, assignment: str) -> list[str]:
    """Return who handed in ``assignment``, in order."""
    return sorted(path.name for path in (root / "submitted").glob("*") if (path / assignment).is_dir())


def grade_all(
    api: NbGraderAPI, work: Iterable[tuple[str, str]], *, force: bool = False, workers: TaskPool | None = None
) -> Generator[Result, None, None]:
    """Grade submissions, given as (assignment, student), side by side; yield each result once it is in the gradebook.

    A broken submission raises nothing: it gets 0 points and its reason. ``workers`` execute them; this machine's
    processes when None.

    Raises:
        GraderError: if an assignment or the gradebook cannot be used.
    """
    converter = EngineAutograde(coursedir=api.coursedir, parent=api)
    with (
        open_gradebook(api.coursedir) as gradebook,
        closing(converter.grade(gradebook, work, force=force, workers=workers)) as submissions,
    ):
        for graded in submissions:
            yield _result(gradebook, graded)


def _result(gradebook: Gradebook, graded: Graded) -> Result:
    several = len(graded.reports) > 1
    reasons = [f"{name}: {r.reason}" if several else r.reason for name, r in graded.reports.items() if r.reason]
    missing = dict.fromkeys(layer for report in graded.reports.values() for layer in report.missing_layers)
    reason = graded.failure or "; ".join([*_lateness(gradebook, graded), *reasons])
    who = (graded.assignment, graded.student)
    ways = {name: report.way for name, report in graded.reports.items() if report.way}
    return Result(*who, graded.scores, reason, tuple(missing), graded.failure, graded.skipped, ways, graded.waits)


def _lateness(gradebook: Gradebook, graded: Graded) -> Iterator[str]:
    """Yield how late a submission is, and what that costs, if it is."""
    submission = gradebook.find_submission(graded.assignment, graded.student)
    if submission.assignment.duedate and submission.total_seconds_late > 0:
        penalty = sum(row.late_submission_penalty or 0 for row in submission.notebooks)
        cost = f", {penalty:g} points less" if penalty else ""
        yield f"{lateness(submission.total_seconds_late)} late{cost}"
