"""Canvas's export of its gradebook: which Canvas id is which student of the course, and which column which assignment.

The export is a table (Canvas: Grades, Export, Export Entire Gradebook) whose first columns say who a row is about and
whose other columns are assignments, each headed by its name and its number on Canvas. Rows without an id are Canvas's
own, such as the one with the points possible.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from traitlets import Unicode
from traitlets.config import Configurable

from grader.course import GraderError, course_root
from grader.grading.intake import RefusedError
from grader.text import shown

IDENTITY = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
HOW = "On Canvas: Grades, Export, Export Entire Gradebook; save the file under this name."
# What a folder can be called on every system, and nbgrader can find again.
FOLDER = re.compile(r"(?![.-])[^/\\:*?\"<>|,]{1,100}")
COLUMN = re.compile(r"(?P<name>.*?) *\(\d+\)")


class Roster(Configurable):
    """Who is who on Canvas; set as c.Roster.student_id = "SIS User ID"."""

    path = Unicode(
        "downloaded/roster.csv", help="Canvas's export of its gradebook, relative to the course's folder."
    ).tag(config=True)
    student_id = Unicode(
        "SIS Login ID", help="The column of it that holds the name of a student's folder in submitted/."
    ).tag(config=True)


@dataclass(frozen=True)
class CanvasTable:
    """The table as Canvas wrote it.

    Attributes:
        place: where it was read, for messages.
        header: its first row.
        rows: the rows about students, by Canvas id.
        possible: the row with the points possible; empty if there is none.
        student_column: name of the column that holds the students' ids in this course.
    """

    place: str
    header: list[str]
    rows: dict[str, list[str]]
    possible: list[str]
    student_column: str

    def cell(self, canvas_id: str, column: str) -> str:
        """Return the text in a column of the row of a student, empty where the row has no such cell."""
        return _at(self.rows[canvas_id], self.header.index(column))


def read(api: NbGraderAPI) -> CanvasTable:
    """Return the roster of a course.

    Raises:
        GraderError: if there is none, or it is not what Canvas exports.
    """
    return load(course_root(api), Roster(parent=api))


def load(root: Path, settings: Roster) -> CanvasTable:
    """Return the roster at the place that the settings name. Raises GraderError as `read` does."""
    place = str(settings.path)
    lines = _lines(root / place, place)
    header = [name.strip() for name in lines[0]] if lines else []
    missing = [name for name in dict.fromkeys(("Student", "ID", settings.student_id)) if name not in header]
    if missing:
        raise GraderError(f"{place} is not Canvas's export: it has no column {' and no column '.join(missing)}. {HOW}")
    ids = header.index("ID")
    rows = {_at(line, ids).strip(): line for line in lines[1:] if _at(line, ids).strip()}
    possible = next((line for line in lines[1:] if line and line[0].strip() == "Points Possible"), [])
    return CanvasTable(place, header, rows, possible, str(settings.student_id))


def student_of(table: CanvasTable, canvas_id: str) -> str:
    """Return the id that a student has in this course.

    Raises:
        RefusedError: if the roster does not have them, or gives them no id of their own.
    """
    if canvas_id not in table.rows:
        raise RefusedError(f"Canvas id {shown(canvas_id)} is not in {table.place}: export it from Canvas again")
    student = table.cell(canvas_id, table.student_column).strip()
    where = f"{table.place}, Canvas id {canvas_id}: {table.student_column}"
    if not FOLDER.fullmatch(student) or not student.isprintable():
        raise RefusedError(f"{where} is {shown(student)!r}, which cannot be the name of a folder")
    same = [other for other in table.rows if table.cell(other, table.student_column).strip() == student]
    if len(same) > 1:
        raise RefusedError(f"{where} is {student!r}, and so it is of Canvas id {', '.join(set(same) - {canvas_id})}")
    return student


def students(table: CanvasTable) -> dict[str, str]:
    """Return the Canvas ids of all students who have an id of their own in this course, by that id."""
    ids = {}
    for canvas_id in table.rows:
        try:
            ids[student_of(table, canvas_id)] = canvas_id
        except RefusedError:
            continue  # said where something of theirs would be lost
    return ids


def column_of(table: CanvasTable, assignment: str) -> int:
    """Return the index of the column of an assignment: the one whose name on Canvas is, or begins with, its name.

    Raises:
        RefusedError: if there is none, or more than one.
    """
    names = {i: match["name"].casefold() for i, text in enumerate(table.header) if (match := COLUMN.fullmatch(text))}
    begins = re.compile(re.escape(assignment.casefold()) + r"(?![\w-])")
    same = [index for index, name in names.items() if name == assignment.casefold()]
    columns = same or [index for index, name in names.items() if begins.match(name)]
    if len(columns) == 1:
        return columns[0]
    several = f"{len(columns)} columns of {table.place} begin" if columns else f"no column of {table.place} begins"
    raise RefusedError(f"{several} with {assignment}: name the assignment on Canvas so, then export from Canvas again")


def _lines(path: Path, place: str) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise GraderError(f"{place} is missing. {HOW}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise GraderError(f"{place} cannot be read: {error}. {HOW}") from error
    first = text.partition("\n")[0]
    # Canvas writes the separator of the instructor's language.
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True))
    except csv.Error as error:
        raise GraderError(f"{place} is damaged: {error}. {HOW}") from error


def _at(line: list[str], index: int) -> str:
    return line[index] if index < len(line) else ""
