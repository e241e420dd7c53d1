"""What every proof works with."""

from __future__ import annotations

import ast
import functools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from grader.check.assignment import Assignment
from grader.check.corpus import Answer, Corpus, Wrong
from grader.check.findings import Finding
from grader.check.trying.judge import Judge
from grader.check.trying.store import Store
from grader.check.trying.workbench import Draws, Marks, Program, Workbench
from grader.engine.cells import plain_python

SEEDS = 40
FEW, SECONDS = 10, 0.1  # draws of a mistake, at least, and the CPU seconds that it is tried for
Told = Callable[[], object]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Context:
    """An assignment on trial.

    Attributes:
        bench: runs a variant as one Python program, in milliseconds.
        judge: grades a variant with the engine, as a submission is graded.
        step: begins a step of so many parts; what it returns is called after each part.
        seeds: with how many seeds the solution is tried, where that is cheap, to see whether luck decides about it.
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


def seconds_of(context: Context) -> dict[str, float]:
    """Return the CPU seconds of the reference in each test, as its process runs it the second time.

    The first time is not that of the tests alone, for with its first optimizer torch loads a good part of itself.
    """
    _, again = next(context.bench.all_runs([Program({}, seeds=(0, 1))]))
    return {test: mark.seconds for test, mark in again.items()}


def rights(context: Context) -> list[Program]:
    """Return each right answer with a first seed of its own, from which on it meets its part of all seeds."""
    part = part_of(context)
    return [
        Program(answer.solutions, seeds=(number * part % context.seeds,))
        for number, answer in enumerate(context.corpus.right)
    ]


def part_of(context: Context) -> int:
    """Return with how many seeds a right answer is tried at most: between them, right answers meet all."""
    return max(few_of(context), math.ceil(context.seeds / max(1, len(context.corpus.right))))


def few_of(context: Context) -> int:
    """Return with how many seeds an answer is tried at least."""
    return min(context.seeds, max(2, round(context.seeds / SEEDS * FEW)))


def draws_of(context: Context, task: str) -> Draws:
    """Return how often a mistake in a task is tried: a share of the seeds asked for, or all, by how long it takes."""
    seconds = context.seeds / SEEDS * SECONDS
    return Draws(tests_of(context, task), needless(context, task), seconds, few_of(context), context.seeds)


def heard(context: Context, answers: Sequence[Wrong]) -> list[Program]:
    """Return each wrong answer with the tests that it can lose points in, which are few where tasks stand on their own.

    These are the tests of its task, and of the tasks that need what others define; or all of them, where the answer
    does more at its top level than to define what the cells define that it replaces, or belongs to no task.
    """
    needy = [task for task in context.assignment.tasks if not needless(context, task)]
    near = {
        task: frozenset[str]().union(*(tests_of(context, each) for each in (task, *needy)))
        for task in context.assignment.tasks
    }
    draws = {task: draws_of(context, task) for task in context.assignment.tasks}
    return [
        Program(
            answer.solutions,
            None if is_loud(context, answer) else near.get(answer.task),
            draws=draws.get(answer.task),
        )
        for answer in answers
    ]


def is_loud(context: Context, answer: Answer) -> bool:
    """Return whether an answer binds or does something at its top level that the cells it replaces do not."""
    reference = context.assignment.reference
    return any(not top_level(code) <= top_level(reference.get(cell, "")) for cell, code in answer.solutions.items())


@functools.cache
def top_level(code: str) -> frozenset[str]:
    """Return the names that a cell defines, and the text of every other statement at its top level."""
    try:
        statements = ast.parse(plain_python(code)).body
    except SyntaxError:
        return frozenset([code])
    return frozenset(
        node.name if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else ast.unparse(node) for node in statements
    )
