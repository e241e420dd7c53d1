"""What every proof works with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from grader.check.assignment import Assignment
from grader.check.corpus import Corpus
from grader.check.findings import Finding
from grader.check.trying.judge import Judge
from grader.check.trying.store import Store
from grader.check.trying.workbench import Marks, Program, Workbench

SEEDS = 40
Told = Callable[[], object]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Context:
    """An assignment on trial.

    Attributes:
        bench: runs a variant as one Python program, in milliseconds.
        judge: grades a variant with the engine, as a submission is graded.
        step: begins a step of so many parts; what it returns is called after each part.
        seeds: with how many seeds every answer is tried, to see whether luck decides about it.
    """

    assignment: Assignment
    corpus: Corpus
    bench: Workbench
    judge: Judge
    store: Store
    step: Callable[[str, int], Told]
    seeds: int = SEEDS

    def all_marks(self, title: str, programs: Sequence[Program]) -> list[Marks]:
        """Try variants on the benches, with progress."""
        return list(self.bench.all_marks(programs, self.step(title, len(programs))))

    def finding(self, proof: str, cell: str, line: int, what: str, detail: str = "") -> Finding:
        """Return a finding about a cell, in the task that the cell belongs to."""
        return Finding(proof, self.assignment.task_of(cell), cell, line, what, detail)


def rounds(items: Iterable[Item], task: Callable[[Item], str]) -> list[list[Item]]:
    """Return items that belong to different tasks together, so that one submission tries several of them."""
    waiting: dict[str, list[Item]] = {}
    for item in items:
        waiting.setdefault(task(item), []).append(item)
    longest = max(map(len, waiting.values()), default=0)
    return [[column[at] for column in waiting.values() if at < len(column)] for at in range(longest)]


def lost(marks: Marks) -> dict[str, str]:
    """Return what the tests said that gave less than all points."""
    return {name: mark.message for name, mark in marks.items() if mark.lost}


def tests_of(context: Context, task: str) -> frozenset[str]:
    """Return the names of the test cells of a task."""
    return frozenset(test.name for test in context.assignment.tests if test.task == task)


def needless(context: Context, task: str) -> frozenset[str]:
    """Return the solution cells of other tasks; none if the tests of this task need them."""
    others = frozenset(cell.name for cell in context.assignment.cells if cell.role == "solution" and cell.task != task)
    alone = context.bench.marks(Program({}, tests_of(context, task), others))
    return frozenset() if lost(alone) else others
