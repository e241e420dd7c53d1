"""Assignments 5 and 11 score in the engine what their corpora say they deserve."""

import copy
import sys
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path

import pytest
from engine_notebooks import QUICK

from grader.engine.execute import execute
from grader.engine.job import Job, Outcome
from grader.engine.warm import WarmParent

sys.path.append(str(Path(__file__).parents[1] / "assignments"))
from test_corpora import NAMES, corpus, grade_id, read_corpus_file, read_header, release, solution_cells, source, task


def grade(parent: WarmParent, name: str, solutions: Mapping[str, str]) -> Outcome:
    """Grade the source notebook with some solution cells replaced."""
    submitted = copy.deepcopy(source(name))
    for cell in submitted.cells:
        cell.source = solutions.get(grade_id(cell), cell.source)
    return execute(Job(submitted, source(name)), QUICK, parent)


def lost(outcome: Outcome) -> dict[str, str]:
    """Return the messages of the tests that did not give full points."""
    return {identity: score.message for identity, score in outcome.scores.items() if score.points != score.max_points}


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_gets_every_point(parent: WarmParent, name: str) -> None:
    outcome = grade(parent, name, {})
    assert lost(outcome) == {}
    assert not [output for cell in outcome.notebook["cells"] for output in cell.get("outputs", ())]
    assert outcome.log == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_untouched_release_gets_none(parent: WarmParent, name: str) -> None:
    outcome = grade(parent, name, solution_cells(release(name)))
    assert {score.points for score in outcome.scores.values()} == {0}


@pytest.mark.parametrize(("name", "path"), corpus("right"))
def test_a_right_solution_gets_every_point(parent: WarmParent, name: str, path: Path) -> None:
    solutions, _ = read_corpus_file(path)
    assert lost(grade(parent, name, solutions)) == {}


def rounds() -> list:
    """Return one parameter (assignment, files) per submission that has one wrong file of the corpus in each task.

    A task's tests look at that task alone (tests/assignments proves it), so one submission tries one mistake in each.
    """
    by_task: dict[tuple[str, str], list[Path]] = {}
    for name, path in (parameter.values for parameter in corpus("wrong")):
        by_task.setdefault((name, read_header(path)["task"]), []).append(path)
    made = []
    for name in NAMES:
        columns = [paths for (owner, _), paths in by_task.items() if owner == name]
        for number, row in enumerate(zip_longest(*columns)):
            made.append(pytest.param(name, [path for path in row if path], id=f"{name}-{number}"))
    return made


@pytest.mark.parametrize(("name", "paths"), rounds())
def test_wrong_solutions_lose_points_of_their_tasks_alone_and_are_told_why(
    parent: WarmParent, name: str, paths: list[Path]
) -> None:
    files = [read_corpus_file(path) for path in paths]
    solutions = {identity: code for solved, _ in files for identity, code in solved.items()}
    messages = lost(grade(parent, name, solutions))
    assert {task(identity) for identity in messages} == {header["task"] for _, header in files}, messages
    for path, (_, header) in zip(paths, files, strict=True):
        told = [message for identity, message in messages.items() if task(identity) == header["task"]]
        assert any(header["message"] in message for message in told), f"{path.name}: {told}"
