"""A name is a name: brackets in one are no pattern that finds nobody, or somebody else."""

import contextlib
import shutil

import pytest

from grader.course import LOG, folders, matches, open_course, quietly
from grader.feedback.write import write_feedback
from grader.grading.results import grade_all, students
from tests.support.tiny_course import ASSIGNMENT, entries

TEAMS = ("team 3", "team [3]", "team [x")


@pytest.fixture
def teams(graded, tmp_path):
    """A graded course, whose folder has brackets too, in which three teams have handed in."""
    root = shutil.copytree(graded[0], tmp_path / "course [2026]")
    for team in TEAMS:
        shutil.copytree(root / "submitted" / "student-01", root / "submitted" / team)
    return root


def test_brackets_in_the_name_of_a_student_are_no_pattern(teams):
    with quietly(teams / LOG):
        api = open_course(teams)
        assert set(TEAMS) <= set(students(teams, ASSIGNMENT))
        results = [*grade_all(api, [(ASSIGNMENT, team) for team in TEAMS])]
        assert [result.total.points for result in results] == [6, 6, 6]
        told = [*write_feedback(api, [result for result in results if result.student != "team 3"])]
    assert not any(result.failure for result in told)
    written = {path.parents[1].name for path in (teams / "feedback").glob("team*/*/tiny.html")}
    assert written == {"team [3]", "team [x"}


def test_nbgraders_api_grades_the_team_that_is_named(teams):
    with quietly(teams / LOG):
        api = open_course(teams)
        assert api.autograde(ASSIGNMENT, "team [3]")["success"]
        assert api.generate_feedback(ASSIGNMENT, "team [3]")["success"]
    assert not entries(teams, "team 3")
    assert sum(entry.auto for entry in entries(teams, "team [3]") if entry.auto) == 6
    assert [path.name for path in (teams / "feedback").glob("team*")] == ["team [3]"]


def test_a_team_that_handed_in_nothing_is_not_another(teams):
    shutil.rmtree(teams / "submitted" / "team [3]")
    with quietly(teams / LOG), contextlib.closing(open_course(teams).gradebook):
        assert not open_course(teams).autograde(ASSIGNMENT, "team [3]")["success"]
    assert not entries(teams, "team 3")


def test_stars_are_patterns_as_nbgrader_has_them(teams):
    coursedir = open_course(teams).coursedir
    found = [path.parent.name for path in folders(coursedir, "submitted", ASSIGNMENT, "team *")]
    assert found == sorted(TEAMS)
    assert matches("tiny [1]", "tiny [1]")
    assert matches("tiny", "*")
    assert not matches("tiny 1", "tiny [1]")


def test_who_handed_in_an_assignment_with_brackets_is_found(tmp_path):
    for name in ("a [1]", "a 1"):
        (tmp_path / "submitted" / f"for {name}" / name).mkdir(parents=True)
    assert students(tmp_path, "a [1]") == ["for a [1]"]
