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

from grader.course import GraderError
from grader.engine.job import Score
from grader.text import one_line

# SQLite itself waits five seconds for a lock before it gives up.
PATIENCE = 6
NO_RESPONSE = "No response."
Result = TypeVar("Result")


@dataclass(frozen=True)
class Marks:
    """What is entered for one notebook: by grade_id the points (None where a person decides) and the comments."""

    notebook: str
    points: Mapping[str, float | None]
    comments: Mapping[str, str | None]


def marks(name: str, notebook: NotebookNode, scores: Mapping[str, Score], *, by_hand: bool) -> Marks:
    """Return the marks of a graded notebook.

    A test without a score gets 0 points, and so does everything that a person would grade unless ``by_hand``.
    """
    points: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        unchanged = bool(mark) and mark.get("checksum") == utils.compute_checksum(cell)
        if utils.is_solution(cell) or utils.is_task(cell):
            comments[mark["grade_id"]] = NO_RESPONSE if unchanged and not utils.is_task(cell) else None
        if utils.is_task(cell):
            points[mark["grade_id"]] = None if by_hand else 0.0
        elif utils.is_grade(cell) and utils.is_solution(cell):
            points[mark["grade_id"]] = 0.0 if unchanged or not by_hand else None
        elif utils.is_grade(cell):
            score = scores.get(mark["grade_id"])
            points[mark["grade_id"]] = score.points if score else 0.0
    return Marks(name, points, comments)


def reset(
    gradebook: Gradebook, assignment: str, student: str, notebooks: Collection[str], handed_in: object, *, create: bool
) -> None:
    """Make sure that a submission has its rows, and take back every automatic score of an earlier attempt.

    Args:
        gradebook: the course's.
        assignment: its name.
        student: their id.
        notebooks: names of the notebooks that are graded now.
        handed_in: nbgrader's timestamp, in UTC, or None.
        create: whether to enter a student whom the gradebook does not know.

    Raises:
        GraderError: if the gradebook stays locked, or the student is unknown and not to be entered.
    """

    def change() -> None:
        (gradebook.update_or_create_student if create else gradebook.find_student)(student)
        known = {} if handed_in is None else {"timestamp": handed_in}
        submission = gradebook.update_or_create_submission(assignment, student, **known)
        rows = [row.id for row in submission.notebooks if row.name in notebooks]
        undone = {"auto_score": None, "needs_manual_grade": True}
        gradebook.db.execute(sqlalchemy.update(Grade).where(Grade.notebook_id.in_(rows)).values(**undone))
        gradebook.db.commit()

    try:
        _patiently(gradebook, change)
    except MissingEntry as error:
        raise GraderError(f"{error}; it is not entered because create_student is off") from error


def enter(gradebook: Gradebook, assignment: str, student: str, entries: Sequence[Marks]) -> None:
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


def _cells(gradebook: Gradebook, row: str) -> list[tuple[str, str, str]]:
    """Return id, name and type of the cells of the notebook that a submitted notebook belongs to."""
    query = (
        sqlalchemy.select(BaseCell.id, BaseCell.name, BaseCell.type)
        .join(Notebook, Notebook.id == BaseCell.notebook_id)
        .join(SubmittedNotebook, SubmittedNotebook.notebook_id == Notebook.id)
        .where(SubmittedNotebook.id == row)
    )
    return [tuple(found) for found in gradebook.db.execute(query)]


def _write(gradebook: Gradebook, row: str, cells: Sequence[tuple[str, str, str]], entry: Marks) -> None:
    for cell, name, kind in cells:
        if kind in ("GradeCell", "TaskCell") and name in entry.points:
            points = entry.points[name]
            # Where a person has given points before, they are asked to look again.
            by_hand = sqlalchemy.true() if points is None else Grade.manual_score.is_not(None)
            change = sqlalchemy.update(Grade).where(Grade.cell_id == cell, Grade.notebook_id == row)
            gradebook.db.execute(change.values(auto_score=points, needs_manual_grade=by_hand))
        if kind in ("SolutionCell", "TaskCell") and name in entry.comments:
            remark = sqlalchemy.update(Comment).where(Comment.cell_id == cell, Comment.notebook_id == row)
            gradebook.db.execute(remark.values(auto_comment=entry.comments[name]))


def _patiently(gradebook: Gradebook, change: Callable[[], Result]) -> Result:
    """Make a change; while somebody else has locked the database, wait and try again."""
    for _ in range(PATIENCE):
        try:
            return change()
        except (sqlalchemy.exc.OperationalError, InvalidEntry) as error:  # nbgrader wraps the one in the other
            gradebook.db.rollback()
            if "locked" not in str(error):
                raise GraderError(f"The gradebook cannot be used: {one_line(str(error))}") from error
    raise GraderError("The gradebook is locked by another program: close it, then grade again.")
