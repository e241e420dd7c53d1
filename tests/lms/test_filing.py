"""What Canvas's bulk download holds is filed, and every file of it accounted for; nothing lands elsewhere."""

import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import zipfile
from datetime import timedelta

import nbformat
import pytest

from grader.course import LOG, GraderError, open_course, quietly
from grader.gradebook import open_gradebook
from grader.lms import filing, roster
from tests.lms.canvas import STUDENTS, answer, released, write_roster, write_zip
from tests.support.tiny_course import ASSIGNMENT, grader, make_notebook, start

RIGHT = answer()


@pytest.fixture(scope="module")
def template(new_course, tmp_path_factory):
    """The small course, released, with its roster."""
    root = released(new_course(tmp_path_factory.mktemp("template") / "course"))
    write_roster(root)
    return root


@pytest.fixture
def root(template, tmp_path):
    return shutil.copytree(template, tmp_path / "course")


def filed(root):
    """File the small assignment in this process; return what became of each file, by its name in the zip."""
    with quietly(root / LOG):
        api = open_course(root)
        return {file.file: file for file in filing.file_assignment(api, ASSIGNMENT, roster.read(api))}


def hand_in(root, files, name="submissions.zip", when=(2026, 3, 2, 10, 0, 0)):
    return write_zip(root / "downloaded" / ASSIGNMENT / name, files, when)


def submitted(root, student, name="tiny.ipynb"):
    return root / "submitted" / student / ASSIGNMENT / name


def set_due(root, due, extension=timedelta()):
    with quietly(root / LOG), open_gradebook(open_course(root).coursedir) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
        if extension:
            gradebook.update_or_create_student("ada")
            gradebook.update_or_create_submission(ASSIGNMENT, "ada").extension = extension
        gradebook.db.commit()


def seconds_late(root):
    """Return how late nbgrader takes ada's submission to be."""
    when = submitted(root, "ada", "timestamp.txt").read_text()
    with quietly(root / LOG), open_gradebook(open_course(root).coursedir) as gradebook:
        gradebook.update_or_create_student("ada")
        return gradebook.update_or_create_submission(ASSIGNMENT, "ada", timestamp=when).total_seconds_late


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("lovelaceada_101_9001_tiny.ipynb", "ada"),
        ("lovelaceada_LATE_101_9001_tiny.ipynb", "ada"),
        ("lovelaceada_101_9001_tiny-1.ipynb", "ada"),
        ("lovelaceada_101_9001_tiny-12.ipynb", "ada"),
        ("lovelaceada_101_9001_tiny-0b7ad4c2-9b1e-4c6b-8a53-0d6d6cf8a1ce.ipynb", "ada"),
        ("lovelaceada_101_9001_tiny (1).ipynb", "ada"),
        ("lovelaceada_101_9001_tiny (1)-2.ipynb", "ada"),
        ("lovelaceada_101_9001_TINY copy 2.IPYNB", "ada"),
        ("lovelaceada_101_9001_Copy of tiny.ipynb", "ada"),
        ("lovelaceada_101_9001_Copy_of_Copy_of_tiny-2.ipynb", "ada"),
        ("lovelaceada_101_9001_tiny.ipynb.json", "ada"),
        ("lovelaceada_101_9001_tiny-1.ipynb.txt", "ada"),
        ("o_brien_jr_102_9001_tiny.ipynb", "babbage"),
        ("čapekkarel_103_9001_tiny.ipynb", "capek"),
        ("_104_9001_tiny.ipynb", "doe"),
        ("late_LATE_104_9001_tiny.ipynb", "doe"),
        ("submissions/doejane_104_9001_tiny.ipynb", "doe"),
        ("doejane_104_9001_My_own 7_8_name.ipynb", "doe"),
    ],
)
def test_canvass_names_are_understood(root, name, student):
    hand_in(root, {name: RIGHT})
    (file,) = filed(root).values()
    assert file.place == f"submitted/{student}/{ASSIGNMENT}/tiny.ipynb"
    assert submitted(root, student).read_text(encoding="utf-8") == RIGHT
    assert ("late" in file.remark.split("; ")) == ("LATE" in name)
    assert ("recognized by its cells" in file.remark) == ("own" in name)


def test_a_name_in_utf8_without_its_flag_is_read_as_utf8(root):
    path = hand_in(root, {"capek_103_9001_mezi ř.csv": "1,2"})
    content = path.read_bytes()
    header, central = content.index(b"PK\x03\x04"), content.index(b"PK\x01\x02")
    unflagged = bytearray(content)
    for at in (header + 6, central + 8):
        flags = struct.unpack_from("<H", unflagged, at)[0]
        assert flags & 0x800
        struct.pack_into("<H", unflagged, at, flags & ~0x800)
    path.write_bytes(unflagged)
    filed(root)
    assert submitted(root, "capek", "mezi ř.csv").read_text() == "1,2"


def test_several_notebooks_are_told_apart_by_name_and_else_by_their_cells(root):
    other = make_notebook()
    for cell in other.cells[1:]:
        cell.metadata.nbgrader.grade_id = f"more_{cell.metadata.nbgrader.grade_id}"
    nbformat.write(other, root / "source" / ASSIGNMENT / "tiny-2.ipynb")
    files = {
        "a_101_1_tiny.ipynb": RIGHT,
        "a_101_2_tiny-2.ipynb": "{second}",
        "b_102_3_tiny-1.ipynb": RIGHT,
        "b_102_4_tiny-2-1.ipynb": "{second again}",
        "c_103_5_homework.ipynb": nbformat.writes(other),
        "c_103_6_unrelated.ipynb": nbformat.writes(nbformat.v4.new_notebook()),
    }
    hand_in(root, files)
    told = filed(root)
    places = {
        name: file.place.removeprefix("submitted/").replace(f"/{ASSIGNMENT}/", " ") for name, file in told.items()
    }
    assert places == {
        "a_101_1_tiny.ipynb": "ada tiny.ipynb",
        "a_101_2_tiny-2.ipynb": "ada tiny-2.ipynb",
        "b_102_3_tiny-1.ipynb": "babbage tiny.ipynb",
        "b_102_4_tiny-2-1.ipynb": "babbage tiny-2.ipynb",
        "c_103_5_homework.ipynb": "capek tiny-2.ipynb",
        "c_103_6_unrelated.ipynb": "capek unrelated.ipynb",
    }
    assert told["c_103_6_unrelated.ipynb"].remark == (
        "no notebook of the assignment, which has tiny-2.ipynb, tiny.ipynb; filed as it is"
    )


def link(name):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def hostile_zip(root):
    """Write a zip with one right submission and, before and after it, everything that is not."""
    path = hand_in(root, {"lovelaceada_101_9001_tiny.ipynb": RIGHT, "doejane_104_1_data.csv": "1,2"})
    names = (
        *("../../evil_101_1_tiny.ipynb", "/evil_102_2_tiny.ipynb", "..\\..\\evil_102_3_tiny.ipynb"),
        *("C:\\evil_102_4_tiny.ipynb", "babbage_102_5_..", "babbage_102_6_.ipynb", "babbage_102_7_timestamp.txt"),
        *("babbage_102_8_report.pdf", "babbage_102_9_work.zip", "babbage_102_10_-rf.csv", "babbage_102_11_a:b.py"),
        *("stranger_555_12_tiny.ipynb", "anon_Zk3x9_13_tiny.ipynb", "babbage_102_text.html", "test_199_14_tiny.ipynb"),
        *("notes.ipynb", "new\nline_102_15_tiny.ipynb", f"babbage_{'9' * 5000}_16_tiny.ipynb"),
    )
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "{}")
        archive.writestr(link("babbage_102_20_tiny.ipynb"), "/etc/passwd")
        archive.writestr("babbage_102_21_bomb.csv", bytes(11 << 20))
        archive.writestr("babbage_102_22_bomb.ipynb", bytes(21 << 20))
        archive.writestr("submissions/", "")
        archive.writestr("__MACOSX/._lovelaceada_101_9001_tiny.ipynb", "x")
    return [*names, "babbage_102_20_tiny.ipynb", "babbage_102_21_bomb.csv", "babbage_102_22_bomb.ipynb"]


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("evil_101_1_tiny.ipynb", "its name points out of the zip's folder"),
        ("evil_102_2_tiny.ipynb", "its name points out of the zip's folder"),
        ("evil_102_3_tiny.ipynb", "its name points out of the zip's folder"),
        ("evil_102_4_tiny.ipynb", "its name points out of the zip's folder"),
        ("babbage_102_5_..", "files of its kind are not used in grading"),
        ("babbage_102_6_.ipynb", "it is no notebook of the assignment, and its name has unusual characters"),
        ("babbage_102_7_timestamp.txt", "a file in a submission cannot have this name"),
        ("babbage_102_8_report.pdf", "files of its kind are not used in grading"),
        ("babbage_102_9_work.zip", "files of its kind are not used in grading"),
        ("babbage_102_10_-rf.csv", "its name has unusual characters"),
        ("babbage_102_11_a:b.py", "a file in a submission cannot have this name"),
        ("stranger_555_12_tiny.ipynb", "Canvas id 555 is not in downloaded/roster.csv: export it from Canvas again"),
        ("anon_Zk3x9_13_tiny.ipynb", "its name is not one that Canvas gives to an upload"),
        ("babbage_102_text.html", "its name is not one that Canvas gives to an upload"),
        ("test_199_14_tiny.ipynb", "SIS Login ID is '', which cannot be the name of a folder"),
        ("notes.ipynb", "its name is not one that Canvas gives to an upload"),
        ("line_102_15_tiny.ipynb", "its name is not one that Canvas gives to an upload"),
        ("babbage_99999", "its name is not one that Canvas gives to an upload"),
        ("babbage_102_20_tiny.ipynb", "it is a link or a device, not a file"),
        ("babbage_102_21_bomb.csv", "it is too large (11 MiB, at most 10)"),
        ("babbage_102_22_bomb.ipynb", "it is too large (21 MiB, at most 20)"),
    ],
)
def test_what_cannot_be_filed_says_why(hostile, part, why):
    (file,) = [file for file in hostile[1].values() if part in file.file]
    assert file.place == ""
    assert why in file.remark
    assert file.remark.isprintable()


@pytest.fixture(scope="module")
def hostile(template, tmp_path_factory):
    root = shutil.copytree(template, tmp_path_factory.mktemp("hostile") / "course")
    names = hostile_zip(root)
    return root, filed(root), names


def test_hostile_files_cost_nobody_else_anything_and_land_nowhere(hostile):
    root, told, names = hostile
    assert len(told) == len(names) + 2, "every file is accounted for"
    written = sorted(path.relative_to(root / "submitted").as_posix() for path in (root / "submitted").rglob("*.*"))
    assert written == [
        f"ada/{ASSIGNMENT}/timestamp.txt",
        f"ada/{ASSIGNMENT}/tiny.ipynb",
        f"doe/{ASSIGNMENT}/data.csv",
        f"doe/{ASSIGNMENT}/timestamp.txt",
    ]
    assert not list(root.parent.rglob("*evil*"))


@pytest.mark.parametrize("damage", ["cut off", "no zip", "encrypted", "wrong checksum", "lies about its size"])
def test_a_damaged_zip_is_said_and_the_others_are_filed(root, damage):
    path = hand_in(root, {"babbage_102_1_tiny.ipynb": RIGHT}, "broken.zip")
    content = bytearray(path.read_bytes())
    central = content.index(b"PK\x01\x02")
    if damage == "cut off":
        content = content[:-40]
    elif damage == "no zip":
        content = bytearray(b"<html>Log in to Canvas</html>")
    elif damage == "encrypted":
        content[central + 8] |= 1
    elif damage == "wrong checksum":
        content[60] ^= 0xFF
    else:
        struct.pack_into("<I", content, central + 24, 5)
    path.write_bytes(content)
    hand_in(root, {"lovelaceada_101_2_tiny.ipynb": RIGHT})
    told = filed(root)
    assert submitted(root, "ada").exists()
    assert not submitted(root, "babbage").exists()
    (reason,) = [file.remark for file in told.values() if not file.place]
    assert re.search("download it from Canvas again|encrypted", reason)


def test_of_several_uploads_the_latest_counts_whatever_the_order(root):
    hand_in(root, {"a_101_12_tiny-1.ipynb": "{second}", "a_101_9_tiny.ipynb": "{first}"}, "monday.zip")
    hand_in(root, {"a_101_30_tiny-2.ipynb": "{third}", "a_101_12_tiny-1.ipynb": "{second}"}, "friday.zip")
    told = filed(root)
    assert submitted(root, "ada").read_text() == "{third}"
    assert told["a_101_9_tiny.ipynb"].remark == "an earlier upload than a_101_30_tiny-2.ipynb in friday.zip"


def test_an_older_zip_never_overwrites_what_is_newer_and_a_newer_one_does(root):
    set_due(root, "2026-03-01 00:00:00 UTC")
    monday = hand_in(root, {"a_101_1_tiny.ipynb": "{monday}"}, when=(2026, 3, 2, 10, 0, 0))
    filed(root)
    monday.unlink()
    friday = hand_in(root, {"a_101_2_tiny-1.ipynb": "{friday}"}, when=(2026, 3, 6, 10, 0, 0))
    assert filed(root)["a_101_2_tiny-1.ipynb"].place
    assert submitted(root, "ada").read_text() == "{friday}"
    assert filed(root)["a_101_2_tiny-1.ipynb"].remark == "as it was"
    friday.unlink()
    hand_in(root, {"a_101_1_tiny.ipynb": "{monday}"}, when=(2026, 3, 2, 10, 0, 0))
    refused = filed(root)["a_101_1_tiny.ipynb"]
    assert (refused.place, refused.remark) == ("", f"what is in submitted/ada/{ASSIGNMENT} is newer")
    assert submitted(root, "ada").read_text() == "{friday}"


def test_a_later_upload_counts_also_where_canvas_took_the_late_mark_back(root):
    set_due(root, "2026-03-01 00:00:00 UTC")
    monday = hand_in(root, {"a_LATE_101_1_tiny.ipynb": "{monday}"}, when=(2026, 3, 2, 10, 0, 0))
    filed(root)
    monday.unlink()
    hand_in(root, {"a_101_2_tiny-1.ipynb": "{friday}"}, when=(2026, 3, 6, 10, 0, 0))
    filed(root)
    assert submitted(root, "ada").read_text() == "{friday}"
    assert seconds_late(root) == 0


def test_work_collected_by_nbgrader_after_the_download_stays(root):
    submitted(root, "ada").parent.mkdir(parents=True)
    submitted(root, "ada").write_text("{collected}")
    os.utime(submitted(root, "ada"), (0, 0))
    submitted(root, "ada", "timestamp.txt").write_text("2026-03-03 08:00:00.123456 UTC")
    hand_in(root, {"a_101_1_tiny.ipynb": RIGHT}, when=(2026, 3, 2, 10, 0, 0))
    assert filed(root)["a_101_1_tiny.ipynb"].place == ""
    assert submitted(root, "ada").read_text() == "{collected}"


def test_a_link_in_the_folder_is_replaced_and_not_followed(root, tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("precious")
    submitted(root, "ada").parent.mkdir(parents=True)
    submitted(root, "ada").symlink_to(precious)
    os.utime(submitted(root, "ada"), (0, 0), follow_symlinks=False)
    hand_in(root, {"a_101_1_tiny.ipynb": RIGHT})
    filed(root)
    assert submitted(root, "ada").read_text(encoding="utf-8") == RIGHT
    assert precious.read_text() == "precious"


def test_a_folder_that_cannot_be_written_costs_one_student_only(root):
    (submitted(root, "ada") / "a folder in its place").mkdir(parents=True)
    os.utime(submitted(root, "ada"), (0, 0))
    hand_in(root, {"a_101_1_tiny.ipynb": RIGHT, "d_104_2_tiny.ipynb": RIGHT})
    told = filed(root)
    assert "cannot be written" in told["a_101_1_tiny.ipynb"].remark
    assert submitted(root, "doe").exists()


@pytest.mark.parametrize(
    ("due", "extension", "late", "seconds"),
    [
        (None, 0, True, 0),
        ("2026-03-01 10:00:00 UTC", 0, True, 24 * 3600),
        ("2026-03-01 10:00:00 UTC", 0, False, 0),
        ("2026-03-02 12:00:00 UTC", 0, True, 1),
        ("2026-03-02 12:00:00 UTC", 0, False, 0),
        ("2026-03-01 10:00:00 UTC", 20, True, 4 * 3600),
    ],
    ids=["no due date", "late", "on time, downloaded later", "late for Canvas only", "on time", "extended"],
)
def test_nbgrader_counts_as_late_what_canvas_does(root, due, extension, late, seconds):
    if due:
        set_due(root, due, timedelta(hours=extension))
    hand_in(root, {f"a_{'LATE_' * late}101_1_tiny.ipynb": RIGHT})
    filed(root)
    assert seconds_late(root) == seconds


def test_a_due_date_that_comes_later_makes_nobody_late_whom_canvas_does_not(root):
    hand_in(root, {"a_101_1_tiny.ipynb": RIGHT})
    filed(root)
    assert submitted(root, "ada", "timestamp.txt").read_text() == "2026-03-02 10:00:00 UTC\n"
    set_due(root, "2026-03-01 10:00:00 UTC")
    filed(root)
    assert submitted(root, "ada", "timestamp.txt").read_text() == "2026-03-01 10:00:00 UTC\n"


def test_a_due_date_nbgrader_cannot_extend_is_none(root):
    """nbgrader raises where a student has an extension of a due date that was taken back."""
    set_due(root, "2026-03-01 10:00:00 UTC", timedelta(hours=20))
    set_due(root, None)
    hand_in(root, {"a_101_1_tiny.ipynb": RIGHT})
    filed(root)
    assert submitted(root, "ada", "timestamp.txt").read_text() == "2026-03-02 10:00:00 UTC\n"


def test_the_exact_time_of_an_entry_is_used_where_the_zip_has_it(root):
    path = root / "downloaded" / f"{ASSIGNMENT}.zip"
    info = zipfile.ZipInfo("a_101_1_tiny.ipynb", (2026, 3, 2, 4, 0, 0))
    info.extra = struct.pack("<HHBI", 0x5455, 5, 1, 1_700_000_001)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, RIGHT)
    filed(root)
    assert submitted(root, "ada", "timestamp.txt").read_text() == "2023-11-14 22:13:21 UTC\n"


def test_a_submission_has_no_end_of_files_and_its_notebook_comes_first(root):
    with (root / "nbgrader_config.py").open("a") as settings:
        settings.write("c.Intake.max_files = 3\n")
    hand_in(root, {f"a_101_{number}_{number}.csv": "1" for number in range(9, 4, -1)})
    told = filed(root)
    assert sum(bool(file.place) for file in told.values()) == 3
    assert "too many files" in told["a_101_5_5.csv"].remark


def test_the_command_shows_every_file_and_who_handed_nothing_in(root):
    hostile_zip(root)
    write_zip(root / "downloaded" / "submissions.zip", {})
    done = start("grader", root, "file")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert re.search(
        rf"^ ada +lovelaceada_101_9001_tiny.ipynb +submitted/ada/{ASSIGNMENT}/tiny.ipynb", done.stdout, re.M
    )
    assert re.search(r"^ babbage +babbage_102_8_report.pdf +not filed +files of its kind", done.stdout, re.M)
    assert "Filed: 2 of 23 files\nNothing from: babbage, capek\n" in done.stdout
    assert "sample class" not in done.stdout
    assert "downloaded/submissions.zip belongs to no assignment" in done.stdout


def test_a_sample_class_that_is_still_there_is_mentioned(root):
    (root / "submitted" / "deserved.csv").write_text("", encoding="utf-8")
    hand_in(root, {"a_101_1_tiny.ipynb": RIGHT})
    assert "submitted/ also holds the sample class" in grader(root, "file").stdout


def test_a_broken_download_makes_the_command_fail(root):
    hand_in(root, {}).write_bytes(b"no zip")
    done = grader(root, "file", ASSIGNMENT)
    assert done.returncode == 1
    assert "submissions.zip is not a zip, or damaged" in done.stdout


def told_error(root, *arguments):
    done = grader(root, "file", *arguments)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    return line


def test_without_a_zip_the_command_says_where_to_put_it(root):
    assert told_error(root) == ("There is nothing to file: put Canvas's zip of ASSIGNMENT into downloaded/ASSIGNMENT/.")


def test_without_a_roster_the_command_says_where_it_comes_from(root):
    hand_in(root, {"a_101_1_tiny.ipynb": RIGHT})
    (root / "downloaded" / "roster.csv").unlink()
    assert told_error(root).startswith("downloaded/roster.csv is missing. On Canvas: Grades, Export")


def read_roster(root):
    with quietly(root / LOG):
        return roster.read(open_course(root))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "has no column Student"),
        (b"Student,ID,Section\r\nDoe,1,x\r\n", "has no column SIS Login ID"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b'Student,ID,SIS Login ID\r\n"Doe,1,x\r\n', "is damaged"),
    ],
)
def test_a_roster_that_is_none_is_refused_in_one_line(root, content, why):
    (root / "downloaded" / "roster.csv").write_bytes(content)
    with pytest.raises(GraderError, match=why) as refused:
        read_roster(root)
    assert len(str(refused.value).splitlines()) == 1


def test_a_roster_with_semicolons_is_read(root):
    write_roster(root, separator=";")
    assert roster.students(read_roster(root)) == {"ada": "101", "babbage": "102", "capek": "103", "doe": "104"}


@pytest.mark.parametrize("name", ["../ada", "a/b", "a\\b", ".ada", "-rf", "C:ada", "a\tb", "", "babbage"])
def test_an_id_that_is_no_folders_name_or_is_anothers_is_refused(root, name):
    write_roster(root, [["Lovelace, Ada", "101", "", name, "One"], *STUDENTS[1:]])
    hand_in(root, {"a_101_1_tiny.ipynb": RIGHT})
    (file,) = filed(root).values()
    assert file.place == ""
    assert "SIS Login ID is" in file.remark
    assert not list((root / "submitted").rglob("*.ipynb"))


def test_another_column_can_hold_the_students_ids(root):
    with (root / "nbgrader_config.py").open("a") as settings:
        settings.write('c.Roster.student_id = "SIS User ID"\n')
    hand_in(root, {"a_101_1_tiny.ipynb": RIGHT})
    assert filed(root)["a_101_1_tiny.ipynb"].place.startswith("submitted/S101/")


def test_another_platforms_names_are_a_setting_of_nbgraders(root):
    with (root / "nbgrader_config.py").open("a") as settings:
        settings.write('c.FileNameCollectorPlugin.named_regexp = r"(?P<student_id>\\d+)-(?P<file_id>.+)"\n')
    hand_in(root, {"101-tiny.ipynb": RIGHT, "lovelaceada_101_1_tiny.ipynb": RIGHT})
    told = filed(root)
    assert told["101-tiny.ipynb"].place
    assert not told["lovelaceada_101_1_tiny.ipynb"].place


def test_to_file_a_zip_no_engine_is_loaded():
    program = "import sys, grader.lms.filing; print(*(name for name in sys.modules if name.startswith('grader.')))"
    done = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=True)
    assert not {"grader.engine.execute", "grader.grading.pool", "grader.grading.plugin"} & set(done.stdout.split())
