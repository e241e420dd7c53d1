"""The instructor's main job, end to end: release, sample class, gradebook, feedback, table."""

import csv
import json
import re
import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.course import LOG, open_course, quietly, task_of
from grader.handout import sample_class
from grader.handout.release import release
from grader.handout.sample_class import RECIPES
from tests.support.tiny_course import ASSIGNMENT, entries, generate_class, nbgrader, start

# What stock nbgrader makes of a right submission, and why; the engine gives each of them what it deserves.
STOCK_NBGRADER_CANNOT = {
    "student-09": "when a cell ends the kernel, stock nbgrader drops every result of the notebook",
    "student-10": "stock nbgrader gives 0 points to a test that wrote to stderr, right or wrong",
    "student-11": "stock nbgrader does not restore a deleted test cell, so its points are lost",
    "student-12": "stock nbgrader gives a notebook up when a test cell appears twice",
}
STUDENTS = [pytest.param(recipe.student, id=f"{recipe.student} {recipe.what}") for recipe in RECIPES]


def gradebook_scores(root, student):
    """Return the points of each task."""
    scores = {}
    for entry in entries(root, student):
        task = task_of(entry.cell)
        scores[task] = scores.get(task, 0) + (entry.auto or 0)
    return scores


def deserved_scores(root, student):
    with (root / "submitted" / "deserved.csv").open(encoding="utf-8", newline="") as file:
        return {row["task"]: float(row["points"]) for row in csv.DictReader(file) if row["student"] == student}


def row_of(table, student):
    return next(line for line in table.splitlines() if line.lstrip().startswith(student))


def test_broken_submissions_do_not_make_grading_fail(graded):
    _, done = graded
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "what nbgrader has to say belongs into its log"


@pytest.mark.parametrize("student", STUDENTS)
def test_the_gradebook_holds_what_the_student_deserves(graded, student):
    root, _ = graded
    deserved = deserved_scores(root, student)
    assert deserved.keys() == {"t1", "t2"}
    reached = gradebook_scores(root, student)
    assert {task: reached.get(task, 0) for task in deserved} == deserved


def test_deserved_points_are_what_the_recipes_say(graded):
    root, _ = graded
    totals = {recipe.student: sum(deserved_scores(root, recipe.student).values()) for recipe in RECIPES}
    full, half, all_but_last = 6, 3, 3
    assert list(totals.values()) == [full] * 2 + [half] * 2 + [0] * 2 + [all_but_last] * 2 + [full] * 4 + [0]


def test_the_table_shows_everyone_with_points_by_task_and_the_reason(graded):
    _, done = graded
    table = done.stdout[re.search(r"^a00-tiny *$", done.stdout, re.MULTILINE).start() :]
    assert [line.split()[0] for line in table.splitlines() if line.lstrip().startswith("student-")] == [
        recipe.student for recipe in RECIPES
    ]
    assert row_of(table, "student-01").split() == ["student-01", "3", "3", "0+", "6+"]
    assert "NotImplementedError" in row_of(table, "student-06")
    assert "I was not finished here" in row_of(table, "student-07")
    assert "ran for too long" in row_of(table, "student-08")
    assert "not a notebook" in row_of(table, "student-13")
    assert "gradebook.db" in table
    assert "feedback/" in table


def test_the_table_shows_how_late_a_submission_was_and_what_that_costs(graded, tmp_path, grade_one):
    root = shutil.copytree(graded[0], tmp_path / "course")
    handed_in = shutil.copytree(root / "submitted" / "student-01", root / "submitted" / "tardy")
    (handed_in / ASSIGNMENT / "timestamp.txt").write_text("2026-03-01 14:05:00 UTC", encoding="utf-8")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-01 12:00 UTC")
    assert grade_one(root, "tardy").reason == "2 h 5 min late, 6 points less"
    assert grade_one(root, "student-01").reason == ""


def test_progress_is_shown_for_every_submission(graded):
    _, done = graded
    assert [line.split()[0] for line in done.stdout.splitlines() if line.endswith("points")] == [
        f"{index}/13" for index in range(1, 14)
    ]


@pytest.mark.parametrize("student", [recipe.student for recipe in RECIPES])
def test_everyone_gets_feedback(graded, student):
    root, _ = graded
    assert (root / "feedback" / student / "a00-tiny" / "tiny.html").stat().st_size > 0


def test_feedback_of_an_unreadable_notebook_says_why(graded):
    root, _ = graded
    assert "not a notebook" in (root / "feedback/student-13/a00-tiny/tiny.html").read_text(encoding="utf-8")


def test_a_release_holds_no_solution_no_hidden_test_no_output(graded):
    root, _ = graded
    text = (root / "release/a00-tiny/tiny.ipynb").read_text(encoding="utf-8")
    for secret in ("BEGIN SOLUTION", "BEGIN HIDDEN", "return 2 * x", "SECRET", "grows with its side"):
        assert secret not in text
    cells = nbformat.reads(text, as_version=4).cells
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


def test_a_wrong_name_is_answered_in_one_clear_line(graded, run_grader):
    root, _ = graded
    done = run_grader(root, "grade", "a99-none")
    assert done.returncode == 1
    assert done.stderr == "There is no assignment 'a99-none' in source/. There are: a00-tiny\n"


def test_a_later_worthless_attempt_does_not_keep_the_old_points(graded, tmp_path, grade_one):
    root = shutil.copytree(graded[0], tmp_path / "course")
    (root / "submitted/student-01/a00-tiny/tiny.ipynb").write_text("{", encoding="utf-8")
    result = grade_one(root, "student-01")
    assert result.total.points == 0
    assert "not a notebook" in result.reason
    assert gradebook_scores(root, "student-01") == {"t1": 0, "t2": 0, "t3": 0}


@pytest.fixture(scope="module")
def graded_by_stock_nbgrader(new_course, tmp_path_factory):
    """The four submissions that need the engine, graded without it: the control of the tests above."""
    root = new_course(tmp_path_factory.mktemp("stock") / "course")
    settings = (root / "nbgrader_config.py").read_text(encoding="utf-8").splitlines(keepends=True)
    stock = [line for line in settings if not line.startswith("from grader") and ".install(" not in line]
    assert len(stock) == len(settings) - 9
    (root / "nbgrader_config.py").write_text("".join(stock), encoding="utf-8")
    generate_class(root)
    for folder in (root / "submitted").glob("*/"):
        if folder.name not in STOCK_NBGRADER_CANNOT:
            shutil.rmtree(folder)
    done = start("nbgrader", root, "autograde", ASSIGNMENT)
    assert {entry.student for entry in entries(root)} == STOCK_NBGRADER_CANNOT.keys(), done.stderr
    return root


@pytest.mark.parametrize("student", STOCK_NBGRADER_CANNOT)
def test_stock_nbgrader_gives_it_less_than_it_deserves(graded_by_stock_nbgrader, student):
    reached = gradebook_scores(graded_by_stock_nbgrader, student)
    assert sum(reached.values()) < sum(deserved_scores(graded_by_stock_nbgrader, student).values())


def test_the_sample_class_is_not_mixed_into_a_real_one(course):
    assert sample_class.is_wanted(course)
    (course / "submitted/ada/a00-tiny").mkdir(parents=True)
    assert not sample_class.is_wanted(course)


def test_a_broken_source_stops_grading_with_one_line(course, run_grader):
    path = course / "source/a00-tiny/tiny.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "t1_double":
            cell["source"] = "### BEGIN SOLUTION\n1\n"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    done = run_grader(course, "grade")
    assert done.returncode == 1
    assert done.stderr.startswith("source/a00-tiny could not be released: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_test_that_comes_after_the_grades_is_refused_with_the_way_out(graded, tmp_path, run_grader):
    root = shutil.copytree(graded[0], tmp_path / "course")
    path = root / "source/a00-tiny/tiny.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    again = json.loads(json.dumps(notebook["cells"][-1]))
    again["id"], again["metadata"]["nbgrader"]["grade_id"] = "cell-new", "t4_new"
    path.write_text(json.dumps(notebook | {"cells": [*notebook["cells"], again]}), encoding="utf-8")
    done = run_grader(root, "grade")
    assert done.returncode == 1
    assert "source/a00-tiny has other tests or answers than those that were graded." in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert nbgrader(root, "db", "assignment", "remove", "a00-tiny", "--force").returncode == 0
    with quietly(root / LOG):
        assert release(open_course(root), "a00-tiny")


def test_outside_a_course_the_grader_says_so(tmp_path, run_grader):
    done = run_grader(tmp_path, "grade")
    assert done.returncode == 1
    assert "source/ holds no assignment" in done.stderr
