"""From Canvas's zip to Canvas's import: the gradebook's marks come back, penalties taken off, and nobody is lost."""

import contextlib
import csv
import shutil
import sqlite3
import zipfile
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from tests.lms.canvas import HEADER, STUDENTS, answer, from_colab, write_roster, write_zip
from tests.support.tiny_course import ASSIGNMENT, grade_here, grader, nbgrader, start

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
def marked(new_course, tmp_path_factory):
    """A course after a whole round: filed, due, graded late and in time, and looked at by a person."""
    root = new_course(tmp_path_factory.mktemp("marked") / "course")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    write_roster(root)
    due = nbgrader(root, "db", "assignment", "add", ASSIGNMENT, "--duedate=2026-03-01 12:00:00 UTC")
    assert due.returncode == 0, due.stderr
    files = {
        "lovelaceada_101_1_Copy of tiny.ipynb": from_colab(answer()),
        "babbagecharles_LATE_102_2_tiny.ipynb": answer(),
        "čapekkarel_103_3_tiny.ipynb": answer(wrong=True),
        "doejane_LATE_104_4_tiny.ipynb": answer(),
    }
    write_zip(root / "downloaded" / f"{ASSIGNMENT}.zip", files)
    kim = root / "submitted" / "kim" / ASSIGNMENT
    kim.mkdir(parents=True)
    (kim / "tiny.ipynb").write_text(answer(), encoding="utf-8")
    done = grader(root, "file")
    assert done.returncode == 0, done.stdout + done.stderr
    assert grade_here(root) == 0
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
    name = {"CanvasExporter": "canvas.csv", "MoodleExporter": "moodle.csv", "MarksExporter": "marks.csv"}[exporter]
    done = nbgrader(root, "export", f"--exporter=grader.lms.export.{exporter}", f"--to={name}", *more)
    assert done.returncode == 0, done.stderr
    with (root / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file)), done.stderr


@pytest.mark.parametrize("exporter", ["CanvasExporter", "MoodleExporter", "MarksExporter"])
def test_a_new_interpreter_writes_the_same(marked, exporter):
    rows, told = export(marked, exporter)
    name = f"new-{exporter}.csv"
    done = start("nbgrader", marked, "export", f"--exporter=grader.lms.export.{exporter}", f"--to={name}")
    assert done.returncode == 0, done.stderr
    assert done.stderr.replace(name, "") == told.replace(f"{exporter.removesuffix('Exporter').lower()}.csv", "")
    with (marked / name).open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == rows


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
    done = nbgrader(root, "export", "--exporter=grader.lms.export.CanvasExporter", "--to=canvas.csv")
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


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\uff1d1", '="="&A1&""')


@pytest.fixture
def hostile(marked, tmp_path):
    """The course with students who are called like formulas, and comments that are some."""
    root = shutil.copytree(marked, tmp_path / "course")
    rows = [[name, str(201 + i), f"S{201 + i}", f"u{i}", "=Section", "", "", "", ""] for i, name in enumerate(FORMULAS)]
    write_roster(root, [*STUDENTS, *rows, ['="=Canvas\'s own way"', "299", "-299", "+299", "One"]])
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        for student, name in zip(("ada", "babbage", "capek", "doe"), FORMULAS, strict=False):
            database.execute("UPDATE student SET last_name = ? WHERE id = ?", (name, student))
        database.execute("UPDATE base_cell SET name = '=t3' WHERE name = 't3_why'")
        database.commit()
    return root


def test_canvas_finds_its_rows_by_what_is_left_as_it_was(hostile):
    rows, _ = export(hostile, "CanvasExporter")
    ours = rows[2 + len(STUDENTS) :]
    assert [row[0] for row in ours] == [*(f"'{name}" for name in FORMULAS), '="=Canvas\'s own way"']
    assert [row[4] for row in ours[:2]] == ["'=Section", "'=Section"]
    assert ours[-1][1:4] == ["299", "-299", "+299"]


def cells_of(path):
    """Return the rows of a workbook, texts and numbers by column, read with nothing but XML; no cell is a formula."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as book:
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml")).findall(f"{space}si")  # noqa: S314
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    assert not list(sheet.iter(f"{space}f"))
    texts = ["".join(part.text or "" for part in string.iter(f"{space}t")) for string in strings]
    return [
        {
            ord(cell.get("r")[0]) - ord("A"): texts[int(cell[0].text)] if cell.get("t") == "s" else float(cell[0].text)
            for cell in row
        }
        for row in sheet.iter(f"{space}row")
    ]


def test_nothing_that_somebody_typed_is_a_formula_in_a_table_or_in_excels_own_file(hostile):
    (header, *rows), _ = export(hostile, "MarksExporter")
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["last_name"] for row in table[:4]] == [f"'{name}" for name in FORMULAS[:4]]
    assert all(row["comments"].startswith("'=t3: ") for row in table)

    done = nbgrader(hostile, "export", "--exporter=grader.lms.export.MarksExporter", "--to=marks.xlsx")
    assert done.returncode == 0, done.stderr
    names, *cells = cells_of(hostile / "marks.xlsx")
    assert [*names.values()] == header
    for row, plain in zip(cells, table, strict=True):
        excel = {name: row.get(column, "") for column, name in names.items()}
        for name in ("points", "penalty", "mark", "possible", "by_hand", "seconds_late"):
            assert excel[name] == float(plain[name])
        for name in ("student", "last_name", "comments"):
            assert excel[name] == plain[name].removeprefix("'")
        if plain["handed_in"]:
            when = datetime(1899, 12, 30) + timedelta(days=excel["handed_in"])
            assert abs(when - datetime.fromisoformat(plain["handed_in"])) < timedelta(seconds=1)


@pytest.mark.parametrize("name", ["nowhere/marks.csv", "nowhere/marks.xlsx"])
def test_a_table_that_cannot_be_written_is_said_in_one_line(marked, name):
    done = nbgrader(marked, "export", "--exporter=grader.lms.export.MarksExporter", f"--to={name}")
    assert done.returncode == 1
    assert f"{name} cannot be written: " in done.stderr
    assert "No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_moodles_file_has_a_row_for_each_mark_and_one_way_to_find_each_student(marked, tmp_path):
    root = shutil.copytree(marked, tmp_path / "course")
    change(root, "UPDATE student SET email = id || '@example.org' WHERE id != 'kim'")
    (header, *rows), told = export(root, "MoodleExporter", "--assignment", ASSIGNMENT)
    assert header == ["username", ASSIGNMENT, f"{ASSIGNMENT} (Feedback)"]
    assert {row[0]: float(row[1]) for row in rows} == expected(root)
    assert {row[2] for row in rows} == {'t3_why: Sides, "squared";\nwell said'}
    assert "Not final in a00-tiny, answers wait for a person: ada, babbage, capek, doe, kim" in told
    change(root, "UPDATE student SET email = 'kim@example.org' WHERE id = 'kim'")
    (header, *rows), _ = export(root, "MoodleExporter")
    assert header[:3] == ["username", "email", ASSIGNMENT]
    assert all(row[1] == f"{row[0]}@example.org" for row in rows)


def test_moodles_file_holds_one_assignment(marked):
    done = nbgrader(marked, "export", "--exporter=grader.lms.export.MoodleExporter", "--assignment=a99", "--to=no.csv")
    assert done.returncode == 1
    assert "holds one assignment: add --assignment=NAME, with one of a00-tiny." in done.stderr
    assert not (marked / "no.csv").exists()
