"""From Canvas's zip to Canvas's import: the gradebook's marks come back, penalties taken off, and nobody is lost."""

import contextlib
import csv
import shutil
import sqlite3

import pytest
from canvas import HEADER, STUDENTS, answer, write_roster, write_zip
from tiny_course import ASSIGNMENT, grader, make_course, nbgrader

TOTALS = """
SELECT submitted_assignment.student_id,
       sum(coalesce(grade.manual_score, grade.auto_score, 0)) + sum(coalesce(grade.extra_credit, 0))
FROM grade JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
GROUP BY submitted_assignment.student_id
"""


def change(root, *statements):
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A course after a whole round: filed, due, graded late and in time, and looked at by a person."""
    root = make_course(tmp_path_factory.mktemp("marked") / "course")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    write_roster(root)
    due = nbgrader(root, "db", "assignment", "add", ASSIGNMENT, "--duedate=2026-03-01 12:00:00 UTC")
    assert due.returncode == 0, due.stderr
    files = {
        "lovelaceada_101_1_tiny.ipynb": answer(),
        "babbagecharles_LATE_102_2_tiny.ipynb": answer(),
        "čapekkarel_103_3_tiny.ipynb": answer(wrong=True),
        "doejane_LATE_104_4_tiny.ipynb": answer(),
    }
    write_zip(root / "downloaded" / f"{ASSIGNMENT}.zip", files)
    kim = root / "submitted" / "kim" / ASSIGNMENT
    kim.mkdir(parents=True)
    (kim / "tiny.ipynb").write_text(answer(), encoding="utf-8")
    for command in ("file", "grade"):
        done = grader(root, command)
        assert done.returncode == 0, done.stdout + done.stderr
    change(
        root,
        "UPDATE submitted_notebook SET late_submission_penalty = 1.25 WHERE assignment_id = "
        "(SELECT id FROM submitted_assignment WHERE student_id = 'doe')",
        "UPDATE comment SET manual_comment = 'Sides, \"squared\";\nwell said' WHERE cell_id IN "
        "(SELECT id FROM base_cell WHERE name = 't3_why')",
        "UPDATE student SET last_name = 'Lovelace, Countess', first_name = 'Ada' WHERE id = 'ada'",
    )
    yield root
    shutil.rmtree(root)


def export(root, exporter, *more):
    """Run the command of README.md and return the rows it writes and what it says."""
    name = {"CanvasExporter": "canvas.csv", "MarksExporter": "marks.csv"}[exporter]
    done = nbgrader(root, "export", f"--exporter=grader.export.{exporter}", f"--to={name}", *more)
    assert done.returncode == 0, done.stderr
    with (root / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file)), done.stderr


def expected(root):
    """Return each student's points less penalty, read with nothing but SQLite."""
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        points = dict(database.execute(TOTALS).fetchall())
    # babbage is late and the penalty is everything; doe's was set by hand
    penalties = {"babbage": points["babbage"], "doe": 1.25}
    return {student: value - penalties.get(student, 0) for student, value in points.items()}


def test_what_canvas_imports_is_what_is_in_the_gradebook(marked):
    rows, told = export(marked, "CanvasExporter")
    assert rows[0] == HEADER[:6]
    assert rows[1] == ["Points Possible", "", "", "", "", "8"]
    assert [row[:5] for row in rows[2:]] == [row[:5] for row in STUDENTS]
    reached = {row[3]: float(row[5]) for row in rows[2:] if row[5]}
    wanted = expected(marked)
    assert wanted.pop("kim") == 6
    assert reached == wanted == {"ada": 6, "babbage": 0, "capek": 3, "doe": 4.75}
    assert "kim's 6 points in a00-tiny are not exported: downloaded/roster.csv has no such SIS Login ID" in told


def test_what_is_exported_can_be_the_next_roster_and_exports_the_same(marked, tmp_path):
    root = shutil.copytree(marked, tmp_path / "course")
    rows, _ = export(root, "CanvasExporter")
    shutil.copy(root / "canvas.csv", root / "downloaded" / "roster.csv")
    assert export(root, "CanvasExporter")[0] == rows


def test_who_handed_nothing_in_keeps_what_canvas_has(marked, tmp_path):
    root = shutil.copytree(marked, tmp_path / "course")
    students = [*STUDENTS, ["Noether, Emmy", "105", "S105", "noether", "Two", "7.5", "", "", ""]]
    students += [["Short, Row", "106", "S106", "short"]]
    write_roster(root, students)
    rows, _ = export(root, "CanvasExporter")
    assert rows[-2][5] == "7.5"
    assert rows[-1] == ["Short, Row", "106", "S106", "short", "", ""]


def test_only_the_students_and_assignments_asked_for_are_exported(marked):
    rows, _ = export(marked, "CanvasExporter", "--student", "ada")
    assert [row[5] for row in rows[2:]] == ["6", "5.00", "", "", ""]


def test_answers_that_wait_for_a_person_are_named(marked, tmp_path):
    root = shutil.copytree(marked, tmp_path / "course")
    assert (
        "Not final in a00-tiny, answers wait for a person: ada, babbage, capek, doe, kim"
        in (export(root, "CanvasExporter")[1])
    )
    change(
        root,
        "UPDATE grade SET needs_manual_grade = 0",
        "UPDATE grade SET manual_score = 1.5 WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 't3_why')",
    )
    rows, told = export(root, "CanvasExporter")
    assert "Not final" not in told
    assert [row[5] for row in rows[2:]] == ["7.5", "1.5", "4.5", "6.25", ""]
    assert expected(root)["ada"] == 7.5


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("Essay (7001)", "a00-tiny is not exported: no column of downloaded/roster.csv begins with a00-tiny"),
        ("a00-tiny-2 (7001)", "no column of downloaded/roster.csv begins with a00-tiny"),
        ("a00-tiny", "no column of downloaded/roster.csv begins with a00-tiny"),
    ],
)
def test_an_assignment_without_a_column_is_named_and_nothing_is_written(marked, tmp_path, column, told):
    root = shutil.copytree(marked, tmp_path / "course")
    (root / "canvas.csv").unlink(missing_ok=True)
    write_roster(root, header=[column if "tiny" in name else name for name in HEADER])
    done = nbgrader(root, "export", "--exporter=grader.export.CanvasExporter", "--to=canvas.csv")
    assert done.returncode == 1
    assert told in done.stderr
    assert "so there is nothing to export" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (root / "canvas.csv").exists()


@pytest.mark.parametrize("column", ["A00-Tiny (7001)", "a00-tiny: two tasks (7001)"])
def test_canvass_name_may_go_on_after_the_assignments(marked, tmp_path, column):
    root = shutil.copytree(marked, tmp_path / "course")
    write_roster(root, header=[column if "tiny" in name else name for name in HEADER])
    rows, _ = export(root, "CanvasExporter")
    assert rows[0][5] == column
    assert rows[2][5] == "6"


def test_other_points_on_canvas_are_named(marked, tmp_path):
    root = shutil.copytree(marked, tmp_path / "course")
    path = root / "downloaded" / "roster.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("8.00", "100.00"), encoding="utf-8")
    assert "a00-tiny gives 8 points here and 100.00 on Canvas" in export(root, "CanvasExporter")[1]


def test_the_plain_table_has_everything_and_survives_commas_and_quotes(marked):
    (header, *rows), _ = export(marked, "MarksExporter")
    table = {row[1]: dict(zip(header, row, strict=True)) for row in rows}
    assert {student: float(row["mark"]) for student, row in table.items()} == expected(marked)
    for row in table.values():
        assert float(row["mark"]) == max(0, float(row["points"]) - float(row["penalty"]))
        assert float(row["possible"]) == 8
        assert row["comments"] == 't3_why: Sides, "squared";\nwell said'
    assert (table["ada"]["last_name"], table["ada"]["first_name"]) == ("Lovelace, Countess", "Ada")
    assert float(table["babbage"]["seconds_late"]) == 22 * 3600
    assert float(table["ada"]["seconds_late"]) == 0
    assert table["kim"]["handed_in"] == ""
