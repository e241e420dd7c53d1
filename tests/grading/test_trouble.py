"""A locked gradebook, a full disk, several notebooks, late work: no grade is lost and none is wrong."""

import contextlib
import errno
import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.course import LOG, GraderError, assignments, open_course, quietly
from grader.grading import marks
from tests.support.tiny_course import ASSIGNMENT, entries, make_notebook, role

STUDENT = "student-01"


def scores(root, student=STUDENT):
    return {entry.cell: entry.auto for entry in entries(root, student) if entry.auto is not None}


@pytest.fixture
def own(graded, tmp_path):
    """A graded course of the test's own, in which the first student has handed in something new."""
    root = shutil.copytree(graded[0], tmp_path / "course")
    path = root / "submitted" / STUDENT / ASSIGNMENT / "tiny.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("return x * x", "return x + 6"), encoding="utf-8")
    return root


def test_a_gradebook_that_another_program_has_locked_stays_as_it_is(own, grade_one, monkeypatch):
    before = scores(own)
    monkeypatch.setattr(marks, "PATIENCE", 1)
    with contextlib.closing(sqlite3.connect(own / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(GraderError, match="The gradebook is locked by another program: close it, then grade again"):
            grade_one(own, STUDENT)
        assert scores(own) == before
        other.execute("ROLLBACK")
    assert grade_one(own, STUDENT).total.points == 6
    assert scores(own) == before


def test_a_full_disk_is_said_and_the_next_run_makes_up_for_it(own, grade_one, monkeypatch):
    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(GraderError, match="autograded/ cannot be written: No space left on device"):
            grade_one(own, STUDENT)
    assert not (own / "autograded" / STUDENT / ASSIGNMENT / "tiny.ipynb").exists(), "half a result is none"
    result = grade_one(own, STUDENT)
    assert not result.skipped
    assert result.total.points == sum(scores(own).values()) == 6
    assert (own / "autograded" / STUDENT / ASSIGNMENT / "tiny.ipynb").exists()


def test_late_work_loses_what_the_courses_penalty_says(own, grade_one):
    with (own / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    with Gradebook(f"sqlite:///{own / 'gradebook.db'}", "one-neuron-up") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-01-01 12:00:00 UTC")
    when = own / "submitted" / STUDENT / ASSIGNMENT / "timestamp.txt"
    for handed_in, penalty in (("2026-01-01 11:59:59 UTC", None), ("2026-01-02 00:00:00 UTC", 6)):
        when.write_text(handed_in, encoding="utf-8")
        grade_one(own, STUDENT)
        with Gradebook(f"sqlite:///{own / 'gradebook.db'}", "one-neuron-up") as gradebook:
            (notebook,) = gradebook.find_submission(ASSIGNMENT, STUDENT).notebooks
            assert notebook.late_submission_penalty == penalty
            assert notebook.score == 6


def move_due_date(root, to):
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "one-neuron-up") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=to)


def penalty(root, student=STUDENT):
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "one-neuron-up") as gradebook:
        return gradebook.find_submission(ASSIGNMENT, student).late_submission_penalty


def test_a_due_date_that_moves_after_grading_moves_the_penalty(own, grade_one):
    with (own / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    (own / "submitted" / STUDENT / ASSIGNMENT / "timestamp.txt").write_text("2026-01-02 00:00:00 UTC", encoding="utf-8")
    skipped = []
    for due, points in (("01-01", 6), ("01-03", 0), ("01-03", 0), ("01-01", 6)):
        move_due_date(own, f"2026-{due} 12:00:00 UTC")
        result = grade_one(own, STUDENT)
        assert penalty(own) == points
        assert ("late" in result.reason) == bool(points)
        skipped.append(result.skipped)
    assert skipped == [False, False, True, False], "a page that names the penalty is written again"


def test_points_given_by_hand_to_late_work_are_lost_at_the_next_run_too(own, grade_one):
    with (own / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    (own / "submitted" / STUDENT / ASSIGNMENT / "timestamp.txt").write_text("2026-01-02 00:00:00 UTC", encoding="utf-8")
    move_due_date(own, "2026-01-01 12:00:00 UTC")
    grade_one(own, STUDENT)
    with Gradebook(f"sqlite:///{own / 'gradebook.db'}", "one-neuron-up") as gradebook:
        gradebook.find_grade("t3_why", "tiny", ASSIGNMENT, STUDENT).manual_score = 2
        gradebook.db.commit()
    grade_one(own, STUDENT)
    assert penalty(own) == 8


def test_the_time_of_an_earlier_attempt_is_not_that_of_a_new_one(own, grade_one):
    when = own / "submitted" / STUDENT / ASSIGNMENT / "timestamp.txt"
    when.write_text("2026-01-02 00:00:00 UTC", encoding="utf-8")
    move_due_date(own, "2026-01-01 12:00:00 UTC")
    assert "late" in grade_one(own, STUDENT).reason
    when.unlink()
    assert "late" not in grade_one(own, STUDENT).reason


def test_points_given_by_hand_survive_a_worthless_attempt_and_wait_for_a_person(own, grade_one):
    grade_one(own, STUDENT)
    with Gradebook(f"sqlite:///{own / 'gradebook.db'}", "one-neuron-up") as gradebook:
        written = gradebook.find_grade("t3_why", "tiny", ASSIGNMENT, STUDENT)
        written.manual_score, written.needs_manual_grade = 2, False
        gradebook.db.commit()
    assert grade_one(own, STUDENT).total.by_hand == 0
    (own / "submitted" / STUDENT / ASSIGNMENT / "tiny.ipynb").write_text("{}", encoding="utf-8")
    result = grade_one(own, STUDENT)
    marks_now = {entry.cell: (entry.auto, entry.manual, entry.waits) for entry in entries(own, STUDENT)}
    assert marks_now.pop("t3_why") == (0, 2, True)
    assert set(marks_now.values()) == {(0, None, False)}
    assert result.total.by_hand == 1


def test_a_code_answer_that_a_person_grades_waits_in_the_table(tmp_path, new_course, grade_one):
    root = new_course(tmp_path / "course")
    notebook = make_notebook()
    notebook.cells[-1] = nbformat.v4.new_code_cell(
        "### BEGIN SOLUTION\nplot = 1\n### END SOLUTION", metadata={"nbgrader": role("t3_plot", 2, solution=True)}
    )
    for folder in (root / "source" / ASSIGNMENT, root / "submitted" / "ada" / ASSIGNMENT):
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / "tiny.ipynb")
    with quietly(root / LOG):
        assert open_course(root).generate_assignment(ASSIGNMENT)["success"]
    result = grade_one(root, "ada")
    assert (result.total.points, result.total.by_hand, result.scores["t3"].by_hand) == (6, 1, 1)


def test_each_notebook_of_an_assignment_is_graded_and_a_missing_one_costs_its_own_points(tmp_path, new_course):
    root = new_course(tmp_path / "course")
    source = root / "source" / ASSIGNMENT
    nbformat.write(make_notebook(), source / "more.ipynb")
    for student, names in (("ada", ("tiny", "more")), ("bob", ("more",))):
        folder = root / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        for name in names:
            shutil.copy(source / f"{name}.ipynb", folder)
    with quietly(root / LOG):
        api = open_course(root)
        assert api.generate_assignment(ASSIGNMENT)["success"]
        for student in ("ada", "bob"):
            done = api.autograde(ASSIGNMENT, student)
            assert done["success"], done
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "one-neuron-up") as gradebook:
        reached = {
            (student, notebook.name): sum(grade.auto_score or 0 for grade in notebook.grades)
            for student in ("ada", "bob")
            for notebook in gradebook.find_submission(ASSIGNMENT, student).notebooks
        }
    assert reached == {("ada", "tiny"): 6, ("ada", "more"): 6, ("bob", "tiny"): 0, ("bob", "more"): 6}


def test_an_assignment_of_two_notebooks_is_one(tmp_path):
    for name in ("a01/one", "a01/two", "a02/one"):
        path = tmp_path / "source" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert assignments(tmp_path) == ["a01", "a02"]
    assert assignments(tmp_path, "a01") == ["a01"]
