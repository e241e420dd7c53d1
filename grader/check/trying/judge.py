"""Grades variants with the engine, as students' submissions are graded, and remembers what came out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from grader.check.assignment import Assignment
from grader.check.trying.store import Store, key
from grader.check.trying.workbench import Mark, Marks
from grader.engine.job import Job, Limits, Notebook

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

    def marks(self, solutions: Mapping[str, str]) -> Marks:
        """Return the marks of the notebook with some solution cells replaced."""
        graded = self.graded(solutions)
        return {name: Mark(points, possible, message) for name, points, possible, message in graded["marks"]}

    def graded(self, solutions: Mapping[str, str]) -> dict[str, Any]:
        """Return marks and the executed notebook, as JSON."""
        name = key("engine", dict(solutions), self.assignment.source, sorted(self.assignment.files), self.environment)
        answer = self.store.get(name)
        if answer is None:
            answer = self.executed(submitted(self.assignment.source, solutions))
            self.store.put(name, answer)
        found: dict[str, Any] = answer
        return found

    def executed(self, notebook: Notebook) -> dict[str, Any]:
        from grader.engine.execute import execute  # here, because it imports torch, which takes seconds

        outcome = execute(Job(notebook, self.assignment.source, self.assignment.files), PATIENT, self.parent())
        marks = [(name, score.points, score.max_points, score.message) for name, score in outcome.scores.items()]
        return {"marks": marks, "notebook": outcome.notebook}


def submitted(source: Notebook, solutions: Mapping[str, str]) -> Notebook:
    """Return the source with the text of some solution cells exchanged, by grade_id."""
    notebook = copy.deepcopy(source)
    for cell in notebook["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution") and mark["grade_id"] in solutions:
            cell["source"] = solutions[mark["grade_id"]]
    return notebook
