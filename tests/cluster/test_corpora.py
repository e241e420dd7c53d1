"""The answers of the course's own corpora get the same marks from two nodes of a cluster as from this machine.

CI grades the reference and three more answers of some assignments; `make slow` grades all that there are, of all.
"""

import copy
import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import nbformat
import pytest

from grader.check import corpus
from grader.check.context import rounds
from grader.cluster import where
from grader.course import LOG, open_course, quietly, source_notebook
from grader.engine.cells import is_solution
from grader.grading.results import grade_all, students
from grader.handout import sample_class
from grader.handout.release import release
from tests.support.dask_nodes import Processes
from tests.support.tiny_course import REPOSITORY, Entry, entries

QUICK = ("a01-threshold-neurons", "a05-gradient-descent", "a11-metrics")
ALL = sorted(path.name for path in (REPOSITORY / "source").iterdir())
PARTS = [(name, 4) for name in QUICK] + [pytest.param(name, None, marks=pytest.mark.slow) for name in ALL]


@pytest.fixture(scope="module")
def nodes(processes) -> Processes:
    for _ in range(2):
        processes.worker()
    return processes


@pytest.fixture
def course(empty_gradebook, tmp_path) -> Path:
    """This course without a submission."""
    shutil.copy(REPOSITORY / "nbgrader_config.py", tmp_path)
    shutil.copy(empty_gradebook, tmp_path)
    return tmp_path


def answers(assignment: str) -> Iterator[dict[str, str]]:
    """Yield an assignment's answers, each as solution cells by grade_id: reference, a wrong one, right ones, the rest.

    A mistake of each task is made in one submission, since a task is none of another's business.
    """
    found = corpus.read(REPOSITORY, assignment)
    first, *wrong = (corpus.solutions_of(mistakes) for mistakes in rounds(found.wrong, lambda each: each.task))
    yield from ({}, first)
    yield from (answer.solutions for answer in found.right)
    yield from wrong


def hand_in(root: Path, assignment: str, count: int | None) -> None:
    """Let a student hand in each answer, or the first of them; what it leaves out is the reference's."""
    material = sample_class.gather(root, assignment)
    notebook = source_notebook(root, assignment).name
    for number, answer in enumerate(islice(answers(assignment), count)):
        handed_in = copy.deepcopy(material.release)
        for cell in filter(is_solution, handed_in.cells):
            name = cell.metadata.nbgrader.grade_id
            cell.source = answer.get(name, material.reference[name])
        folder = root / "submitted" / f"answer-{number:02d}" / assignment
        folder.mkdir(parents=True)
        nbformat.write(handed_in, folder / notebook)


def graded(root: Path, assignment: str, on: str) -> list[Entry]:
    """Grade all answers anew, and return the marks."""
    with quietly(root / LOG), where.workers(on) as workers:
        work = [(assignment, student) for student in students(root, assignment)]
        with closing(grade_all(open_course(root), work, force=True, workers=workers)) as results:
            assert not [result.failure for result in results if result.failure]
    return sorted(entries(root), key=lambda entry: entry[:2])


@pytest.mark.parametrize(("assignment", "count"), PARTS)
def test_a_cluster_gives_the_marks_of_this_machine(nodes, course, assignment, count):
    shutil.copytree(REPOSITORY / "source" / assignment, course / "source" / assignment)
    with quietly(course / LOG):
        release(open_course(course), assignment)
    hand_in(course, assignment, count)
    here = graded(course, assignment, "")
    assert any(entry.auto for entry in here)
    assert any(entry.auto == 0 for entry in here)
    assert graded(course, assignment, f"dask:{nodes.address}") == here
