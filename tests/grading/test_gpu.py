"""Assignments that ask for a GPU: graded where there is one, here a pretended one, and waiting where there is none."""

import shutil
from collections import Counter

import nbformat
import pytest

from grader.__main__ import main
from grader.course import LOG, GraderError, open_course, quietly
from grader.grading.gpus import Gpus
from grader.handout import sample_class
from grader.handout.release import release
from tests.support.tiny_course import ASSIGNMENT, entries, nbgrader

OTHER = "a01-tiny"
STUDENT = "student-01"
SEEN = """import os


def square(x):
    ### BEGIN SOLUTION
    return os.environ["CUDA_VISIBLE_DEVICES"]
    ### END SOLUTION"""
TEST = "import os\nassert (square(3), os.environ['CUDA_VISIBLE_DEVICES']) == ('0', '0')"


def ask(root, *, gpu=True):
    """Let the small assignment ask for a GPU, and its second task say what it sees; hand a right answer in."""
    path = root / "source" / ASSIGNMENT / "tiny.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["grading"] = {"gpu": gpu}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = {"t2_square": SEEN, "t2_square_visible": TEST}.get(name, cell.source)
    nbformat.write(notebook, path)
    hand_in(root, ASSIGNMENT)


def hand_in(root, assignment):
    with quietly(root / LOG):
        release(open_course(root), assignment)
    right = sample_class.right(sample_class.gather(root, assignment))
    folder = root / "submitted" / STUDENT / assignment
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.ipynb").write_text(right, encoding="utf-8")


def say(root, text):
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(f"{text}\n")


def test_tests_and_students_see_the_device(course, grade_one, tmp_path, monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    (tmp_path / "nvidia0").write_bytes(b"")
    say(course, f"c.Gpu.files = ['{tmp_path}/nvidia*']")
    ask(course)
    result = grade_one(course, STUDENT)
    assert (result.failure, result.total.points) == ("", 6)


def test_without_a_device_they_wait_with_their_marks_and_the_others_go_on(course, tmp_path, capsys):
    say(course, f"c.Gpu.files = ['{tmp_path}/nvidia*']")
    shutil.copytree(course / "source" / ASSIGNMENT, course / "source" / OTHER)
    hand_in(course, ASSIGNMENT)
    assert main(["--course", str(course), "grade", ASSIGNMENT]) == 0
    before = entries(course)
    assert any(entry.auto for entry in before)
    say(course, f"c.Gpu.assignments = ['{ASSIGNMENT[:3]}*']")
    hand_in(course, OTHER)
    capsys.readouterr()
    assert main(["--course", str(course), "grade"]) == 1
    told = capsys.readouterr().out
    line = f"{ASSIGNMENT} waits for a GPU, and there is none here: grade it where there is one, as with --on. "
    assert f"{line}Not graded, and as they were: 1 submissions." in " ".join(told.split())
    assert told.count(f"{ASSIGNMENT} waits") == 1
    assert f"{STUDENT}: 6 points" in told
    assert Counter(entries(course)) == Counter(before * 2), "the other assignment has the same tests"


def test_nbgraders_own_command_says_so_once(course, tmp_path):
    say(course, f"c.Gpu.files = ['{tmp_path}/nvidia*']")
    ask(course)
    shutil.copytree(course / "submitted" / STUDENT, course / "submitted" / "student-02")
    done = nbgrader(course, "autograde", ASSIGNMENT)
    assert done.returncode != 0
    assert done.stderr.count(f"{ASSIGNMENT} waits for a GPU") == 1, done.stderr
    assert not (course / "autograded").exists()


@pytest.mark.parametrize(
    ("metadata", "name", "expected"),
    [
        ({}, "ps1", ()),
        ({"grading": {"gpu": True}}, "ps1", ("/dev/nvidia*",)),
        ({}, "ps2", ("/dev/nvidia*",)),
        ({}, "ps2/first", ("/dev/nvidia*",)),
        ({}, "ps3/last", ("/dev/nvidia*",)),
        ({}, "ps3/first", ()),
        ({"grading": {"gpu": False}}, "ps2", ()),
    ],
)
def test_metadata_go_before_settings(metadata, name, expected):
    assert Gpus(("ps2", "ps3/l*")).of({"metadata": metadata}, name) == expected


def test_metadata_that_say_neither_are_refused():
    told = r'^ps1: its metadata say "grading": {"gpu": \'yes\'}; write true or false\.$'
    with pytest.raises(GraderError, match=told):
        Gpus().of({"metadata": {"grading": {"gpu": "yes"}}}, "ps1")
