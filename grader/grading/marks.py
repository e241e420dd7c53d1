"""Enters a graded notebook into nbgrader's gradebook: a few statements in one transaction for each submission.

The rows are the ones nbgrader's SaveAutoGrades would write. It would derive each score from the outputs of a cell and
open the gradebook several times; here the scores come from the engine, and one gradebook stays open for a class.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import BaseCell, Comment, Grade, Gradebook, InvalidEntry, MissingEntry, Notebook, SubmittedNotebook

from grader.course import GraderError, task_of
from grader.engine.job import Outcome, Score
from grader.grading.prepare import Submission
from grader.text import one_line

# SQLite itself waits five seconds for a lock before it gives up.
PATIENCE = 6
NO_RESPONSE = "No response."
Value = TypeVar("Value")


@dataclass(frozen=True)
class NotebookMarks:
    """What is entered for one notebook: by grade_id the points (None where a person decides) and the comments.

    Of ``doubtful`` cells the points count, and a person looks at them.
    """

    notebook: str
    points: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    doubtful: Collection[str] = ()


@dataclass
class TaskScore:
    """Points reached in one task. ``by_hand`` counts the answers in it that still wait for a person."""

    points: float = 0.0
    possible: float = 0.0
    by_hand: int = 0


def marks(name: str, notebook: NotebookNode, outcome: Outcome | None) -> NotebookMarks:
    """Return the marks of a graded notebook, of one that was refused if it has no outcome.

    A test without a score gets 0 points, and in a refused notebook so does everything that a person would grade.
    """
    scores: Mapping[str, Score] = outcome.scores if outcome else {}
    points: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        unchanged = bool(mark) and mark.get("checksum") == utils.compute_checksum(cell)
        if utils.is_solution(cell) or utils.is_task(cell):
            comments[mark["grade_id"]] = NO_RESPONSE if unchanged and not utils.is_task(cell) else None
        if utils.is_task(cell):
            points[mark["grade_id"]] = None if outcome else 0.0
        elif utils.is_grade(cell) and utils.is_solution(cell):
            points[mark["grade_id"]] = None if outcome and not unchanged else 0.0
        elif utils.is_grade(cell):
            score = scores.get(mark["grade_id"])
            points[mark["grade_id"]] = score.points if score else 0.0
    return NotebookMarks(name, points, comments, tuple(outcome.doubts) if outcome else ())


def reset(gradebook: Gradebook, submission: Submission, *, create: bool) -> None:
    """Make sure that a submission has its rows, and take back every automatic score of an earlier attempt.

    Args:
        gradebook: the course's.
        submission: the one that is graded now, some or all of its notebooks.
        create: whether to enter a student whom the gradebook does not know.

    Raises:
        GraderError: if the gradebook stays locked, or the student is unknown and not to be entered.
    """
    student = submission.student
    notebooks = {answer.sheet.name for answer in submission.answers}

    def change() -> None:
        (gradebook.update_or_create_student if create else gradebook.find_student)(student)
        # Of an earlier attempt not even the time stays.
        row = gradebook.update_or_create_submission(submission.master.name, student, timestamp=submission.handed_in)
        rows = [notebook.id for notebook in row.notebooks if notebook.name in notebooks]
        undone = {"auto_score": None, "needs_manual_grade": True}
        gradebook.db.execute(sqlalchemy.update(Grade).where(Grade.notebook_id.in_(rows)).values(**undone))
        gradebook.db.commit()

    try:
        _patiently(gradebook, change)
    except MissingEntry as error:
        raise GraderError(f"{error}; it is not entered because create_student is off") from error


def enter(gradebook: Gradebook, assignment: str, student: str, entries: Sequence[NotebookMarks]) -> None:
    """Write the marks of all notebooks of a submission, all or none.

    Raises:
        GraderError: if the gradebook stays locked.
    """

    def change() -> None:
        rows = {row.name: row.id for row in gradebook.find_submission(assignment, student).notebooks}
        for entry in entries:
            _write(gradebook, rows[entry.notebook], _cells(gradebook, rows[entry.notebook]), entry)
        gradebook.db.commit()

    _patiently(gradebook, change)


def is_complete(gradebook: Gradebook, assignment: str, student: str, tests: Collection[str]) -> bool:
    """Return whether each of these test cells of the submission has its automatic score."""
    try:
        notebooks = gradebook.find_submission(assignment, student).notebooks
    except MissingEntry:
        return False
    scored = (
        sqlalchemy.select(BaseCell.name)
        .join(Grade, BaseCell.id == Grade.cell_id)
        .where(Grade.notebook_id.in_([row.id for row in notebooks]), Grade.auto_score.is_not(None))
    )
    return set(tests) <= set(gradebook.db.execute(scored).scalars())


def by_task(gradebook: Gradebook, assignment: str, student: str) -> dict[str, TaskScore]:
    """Return the score of each task of a submission as it stands in the gradebook.

    Raises:
        GraderError: if the gradebook does not know the submission.
    """
    gradebook.db.rollback()  # nbgrader's own preprocessors write over a connection of theirs
    try:
        rows = [row.id for row in gradebook.find_submission(assignment, student).notebooks]
    except MissingEntry as error:
        raise GraderError(f"The gradebook has lost {student}'s {assignment}: {error}") from error
    query = (
        sqlalchemy.select(BaseCell.name, Grade.score, Grade.max_score, Grade.needs_manual_grade)
        .join(Grade, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .where(Grade.notebook_id.in_(rows))
        .order_by(Notebook.name, BaseCell.name)
    )
    scores: dict[str, TaskScore] = {}
    for name, points, possible, waits in gradebook.db.execute(query):
        score = scores.setdefault(task_of(name), TaskScore())
        score.points += points
        score.possible += possible
        score.by_hand += bool(waits)
    return scores


def _cells(gradebook: Gradebook, row: str) -> list[tuple[str, str, str]]:
    """Return id, name and type of the cells of the notebook that a submitted notebook belongs to."""
    query = (
        sqlalchemy.select(BaseCell.id, BaseCell.name, BaseCell.type)
        .join(Notebook, Notebook.id == BaseCell.notebook_id)
        .join(SubmittedNotebook, SubmittedNotebook.notebook_id == Notebook.id)
        .where(SubmittedNotebook.id == row)
    )
    return [tuple(cell) for cell in gradebook.db.execute(query)]


def _write(gradebook: Gradebook, row: str, cells: Sequence[tuple[str, str, str]], entry: NotebookMarks) -> None:
    for cell, name, kind in cells:
        if kind in ("GradeCell", "TaskCell") and name in entry.points:
            points = entry.points[name]
            # Where a person has given points before, they are asked to look again.
            waits = points is None or name in entry.doubtful
            by_hand = sqlalchemy.true() if waits else Grade.manual_score.is_not(None)
            change = sqlalchemy.update(Grade).where(Grade.cell_id == cell, Grade.notebook_id == row)
            gradebook.db.execute(change.values(auto_score=points, needs_manual_grade=by_hand))
        if kind in ("SolutionCell", "TaskCell") and name in entry.comments:
            remark = sqlalchemy.update(Comment).where(Comment.cell_id == cell, Comment.notebook_id == row)
            gradebook.db.execute(remark.values(auto_comment=entry.comments[name]))


def _patiently(gradebook: Gradebook, change: Callable[[], Value]) -> Value:
    """Make a change; while somebody else has locked the database, wait and try again."""
    for _ in range(PATIENCE):
        try:
            return change()
        except (sqlalchemy.exc.OperationalError, InvalidEntry) as error:  # nbgrader wraps the one in the other
            gradebook.db.rollback()
            if "locked" not in str(error) and not _was_entered(error):
                raise GraderError(f"The gradebook cannot be used: {one_line(str(error))}") from error
    raise GraderError("The gradebook is locked by another program: close it, then grade again.")


def _was_entered(error: Exception) -> bool:
    """Return whether somebody else entered the same student in the same moment; the next try finds them entered."""
    return "UNIQUE constraint" in str(error) or "duplicate key" in str(error)
