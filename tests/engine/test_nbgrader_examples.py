"""The course in nbgrader's documentation, which is also its quickstart: the engine scores as nbgrader did.

The documentation ships the submissions and, executed by nbgrader itself, their graded notebooks.
"""

import copy
from pathlib import Path

import nbformat
import nbgrader
import pytest
from engine_notebooks import QUICK
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

from grader.engine.execute import execute
from grader.engine.job import Job
from grader.engine.trusted.warm import WarmParent

COURSE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"

pytestmark = pytest.mark.skipif(not COURSE.is_dir(), reason="this nbgrader came without its documentation")


def read(*parts: str) -> NotebookNode:
    return nbformat.read(COURSE.joinpath(*parts), as_version=4)


def answers(notebook: NotebookNode) -> dict[str, str]:
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells if is_solution(cell)}


def rebuilt(source: NotebookNode, submitted: NotebookNode) -> NotebookNode:
    """Return the source with the solution cells of the submission."""
    notebook, theirs = copy.deepcopy(source), answers(submitted)
    for cell in notebook.cells:
        if is_solution(cell):
            cell.source = theirs[cell.metadata.nbgrader.grade_id]
    return notebook


@pytest.mark.parametrize("problem", ["problem1.ipynb", "problem2.ipynb"])
@pytest.mark.parametrize("student", ["bitdiddle", "hacker"])
def test_a_submission_scores_as_in_nbgraders_own_run(parent: WarmParent, student: str, problem: str) -> None:
    source = read("source", "ps1", problem)
    outcome = execute(Job(rebuilt(source, read("submitted", student, "ps1", problem)), source), QUICK, parent)
    stock = {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
        for cell in read("autograded", student, "ps1", problem).cells
        if is_grade(cell) and not is_solution(cell)
    }
    assert {identity: score.points for identity, score in outcome.scores.items()} == stock


def test_nbgrader_reads_the_same_points_from_the_executed_notebook(parent: WarmParent) -> None:
    source = read("source", "ps1", "problem1.ipynb")
    outcome = execute(
        Job(rebuilt(source, read("submitted", "bitdiddle", "ps1", "problem1.ipynb")), source), QUICK, parent
    )
    read_back = {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0]
        for cell in nbformat.from_dict(outcome.notebook).cells
        if is_grade(cell) and not is_solution(cell)
    }
    assert read_back == {identity: score.points for identity, score in outcome.scores.items()}
    assert {0, 0.5, 1} == set(read_back.values())


@pytest.mark.parametrize("problem", ["problem1.ipynb", "problem2.ipynb"])
def test_the_untouched_release_gets_nothing(parent: WarmParent, problem: str) -> None:
    source = read("source", "ps1", problem)
    outcome = execute(Job(rebuilt(source, read("release", "ps1", problem)), source), QUICK, parent)
    assert not any(score.points for score in outcome.scores.values())
