"""Nodes are killed at random while they grade a large class, and others come: nothing is lost, nothing graded twice."""

import random
import shutil
from pathlib import Path

import pytest

from grader.cluster import where
from grader.course import LOG, open_course, quietly
from grader.grading.results import grade_all
from tests.support.dask_nodes import CLASS, marks, without_marks
from tests.support.tiny_course import ASSIGNMENT, Entry, entries

NODES = 2


def crowd(graded: Path, root: Path, count: int) -> tuple[Path, list[Entry]]:
    """Return a class of ``count`` copies of the graded submissions, and the marks that they get on this machine."""
    deserved = marks(graded)
    without_marks(graded, root)
    shutil.move(root / "submitted", root / "originals")
    expected = []
    for number in range(count):
        original = CLASS[number % len(CLASS)]
        student = f"crowd-{number:03d}"
        shutil.copytree(root / "originals" / original, root / "submitted" / student)
        expected += [entry._replace(student=student) for entry in deserved if entry.student == original]
    return root, expected


@pytest.mark.parametrize(("count", "deaths"), [(42, 4), pytest.param(500, 20, marks=pytest.mark.slow)])
def test_nodes_killed_at_random_lose_and_double_nothing(processes, graded, tmp_path, count, deaths):
    root, expected = crowd(graded[0], tmp_path / "course", count)
    chosen = random.Random(count)
    moments = set(chosen.sample(range(1, count - 10), deaths))  # after so many results
    nodes = [processes.worker() for _ in range(NODES)]
    seen = []
    with quietly(root / LOG), where.workers(f"dask:{processes.address}") as pool:
        work = [(ASSIGNMENT, f"crowd-{number:03d}") for number in range(count)]
        for result in grade_all(open_course(root), work, workers=pool):
            assert not result.failure
            seen.append(result.student)
            if len(seen) in moments:
                nodes.pop(chosen.randrange(NODES)).kill()
                nodes.append(processes.worker())
        assert not pool.sent_away
    assert sorted(seen) == [student for _, student in work], "each once"
    found = [entry for entry in entries(root) if entry.student.startswith("crowd-")]
    assert sorted(found, key=lambda entry: entry[:2]) == expected
    for node in nodes:
        node.kill()
