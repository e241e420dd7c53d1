"""The sample class can be made from every assignment in the repository, and its recipes do what they say."""

import json
import shutil

import nbformat
import pytest

from grader.course import open_course, quietly
from grader.engine.cells import is_solution, is_test
from grader.handout import sample_class
from grader.handout.release import release
from grader.handout.sample_class import RECIPES


@pytest.fixture(scope="module")
def real(repository, tmp_path_factory):
    """The repository's assignments, released into a scratch course."""
    root = tmp_path_factory.mktemp("real") / "course"
    for folder in ("source", "release", "authoring/assignments"):
        shutil.copytree(repository / folder, root / folder)
    shutil.copy(repository / "nbgrader_config.py", root)
    (root / "submitted").mkdir()
    return root


def test_every_assignment_of_the_repository_gives_a_class_of_thirteen(real, repository):
    for source in sorted((repository / "source").iterdir()):
        sample_class.fill(real, source.name)
        material = sample_class.gather(real, source.name)
        assert len(list((real / "submitted").glob(f"*/{source.name}/*.ipynb"))) == len(RECIPES) == 13
        assert len(material.tasks) > 1, "with one task, nobody can have solved half of them"
        assert material.style != material.reference, "the corpus of right answers holds a second style"
    assert {row["assignment"] for row in sample_class.read_deserved(real)} == {
        source.name for source in (repository / "source").iterdir()
    }


@pytest.fixture(scope="module")
def hand_in(new_course, tmp_path_factory):
    """Return what one student of the small course hands in, as a notebook."""
    course = new_course(tmp_path_factory.mktemp("handed-in") / "course")
    with quietly(course / "log"):
        release(open_course(course), "a00-tiny")
    material = sample_class.gather(course, "a00-tiny")
    recipes = {recipe.student: recipe for recipe in RECIPES}
    return lambda student: nbformat.reads(recipes[student].hand_in(material), as_version=4)


def test_what_the_students_hand_in_differs_from_right_exactly_where_the_recipe_says(hand_in):
    right = hand_in("student-01")
    assert not any("BEGIN SOLUTION" in cell.source for cell in right.cells)
    assert not any(cell.get("outputs") for cell in right.cells)
    half = [cell for cell in hand_in("student-03").cells if is_solution(cell) and cell.cell_type == "code"]
    assert ["NotImplementedError" in cell.source for cell in half] == [False, True]
    assert len(list(filter(is_test, hand_in("student-11").cells))) == len(list(filter(is_test, right.cells))) - 1
    names = [cell.metadata.nbgrader.grade_id for cell in filter(is_test, hand_in("student-12").cells)]
    assert len(names) == len(set(names)) + 1
    assert len(hand_in("student-09").cells) == len(right.cells) + 1


def run_answers(notebook):
    namespace = {}
    for cell in filter(is_solution, notebook.cells):
        if cell.cell_type == "code":
            exec(cell.source, namespace)  # noqa: S102  (made by this test a moment ago)
    return namespace


def test_the_last_student_hands_in_what_is_not_json(hand_in):
    with pytest.raises(nbformat.reader.NotJSONError):
        hand_in("student-13")


def test_a_wrong_answer_runs_and_returns_nothing(hand_in):
    namespace = run_answers(hand_in("student-05"))
    assert namespace["double"](3) is None
    assert namespace["square"](3) is None


def test_a_noisy_answer_is_right_and_writes_to_stderr(hand_in, capsys):
    namespace = run_answers(hand_in("student-10"))
    assert namespace["double"](3) == 6
    assert "still being tested" in capsys.readouterr().err


def test_a_release_is_generated_once_and_again_after_a_change(course):
    with quietly(course / "log"):
        api = open_course(course)
        assert release(api, "a00-tiny")
        assert not release(api, "a00-tiny")
        path = course / "source/a00-tiny/tiny.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][0]["source"] = "# Two small tasks"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        assert release(api, "a00-tiny")
        (course / "gradebook.db").unlink()
        assert release(api, "a00-tiny"), "without a gradebook the release is not enough"
