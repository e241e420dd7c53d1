"""Grades variants with the engine, as students' submissions are graded, and remembers what came out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from grader.check.assignment import Assignment
from grader.check.trying.store import Store, key
from grader.check.trying.workbench import Mark, Marks
from grader.engine.cells import is_test
from grader.engine.job import APART, Job, Limits, Notebook
from grader.files import working_beside

if TYPE_CHECKING:
    from grader.engine.trusted.warm import WarmParent

# The course's limits are wall-clock times, which a busy machine exceeds; how long tests take is measured in CPU time.
PATIENT = Limits(cell_seconds=300, call_seconds=300, submission_seconds=1800)


class Judge:
    """The engine for one assignment; ``parent`` brings what its processes are forked from, when it is first needed."""

    def __init__(
        self,
        assignment: Assignment,
        store: Store,
        environment: Mapping[str, str],
        parent: Callable[[], WarmParent],
    ) -> None:
        self.assignment, self.store, self.environment, self.parent = assignment, store, environment, parent
        self.way = APART  # until the proof of the ways has settled it

    def marks(self, solutions: Mapping[str, str], way: str = "", tasks: Collection[str] = ()) -> Marks:
        """Return the marks of the notebook with some solution cells replaced, one way or as it is settled.

        Where tasks are named, the tests of these alone are run: the engine takes many times as long as a bench.
        """
        graded = self.graded(solutions, way, tasks)
        return {name: Mark(points, possible, message) for name, points, possible, message in graded["marks"]}

    def graded(self, solutions: Mapping[str, str], way: str = "", tasks: Collection[str] = ()) -> dict[str, Any]:
        """Return marks, the executed notebook, and how often each test asked the student's process, as JSON."""
        way = way or self.way
        source = with_tests_of(self.assignment, tasks or self.assignment.tasks)
        name = key("engine", way, dict(solutions), source, sorted(self.assignment.files), self.environment)
        answer = self.store.get(name)
        if answer is None:
            answer = self.executed(source, submitted(source, solutions), way)
            self.store.put(name, answer)
        found: dict[str, Any] = answer
        return found

    def executed(self, source: Notebook, notebook: Notebook, way: str) -> dict[str, Any]:
        from grader.engine.execute import one_way  # here, because it imports torch, which takes seconds

        job = Job(notebook, source, self.assignment.files, way=way)
        with working_beside(self.assignment.files):
            outcome = one_way(job, PATIENT, self.parent())
        marks = [(name, score.points, score.max_points, score.message) for name, score in outcome.scores.items()]
        return {"marks": marks, "notebook": outcome.notebook, "asked": dict(outcome.asked)}


def with_tests_of(assignment: Assignment, tasks: Collection[str]) -> Notebook:
    """Return the source without the tests of other tasks, and without what comes after the last test.

    A notebook often ends with a cell that puts everything together and trains for seconds, and decides no mark.
    """
    others = {test.name for test in assignment.tests if test.task not in tasks}
    kept = [
        cell
        for cell in assignment.source["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") not in others
    ]
    while kept and not is_test(kept[-1]):
        del kept[-1]
    return assignment.source | {"cells": kept}


def submitted(source: Notebook, solutions: Mapping[str, str]) -> Notebook:
    """Return the source with the text of some solution cells exchanged, by grade_id."""
    notebook = copy.deepcopy(source)
    for cell in notebook["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution") and mark["grade_id"] in solutions:
            cell["source"] = solutions[mark["grade_id"]]
    return notebook
