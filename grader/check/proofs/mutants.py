"""Proof 4: small mistakes in the reference lose points.

Every mutant runs first as plain Python with the tests of its task, which kills most within milliseconds. What survives
there is graded with the engine, as a submission, before it is called a survivor. An author declares a mutant that is
a right answer too in equivalent.toml, by the lines that differ, and says why.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.check.assignment import Cell
from grader.check.context import Context, draws_of, lost, needless, rounds, seconds_of, tests_of
from grader.check.corpus import Equivalent
from grader.check.findings import Finding, Proof
from grader.check.text.mutation import Mutant, mutants_of
from grader.check.trying.workbench import Marks, Program

NAME = "mutants"
GOAL = 0.95
SLOWER = 20  # times the CPU time of the reference, after which a mutant has failed


@dataclass(frozen=True)
class Trial:
    """A mutant, the cell it belongs to, its declaration if it has one, and how it is run."""

    mutant: Mutant
    cell: Cell
    declared: Equivalent | None
    program: Program


def prove(context: Context) -> Proof:
    """Try every mutant of every task that has tests."""
    trials = trials_of(context)
    results = context.all_marks("Mutants", [trial.program for trial in trials])
    quiet = [trial for trial, marks in zip(trials, results, strict=True) if not lost(marks)]
    survivors = [trial for trial in quiet if trial.declared] + in_engine(context, quiet)
    killed = len(trials) - len(survivors)
    found = [*surviving(survivors), *contradicted(context, trials, survivors), *too_few(killed, len(trials))]
    declared = sum(trial.declared is not None for trial in survivors)
    share = f" ({100 * killed / len(trials):.1f} %)" if trials else ""
    summary = f"{killed} of {len(trials)} mutants lose points{share}, {declared} are declared equivalent"
    return Proof(NAME, tuple(found), summary, by_task(context, trials, survivors))


def trials_of(context: Context) -> list[Trial]:
    """Return every mutant with the program that tries it."""
    assignment = context.assignment
    made = []
    for cell in assignment.cells:
        if cell.role == "solution" and cell.task in assignment.tasks:
            tests = tests_of(context, cell.task)
            others = needless(context, cell.task)
            seconds, draws = budget(context, tests), draws_of(context, cell.task)
            for mutant in mutants_of(cell.python, cell.name, assignment.text_of(cell.task)):
                declared = declaration(context, cell.name, mutant)
                changed = {cell.name: mutant.code}
                program = Program(changed, tests, others, draws=draws, stop=True, cpu_seconds=seconds)
                made.append(Trial(mutant, cell, declared, program))
    return made


def declaration(context: Context, cell: str, mutant: Mutant) -> Equivalent | None:
    """Return the entry of equivalent.toml that declares a mutant of a cell; None where it is not declared."""
    named = (cell, mutant.removed, mutant.added)
    return next((e for e in context.corpus.equivalent if (e.cell, e.removed, e.added) == named), None)


def budget(context: Context, tests: frozenset[str]) -> int:
    """Return the CPU seconds after which a mutant does not end; the reference decides."""
    return 2 + math.ceil(SLOWER * sum(seconds for test, seconds in seconds_of(context).items() if test in tests))


def in_engine(context: Context, quiet: Sequence[Trial]) -> list[Trial]:
    """Return the undeclared mutants that keep all points with the engine too; one of each task per submission."""
    tried = rounds((trial for trial in quiet if trial.declared is None), lambda trial: trial.cell.task)
    done = context.step("Survivors in the engine", len(tried))
    alive: list[Trial] = []
    for together in tried:
        solutions: Mapping[str, str] = {trial.cell.name: trial.mutant.code for trial in together}
        marks = context.judge.marks(solutions, tasks={trial.cell.task for trial in together})
        losing = {context.assignment.task_of(test) for test in lost(marks)}
        alive += [trial for trial in together if trial.cell.task not in losing]
        done()
    return alive


def surviving(survivors: Sequence[Trial]) -> Iterator[Finding]:
    for trial in survivors:
        if trial.declared is None:
            what = (
                f"No test notices this mistake ({trial.mutant.operator}). Add one that does, or declare in "
                "equivalent.toml why it is a right answer too."
            )
            yield Finding(NAME, trial.cell.task, trial.cell.name, trial.mutant.line, what, trial.mutant.diff)


def contradicted(context: Context, trials: Sequence[Trial], survivors: Sequence[Trial]) -> Iterator[Finding]:
    """Yield the declarations that are not so, or belong to no mutant any more."""
    kept = [trial.declared for trial in survivors]
    for entry in context.corpus.equivalent:
        trial = next((trial for trial in trials if trial.declared is entry), None)
        if trial is None:
            what = (
                f"equivalent.toml declares {entry.added!r} for {entry.removed!r}, but no mutant does that. Remove it."
            )
            yield context.finding(NAME, entry.cell, 0, what)
        elif entry not in kept:
            what = "equivalent.toml declares this mutant a right answer, but it loses points. Remove the entry."
            yield context.finding(NAME, entry.cell, trial.mutant.line, what, trial.mutant.diff)


def too_few(killed: int, total: int) -> Iterator[Finding]:
    if total and killed < GOAL * total:
        what = f"Only {killed} of {total} mutants lose points; {GOAL:.0%} is the goal. Strengthen the tests above."
        yield Finding(NAME, "", "all tests", 0, what)


def by_task(context: Context, trials: Sequence[Trial], survivors: Sequence[Trial]) -> dict[str, list[int]]:
    """Return, for each task, how many mutants lose points and how many there are."""
    counts = {}
    for task in context.assignment.tasks:
        total = sum(trial.cell.task == task for trial in trials)
        counts[task] = [total - sum(trial.cell.task == task for trial in survivors), total]
    return counts


def tried(context: Context) -> Iterator[tuple[Trial, list[Marks]]]:
    """Yield every mutant with its runs, for the proofs of flakiness and secrecy; by now the results are known."""
    trials = trials_of(context)
    yield from zip(trials, context.bench.all_runs([trial.program for trial in trials]), strict=True)
