"""nbgrader's own command and API grade with the engine, and leave behind what nbgrader would have left behind."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys

import nbformat
import pytest
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import MetadataValidator

from grader.course import LOG, open_course, quietly
from grader.handout import sample_class
from grader.handout.release import release
from tests.support.tiny_course import ASSIGNMENT, entries, environment_of, grade_here, nbgrader


def scores_of(root):
    """Return (points, whether a person has to look) by student and cell."""
    found = {}
    for entry in entries(root):
        found.setdefault(entry.student, {})[entry.cell] = (entry.auto, entry.waits)
    return found


def points_of(root, student):
    return sum(points or 0 for points, _ in scores_of(root)[student].values())


def graded_notebook(root, student):
    return nbformat.read(root / "autograded" / student / ASSIGNMENT / "tiny.ipynb", as_version=4)


def report_of(root, student):
    return graded_notebook(root, student).metadata.grading


def make_hostile_class(root):
    """Write one honest submission last in the alphabet, and before it one for each way to hand in something else."""
    with quietly(root / LOG):
        release(open_course(root), ASSIGNMENT)
    material = sample_class.gather(root, ASSIGNMENT)
    right = sample_class.right(material)
    secret = root / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")

    def folder(student):
        path = root / "submitted" / student / ASSIGNMENT
        path.mkdir(parents=True)
        return path

    def changed(change):
        notebook = json.loads(right)
        for cell in notebook["cells"]:
            change(cell)
        return json.dumps(notebook)

    folder("empty")
    (folder("link") / "tiny.ipynb").symlink_to(root / "source" / ASSIGNMENT / "tiny.ipynb")
    os.mkfifo(folder("pipe") / "tiny.ipynb")
    schema = changed(lambda cell: cell["metadata"].get("nbgrader", {}).update(schema_version=99))
    (folder("schema") / "tiny.ipynb").write_text(schema, encoding="utf-8")
    skipped = changed(lambda cell: cell["metadata"].update(tags=["skip-execution"]))
    skipped = skipped.replace("return 2 * x", "return 7").replace("return x * x", "return 7")
    (folder("skip") / "tiny.ipynb").write_text(skipped, encoding="utf-8")
    close = folder("close")
    (close / "Tiny (1).ipynb").write_text(right, encoding="utf-8")
    files = folder("files")
    (files / "tiny.ipynb").write_text(right, encoding="utf-8")
    (files / "page.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    (files / "leak.txt").symlink_to(secret)
    (files / "numpy.py").write_text("raise SystemExit('the wrong numpy')", encoding="utf-8")
    (files / "data.csv").write_text("1,2", encoding="utf-8")
    os.mkfifo(files / "timestamp.txt")
    (folder("zoe") / "tiny.ipynb").write_text(right, encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(new_course, tmp_path_factory):
    """A class of hostile submissions after nbgrader's own command, where everyone had full marks before."""
    root = new_course(tmp_path_factory.mktemp("hostile") / "course")
    make_hostile_class(root)
    with quietly(root / LOG), Gradebook(f"sqlite:///{root / 'gradebook.db'}", "one-neuron-up") as gradebook:
        for path in (root / "submitted").iterdir():
            gradebook.add_student(path.name)
            for notebook in gradebook.add_submission(ASSIGNMENT, path.name).notebooks:
                for row in notebook.grades:
                    row.auto_score, row.needs_manual_grade = row.max_score, False
        gradebook.db.commit()
    done = nbgrader(root, "autograde", ASSIGNMENT)
    yield root, done
    shutil.rmtree(root)


def test_nbgraders_command_grades_everyone_and_fails_for_nobody(hostile):
    root, done = hostile
    assert done.returncode == 0, done.stderr
    assert scores_of(root).keys() == {path.name for path in (root / "submitted").iterdir()}
    assert points_of(root, "zoe") == 6


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("empty", "tiny.ipynb is missing; handed in: nothing"),
        ("link", "tiny.ipynb cannot be read (a link, not a file): hand in the file itself"),
        ("pipe", "tiny.ipynb is not a regular file: hand in the file itself"),
    ],
)
def test_what_cannot_be_read_loses_its_old_marks_and_says_why(hostile, student, reason):
    root, done = hostile
    assert set(scores_of(root)[student].values()) == {(0, False)}
    assert report_of(root, student).reason == reason
    assert reason in done.stderr
    assert "This notebook was not graded" in graded_notebook(root, student).cells[0].source


def test_damaged_metadata_and_tags_change_nothing(hostile):
    root, _ = hostile
    assert points_of(root, "schema") == 6
    assert points_of(root, "skip") == 0


def test_a_close_name_is_graded_and_reported(hostile):
    root, _ = hostile
    assert points_of(root, "close") == 6
    assert report_of(root, "close").remarks == ["handed in as Tiny (1).ipynb; it was graded as tiny.ipynb"]
    assert "handed in as Tiny" in graded_notebook(root, "close").cells[0].source


def test_of_the_other_files_only_regular_allowed_ones_are_taken_along(hostile):
    root, _ = hostile
    folder = root / "autograded" / "files" / ASSIGNMENT
    assert sorted(path.name for path in folder.iterdir()) == ["data.csv", "numpy.py", "tiny.ipynb"]
    assert not any(path.is_symlink() for path in folder.iterdir())
    assert points_of(root, "files") == 6, "a numpy.py beside the notebook is nobody's numpy"


def test_nbgrader_reads_the_same_scores_from_the_outputs_as_stand_in_the_gradebook(graded):
    root, _ = graded
    for student, scores in scores_of(root).items():
        for cell in graded_notebook(root, student).cells:
            if utils.is_grade(cell):
                points, by_hand = scores[cell.metadata.nbgrader.grade_id]
                derived, most = utils.determine_grade(cell)
                assert points == derived, f"{student}, {cell.metadata.nbgrader.grade_id}"
                assert most == cell.metadata.nbgrader.points
                assert by_hand == (derived is None)


def test_autograded_notebooks_are_valid_and_keep_to_nbgraders_format(graded):
    root, _ = graded
    for student in scores_of(root):
        notebook = graded_notebook(root, student)
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        assert notebook.metadata.kernelspec.name == "python3"


def test_the_api_that_the_formgrader_calls_grades_with_the_engine(graded, tmp_path):
    root = shutil.copytree(graded[0], tmp_path / "course")
    (root / "submitted/student-01/a00-tiny/tiny.ipynb").unlink()
    with quietly(root / LOG):
        done = open_course(root).autograde(ASSIGNMENT, "student-01")
    assert done["success"], done
    assert points_of(root, "student-01") == 0
    assert report_of(root, "student-01").reason.startswith("tiny.ipynb is missing")


def test_points_given_by_hand_stay_and_ask_for_another_look(graded, tmp_path, grade_one):
    root = shutil.copytree(graded[0], tmp_path / "course")
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as database:
        database.execute("UPDATE grade SET manual_score = 1.5")
        database.commit()
    (root / "submitted/student-01/a00-tiny/tiny.ipynb").write_text("", encoding="utf-8")
    result = grade_one(root, "student-01")
    assert set(scores_of(root)["student-01"].values()) == {(0, True)}
    assert result.total.points == 4 * 1.5


def test_a_second_run_grades_nobody_again_and_shows_the_same_table(graded, tmp_path, run_grader):
    root = shutil.copytree(graded[0], tmp_path / "course")
    before = {path: path.stat().st_mtime_ns for path in root.glob("autograded/*/*/*.ipynb")}
    again = run_grader(root, "grade")
    assert again.returncode == 0, again.stderr
    table = graded[1].stdout[graded[1].stdout.index("\na00-tiny") :]
    assert again.stdout.endswith(table)
    assert {path: path.stat().st_mtime_ns for path in root.glob("autograded/*/*/*.ipynb")} == before
    skipped = nbgrader(root, "autograde", ASSIGNMENT)
    assert skipped.returncode == 0
    assert skipped.stderr.count("it is graded and unchanged") == 13


def test_an_interrupted_run_keeps_what_was_finished_and_the_next_one_goes_on(tmp_path, new_course):
    root = new_course(tmp_path / "course")
    command = [sys.executable, "-m", "grader", "grade"]
    process = subprocess.Popen(
        command,
        cwd=root,
        env=environment_of(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background has this signal ignored, and the command would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 130, told
    assert first.startswith("1/13")
    finished = {path: path.stat().st_mtime_ns for path in root.glob("autograded/*/*/*.ipynb")}
    assert 0 < len(finished) < 13, "the endless submission takes longer than the signal"
    submitted = root / "submitted"
    shutil.copytree(submitted / "student-01", submitted / "student-08", dirs_exist_ok=True)  # it has taken its time
    assert grade_here(root) == 0
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    assert points_of(root, "student-01") == 6
    assert len(list(root.glob("feedback/*/*/tiny.html"))) == 13
