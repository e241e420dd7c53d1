"""What grading a class comes to: the points of each student by task, and why it is not more."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy
from nbgrader.api import BaseCell, Grade, Gradebook, MissingEntry, Notebook, SubmittedNotebook
from nbgrader.apps import NbGraderAPI

from grader.course import GraderError, task_of
from grader.gradebook import open_gradebook
from grader.grading.plugin import EngineAutograde
from grader.grading.run import Graded
from grader.text import lateness


@dataclass
class Score:
    """Points reached in one task. ``by_hand`` counts the answers in it that still wait for a person."""

    points: float = 0.0
    possible: float = 0.0
    by_hand: int = 0


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
    """

    assignment: str
    student: str
    scores: dict[str, Score]
    reason: str = ""
    missing_layers: tuple[str, ...] = ()
    failure: str = ""
    skipped: bool = False

    @property
    def total(self) -> Score:
        scores = self.scores.values()
        return Score(sum(s.points for s in scores), sum(s.possible for s in scores), sum(s.by_hand for s in scores))


def students(root: Path, assignment: str) -> list[str]:
    """Return who handed in ``assignment``, in order."""
    return sorted(path.parent.name for path in (root / "submitted").glob(f"*/{assignment}/"))


def grade_all(
    api: NbGraderAPI, work: Iterable[tuple[str, str]], *, force: bool = False
) -> Generator[Result, None, None]:
    """Grade submissions, given as (assignment, student), side by side; yield each result once it is in the gradebook.

    A broken submission raises nothing: it gets 0 points and its reason.

    Raises:
        GraderError: if an assignment or the gradebook cannot be used.
    """
    converter = EngineAutograde(coursedir=api.coursedir, parent=api)
    with open_gradebook(api.coursedir) as gradebook, closing(converter.grade(work, force=force)) as submissions:
        for graded in submissions:
            yield _result(gradebook, graded)


def _result(gradebook: Gradebook, graded: Graded) -> Result:
    scores = _scores(gradebook, graded.assignment, graded.student)
    several = len(graded.reports) > 1
    reasons = [f"{name}: {r.reason}" if several else r.reason for name, r in graded.reports.items() if r.reason]
    missing = dict.fromkeys(layer for report in graded.reports.values() for layer in report.missing_layers)
    reason = graded.failure or "; ".join([*_lateness(gradebook, graded), *reasons])
    return Result(
        graded.assignment, graded.student, scores, reason, tuple(missing), graded.failure, skipped=graded.skipped
    )


def _lateness(gradebook: Gradebook, graded: Graded) -> Iterator[str]:
    """Yield how late a submission is, and what that costs, if it is."""
    submission = gradebook.find_submission(graded.assignment, graded.student)
    if submission.assignment.duedate and submission.total_seconds_late > 0:
        penalty = sum(row.late_submission_penalty or 0 for row in submission.notebooks)
        cost = f", {penalty:g} points less" if penalty else ""
        yield f"{lateness(submission.total_seconds_late)} late{cost}"


def _scores(gradebook: Gradebook, assignment: str, student: str) -> dict[str, Score]:
    """Return the score of each task as it stands in the gradebook."""
    try:
        rows = [row.id for row in gradebook.find_submission(assignment, student).notebooks]
    except MissingEntry as error:
        raise GraderError(f"The gradebook has lost {student}'s {assignment}: {error}") from error
    query = (
        sqlalchemy.select(BaseCell.name, Grade.score, Grade.max_score, Grade.cell_type, Grade.needs_manual_grade)
        .join(Grade, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .where(Grade.notebook_id.in_(rows))
        .order_by(Notebook.name, BaseCell.name)
    )
    scores: dict[str, Score] = {}
    for name, points, possible, kind, waits in gradebook.db.execute(query):
        score = scores.setdefault(task_of(name), Score())
        score.points += points
        score.possible += possible
        score.by_hand += kind == "markdown" and waits
    gradebook.db.rollback()  # read anew for the next student: another connection writes
    return scores
