"""Proof 5: the same marks whatever the tests draw, and tests that end within their budget.

The reference is tried with all seeds, for no student may lose a point to luck, unless a task's tests are slow: then
with as many as fit into three seconds, and with ten at least. Right answers share the seeds, each from another one on,
for a draw that takes points from one of them by luck takes them from most; each has ten at least. Of wrong answers and
mutants there are many, so each is drawn for again where it first ran, for a tenth of a second, and ten times at least,
or five where a draw takes more than a twentieth of a second. Of mutants, those are drawn for that a test noticed after
it had begun to draw.

Tests draw at random, so luck must not decide: not against a right answer, and not for a wrong one. Each seed here
fixes all randomness, that of generators made without a seed included, so that a finding can be repeated.
"""

from __future__ import annotations

import statistics
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from grader.check.context import FEW, SEEDS, Context, heard, needless, part_of, rights, seconds_of, tests_of
from grader.check.corpus import Wrong
from grader.check.findings import Finding, Proof
from grader.check.proofs import mutants
from grader.check.trying.workbench import Marks, Program

NAME = "flakiness"
TASK_SECONDS = 10.0
REFERENCE_SECONDS, RIGHT_SECONDS = 3.0, 0.5  # for how long about each task of the reference is tried, and of an answer


def prove(context: Context) -> Proof:
    """Grade the reference and every answer of the corpus with several seeds, as plain Python."""
    corpus = context.corpus
    names = ["the reference solution", *(answer.name for answer in (*corpus.right, *corpus.wrong))]
    whole = [Program({}), *rights(context)]
    first, *known = context.all_marks("Answers", whole)
    times = seconds_of(context)
    first = {test: replace(mark, seconds=times[test]) for test, mark in first.items()}
    results = runs_of(context, whole, [first, *known]) + list(runs_of_wrong(context))
    begun = [*(program.seeds[0] for program in whole), *(0 for _ in corpus.wrong)]
    found = [
        finding
        for name, runs, first in zip(names, results, begun, strict=True)
        for finding in unsteady(context, name, runs, first)
    ]
    seconds = task_seconds(context, results[0])
    found += slow(seconds)
    drawn = [(trial, runs) for trial, (_, *runs) in mutants.tried(context) if runs]
    found += lucky(context, drawn)
    summary = (
        f"{len(names)} answers and {len(drawn)} mutants with up to {context.seeds} seeds; the tests take "
        f"{sum(seconds.values()):.2f} CPU seconds"
    )
    return Proof(NAME, tuple(found), summary, seconds)


def runs_of(context: Context, programs: Sequence[Program], known: Sequence[Marks]) -> list[list[Marks]]:
    """Return the marks of each program with each seed; a run has those tests alone that were tried with its seed.

    The first run has all: the known marks, where luck had no hand in a test. One process runs all seeds of a part,
    which takes a third of the time. Where they differ, or need what another test left, each seed has the whole program
    and a process of its own.
    """
    parts = [drawing(context, program, marks) for program, marks in zip(programs, known, strict=True)]
    again = [part for each in parts for part in each]
    drawn = context.bench.all_runs(again, context.step("Seeds", len(again)))
    results = []
    for program, marks, own in zip(programs, known, parts, strict=True):
        runs = merged(marks, [next(drawn) for _ in own])
        if not alike(runs) or told(runs[0]) != told(marks):
            seeds = seeds_from(context, program, len(runs))
            runs = [context.bench.marks(replace(program, seeds=(seed,))) for seed in seeds]
        results.append(runs)
    return results


def drawing(context: Context, program: Program, marks: Marks) -> list[Program]:
    """Return a program with the tests in which luck had a hand, in parts whose tasks afford the same seeds.

    A task's tests stay together, for they may need what others of them left.
    """
    lucky = {test: context.assignment.task_of(test) for test, mark in marks.items() if mark.lucky}
    seconds = dict.fromkeys(lucky.values(), 0.0)
    for test, task in lucky.items():
        seconds[task] += marks[test].seconds
    seeds = {task: seeds_of(context, program, taken) for task, taken in seconds.items()}
    return [
        replace(program, tests=frozenset(test for test, task in lucky.items() if seeds[task] == draws), seeds=draws)
        for draws in dict.fromkeys(seeds.values())
    ]


def seeds_of(context: Context, program: Program, seconds: float) -> tuple[int, ...]:
    """Return the seeds to try a program with, given how long a task's tests take."""
    budget, most = (RIGHT_SECONDS, part_of(context)) if program.solutions else (REFERENCE_SECONDS, context.seeds)
    share = context.seeds / SEEDS
    return seeds_from(context, program, min(most, round(share * max(FEW, budget / max(seconds, 1e-9)))))


def seeds_from(context: Context, program: Program, count: int) -> tuple[int, ...]:
    """Return so many seeds from a program's own on, round in a circle."""
    return tuple((program.seeds[0] + place) % context.seeds for place in range(count))


def runs_of_wrong(context: Context) -> Iterator[list[Marks]]:
    """Yield the marks of each wrong answer in the tests of its task, with each seed that it was drawn for.

    They come from the process that tried it first. Where they differ, or need what another test left, each seed has a
    process of its own.
    """
    answers = context.corpus.wrong
    tried = context.bench.all_runs(heard(context, answers))
    for answer, (whole, *drawn) in zip(answers, tried, strict=True):
        program = alone(context, answer)
        first = only(program, whole)
        if drawn and not (alike([first, *drawn]) and set(told(drawn[0])) <= set(told(first))):
            yield [context.bench.marks(replace(program, seeds=(seed,))) for seed in range(len(drawn))]
        else:
            yield [first, *drawn[1:]]


def merged(marks: Marks, parts: Sequence[Sequence[Marks]]) -> list[Marks]:
    """Return the runs of all parts of a program, seed by seed, the first with the marks of all its tests."""
    runs = [dict(ChainMap(*map(dict, row))) for row in zip_longest(*parts, fillvalue=Marks())]
    return [marks | (runs[0] if runs else {}), *runs[1:]]


def only(program: Program, marks: Marks) -> Marks:
    """Return the marks of the tests of a program."""
    return {test: mark for test, mark in marks.items() if program.tests is None or test in program.tests}


def told(marks: Marks) -> list[tuple[str, float, str]]:
    """Return what one run gave and said, test by test."""
    return [(test, mark.points, mark.message) for test, mark in marks.items()]


def alike(runs: Sequence[Marks]) -> bool:
    """Return whether every run of a test gave the same points."""
    return all(run[test].points == runs[0][test].points for run in runs for test in run)


def alone(context: Context, answer: Wrong) -> Program:
    """Return a wrong answer with the tests of its task, and with no other task where that needs none."""
    return Program(answer.solutions, tests_of(context, answer.task), needless(context, answer.task))


def unsteady(context: Context, name: str, runs: Sequence[Marks], first: int = 0) -> Iterator[Finding]:
    """Yield a finding for each test that gives an answer points with one seed, of ``first`` and on, and not another."""
    for test in context.assignment.tests:
        marks = [run[test.name] for run in runs if test.name in run]
        failing = [place for place, mark in enumerate(marks) if mark.lost]
        if len({mark.points for mark in marks}) > 1:
            mark, seeds = marks[failing[0]], [str((first + place) % context.seeds) for place in failing]
            what = (
                f"Luck decides about {name}: {len(failing)} of {len(marks)} draws fail (seeds "
                f"{', '.join(seeds)}), with {mark.message or 'part of the points'}. "
                "Draw from a narrower range, compare with a wider tolerance, or build the decisive case in by hand."
            )
            yield context.finding(NAME, test.name, mark.line, what)


def lucky(context: Context, drawn: Sequence[tuple[mutants.Trial, list[Marks]]]) -> Iterator[Finding]:
    """Yield a finding for each mutant that keeps all its points with some seed.

    The test that noticed it was drawn for again; the other tests of the task are tried where that one passes.
    """
    for trial, runs in drawn:
        passing = tuple(seed for seed, run in enumerate(runs) if not any(mark.lost for mark in run.values()))
        if not passing:
            continue
        again = next(context.bench.all_runs([replace(trial.program, seeds=passing, draws=None)]))
        kept = [seed for seed, run in zip(passing, again, strict=True) if not any(mark.lost for mark in run.values())]
        if kept:
            what = (
                f"Luck decides about this mistake ({trial.mutant.operator}): with {len(kept)} of {len(runs)} draws "
                f"(seeds {', '.join(map(str, kept))}) no test notices it. Draw until it shows, or build the decisive "
                "case in by hand."
            )
            yield Finding(NAME, trial.cell.task, trial.cell.name, trial.mutant.line, what, trial.mutant.diff)


def task_seconds(context: Context, runs: Sequence[Marks]) -> dict[str, float]:
    """Return the median CPU seconds of the reference in the tests of each task."""
    seconds = dict.fromkeys(context.assignment.tasks, 0.0)
    for test in context.assignment.tests:
        seconds[test.task] += statistics.median(run[test.name].seconds for run in runs if test.name in run)
    return {task: round(value, 3) for task, value in seconds.items()}


def slow(seconds: Mapping[str, float]) -> Iterator[Finding]:
    for task, value in seconds.items():
        if value > TASK_SECONDS:
            what = (
                f"The tests of this task take {value:.1f} CPU seconds; {TASK_SECONDS:g} is the budget. Use less data."
            )
            yield Finding(NAME, task, task, 0, what)
