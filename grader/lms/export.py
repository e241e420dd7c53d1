"""Writes the marks in the gradebook for the people who want them elsewhere: plug-ins of `nbgrader export`.

`CanvasExporter` and `MoodleExporter` write what Canvas and Moodle import, `MarksExporter` a table with everything,
comments too, which Canvas's import has no column for. nbgrader's own CsvExportPlugin quotes nothing, so that a comma in
a name moves every mark after it, and knows no comments.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from grader.course import GraderError
from grader.grading.intake import RefusedError
from grader.grading.marks import NO_RESPONSE
from grader.lms import roster
from grader.lms.roster import IDENTITY, CanvasTable, Roster
from grader.lms.spreadsheet import harmless, write_csv, write_excel

MARKS = (
    *("assignment", "student", "last_name", "first_name", "handed_in", "seconds_late"),
    *("points", "penalty", "mark", "possible", "by_hand", "comments"),
)
# Of Canvas's first columns, those that hold what people typed. By the others, rows are found again.
TYPED = ("Student", "Section")
# Canvas's own way to make a name harmless that begins like a formula (`student_name` in lib/gradebook_exporter.rb).
MADE_HARMLESS = re.compile(r'="[^"]*"')


@dataclass(frozen=True)
class Total:
    """What a student has reached in an assignment; ``by_hand`` counts the notebooks that still wait for a person."""

    student: str
    points: float
    penalty: float
    by_hand: int
    submission: Any

    @property
    def mark(self) -> float:
        """The points that are left of those reached when the penalty for being late is taken away."""
        return max(0.0, self.points - self.penalty)


class CanvasExporter(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """The file that Canvas imports: ``nbgrader export --exporter=grader.lms.export.CanvasExporter --to=canvas.csv``.

    Rows, ids and names of columns are those of Canvas's own export, downloaded/roster.csv. A cell for which there is no
    mark keeps what Canvas has in it.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the file, and say which marks are not in it. Ends the command where it cannot be written."""
        with _in_one_line(self.log):
            write_csv(Path(self.to or "canvas.csv"), self._table(gradebook), encoding="utf-8")

    def _table(self, gradebook: Gradebook) -> Iterator[Sequence[object]]:
        canvas = roster.load(Path(self.parent.coursedir.root), Roster(parent=self))
        ids = roster.students(canvas)
        columns: dict[int, dict[str, str]] = {}
        possible: dict[int, str] = {}
        for assignment in _wanted(gradebook.assignments, self.assignment):
            try:
                column = roster.column_of(canvas, assignment.name)
            except RefusedError as error:
                self.log.warning("%s is not exported: %s", assignment.name, error)
                continue
            possible[column] = f"{assignment.max_score:g}"
            self._compare(canvas, assignment.name, column, assignment.max_score)
            columns[column] = self._marks(gradebook, assignment.name, canvas, ids)
        if not columns:
            raise GraderError(f"No assignment has a column in {canvas.place}, so there is nothing to export.")
        return _canvas_table(canvas, columns, possible)

    def _marks(self, gradebook: Gradebook, assignment: str, canvas: CanvasTable, ids: dict[str, str]) -> dict[str, str]:
        """Return the marks of an assignment by Canvas id, and warn of those that are not exported or not final."""
        marks = list(_marks(gradebook, assignment, self.student))
        for mark in marks:
            if mark.student not in ids:
                told = "%s's %g points in %s are not exported: %s has no such %s"
                self.log.warning(told, mark.student, mark.mark, assignment, canvas.place, canvas.student_column)
        _warn_of_waiting(self.log, assignment, marks)
        return {ids[mark.student]: f"{mark.mark:g}" for mark in marks if mark.student in ids}

    def _compare(self, canvas: CanvasTable, assignment: str, column: int, most: float) -> None:
        theirs = canvas.possible[column].strip() if column < len(canvas.possible) else ""
        if theirs and _number(theirs) != most:
            told = "%s gives %g points here and %s on Canvas: change them there, or marks mean something else"
            self.log.warning(told, assignment, most, theirs)


class MoodleExporter(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """The file that Moodle imports: ``nbgrader export --exporter=grader.lms.export.MoodleExporter --assignment=NAME``.

    Moodle asks for each column what it is, finds a student by username or email, gives a row without it to the student
    of the row before, and takes an empty cell for a mark taken back (grade/import/csv/classes/load_data.php in
    https://github.com/moodle/moodle). So a file holds one assignment, and who has a mark in it.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the file. Ends the command where it cannot be written."""
        with _in_one_line(self.log):
            write_csv(Path(self.to or "moodle.csv"), self._table(gradebook), encoding="utf-8")

    def _table(self, gradebook: Gradebook) -> Iterator[Sequence[object]]:
        wanted = [assignment.name for assignment in _wanted(gradebook.assignments, self.assignment)]
        if len(wanted) != 1:
            names = ", ".join(assignment.name for assignment in gradebook.assignments) or "none yet"
            raise GraderError(f"A file for Moodle holds one assignment: add --assignment=NAME, with one of {names}.")
        marks = list(_marks(gradebook, wanted[0], self.student))
        _warn_of_waiting(self.log, wanted[0], marks)
        # Where one student has no address, the column would do harm; the username serves all.
        addresses = {mark.student: [mark.submission.student.email] for mark in marks}
        with_email = all(email for (email,) in addresses.values())
        yield ["username", *(["email"] if with_email else []), wanted[0], f"{wanted[0]} (Feedback)"]
        for mark in marks:
            address = addresses[mark.student] if with_email else []
            comments = harmless("\n".join(_comments(mark.submission)))
            yield [mark.student, *address, f"{mark.mark:g}", comments]


class MarksExporter(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """A table with a row for each submission: ``nbgrader export --exporter=grader.lms.export.MarksExporter``.

    The name after --to decides what is written. ``marks.xlsx`` is Excel's own, and right whatever Excel's language is;
    anything else is CSV in UTF-8, with the mark at its beginning by which Excel knows that. Times are in UTC.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the table. Ends the command where it cannot be written."""
        path, rows = Path(self.to or "marks.csv"), self._table(gradebook)
        with _in_one_line(self.log):
            if path.suffix.lower() == ".xlsx":
                write_excel(path, rows)
            else:
                plain = ([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
                write_csv(path, plain, encoding="utf-8-sig")

    def _table(self, gradebook: Gradebook) -> Iterator[Sequence[object]]:
        yield MARKS
        for assignment in _wanted(gradebook.assignments, self.assignment):
            for mark in _marks(gradebook, assignment.name, self.student):
                who, when = mark.submission.student, mark.submission.timestamp
                late = _seconds_late(mark.submission)
                comments = "\n".join(_comments(mark.submission))
                points = (mark.points, mark.penalty, mark.mark, assignment.max_score, mark.by_hand)
                yield [assignment.name, mark.student, who.last_name, who.first_name, when, late, *points, comments]


def _marks(gradebook: Gradebook, assignment: str, students: Sequence[object]) -> Iterator[Total]:
    """Yield the marks of everyone who handed in, in order."""
    for submission in sorted(gradebook.assignment_submissions(assignment), key=lambda row: str(row.student_id)):
        if not students or submission.student_id in map(str, students):
            waiting = sum(bool(notebook.needs_manual_grade) for notebook in submission.notebooks)
            penalty = submission.late_submission_penalty or 0.0
            yield Total(str(submission.student_id), submission.score, penalty, waiting, submission)


def _warn_of_waiting(log: logging.Logger, assignment: str, marks: Sequence[Total]) -> None:
    if waiting := [mark.student for mark in marks if mark.by_hand]:
        log.warning("Not final in %s, answers wait for a person: %s", assignment, ", ".join(waiting))


def _comments(submission: Any) -> Iterator[str]:  # noqa: ANN401  (nbgrader has no types)
    for notebook in submission.notebooks:
        for comment in notebook.comments:
            if comment.comment and comment.comment != NO_RESPONSE:
                yield f"{comment.name}: {comment.comment}"


def _seconds_late(submission: Any) -> float:  # noqa: ANN401  (nbgrader has no types)
    return float(submission.total_seconds_late) if submission.assignment.duedate else 0.0


def _canvas_table(
    canvas: CanvasTable, columns: dict[int, dict[str, str]], possible: dict[int, str]
) -> Iterator[Sequence[object]]:
    """Yield the rows of the file: Canvas's own first columns, and of the others those with marks."""
    identity = [canvas.header.index(name) for name in IDENTITY if name in canvas.header]
    yield [canvas.header[index] for index in (*identity, *columns)]
    yield ["Points Possible", *[""] * (len(identity) - 1), *possible.values()]
    for canvas_id, row in canvas.rows.items():
        padded = [*row, *[""] * (len(canvas.header) - len(row))]
        marks = [marks.get(canvas_id, padded[index]) for index, marks in columns.items()]
        yield [*(_identity(canvas.header[index], padded[index]) for index in identity), *marks]


def _identity(column: str, cell: str) -> str:
    return harmless(cell) if column in TYPED and not MADE_HARMLESS.fullmatch(cell) else cell


def _wanted(assignments: Iterable[Any], names: Sequence[object]) -> list[Any]:
    return [assignment for assignment in assignments if not names or assignment.name in map(str, names)]


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


@contextlib.contextmanager
def _in_one_line(log: logging.Logger) -> Iterator[None]:
    """End the command with the error's one line, where nbgrader would show a traceback."""
    try:
        yield
    except GraderError as error:
        log.error("%s", error)
        raise SystemExit(1) from error
