"""Proof 5: the same marks whatever the tests draw, and tests that end within their budget.

Tests draw at random, so luck must not decide: not against a right answer, and not for a wrong one. Each seed here
fixes all randomness, that of generators made without a seed included, so that a finding can be repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grader.check.context import Context, needless, tests_of
from grader.check.corpus import Wrong
from grader.check.findings import Finding, Proof
from grader.check.trying.workbench import Marks, Program

NAME = "flakiness"
TASK_SECONDS = 10.0


def prove(context: Context) -> Proof:
    """Grade the reference and every answer of the corpus with several seeds, as plain Python."""
    answers = [("the reference solution", Program({}))]
    answers += [(answer.name, Program(answer.solutions)) for answer in context.corpus.right]
    answers += [(answer.name, alone(context, answer)) for answer in context.corpus.wrong]
    names, programs = zip(*answers, strict=True)
    results = runs_of(context, programs)
    found = [finding for name, runs in zip(names, results, strict=True) for finding in unsteady(context, name, runs)]
    seconds = task_seconds(context, results[0])
    found += slow(seconds)
    summary = (
        f"{len(answers)} answers with {context.seeds} seeds; the tests take {sum(seconds.values()):.2f} CPU seconds"
    )
    return Proof(NAME, tuple(found), summary, seconds)


def runs_of(context: Context, programs: Sequence[Program]) -> list[list[Marks]]:
    """Return the marks of each program with each seed.

    One process runs all seeds, which takes a third of the time. Where they differ, each has a process of its own, since
    a run may have left something behind.
    """
    done = context.step("Seeds", len(programs))
    seeds = tuple(range(context.seeds))
    together = context.bench.all_runs([replace(program, seeds=seeds) for program in programs], done)
    return [
        runs if alike(runs) else [context.bench.marks(replace(program, seeds=(seed,))) for seed in seeds]
        for program, runs in zip(programs, together, strict=True)
    ]


def alike(runs: Sequence[Marks]) -> bool:
    """Return whether every run gave the same points."""
    first, *others = ({test: mark.points for test, mark in run.items()} for run in runs)
    return all(points == first for points in others)


def alone(context: Context, answer: Wrong) -> Program:
    """Return a wrong answer with the tests of its task, and with no other task where that needs none."""
    return Program(answer.solutions, tests_of(context, answer.task), needless(context, answer.task))


def unsteady(context: Context, name: str, runs: Sequence[Marks]) -> Iterator[Finding]:
    """Yield a finding for each test that gives an answer points with one seed and not with another."""
    for test in (test for test in context.assignment.tests if test.name in runs[0]):
        if len({run[test.name].points for run in runs}) > 1:
            failing = [seed for seed, run in enumerate(runs) if run[test.name].lost]
            mark = runs[failing[0]][test.name]
            what = (
                f"Luck decides about {name}: {len(failing)} of {len(runs)} draws fail (seeds "
                f"{', '.join(map(str, failing))}), with {mark.message or 'part of the points'}. "
                "Draw from a narrower range, compare with a wider tolerance, or build the decisive case in by hand."
            )
            yield context.finding(NAME, test.name, mark.line, what)


def task_seconds(context: Context, runs: Sequence[Marks]) -> dict[str, float]:
    """Return the median CPU seconds of the reference in the tests of each task."""
    seconds = dict.fromkeys(context.assignment.tasks, 0.0)
    for test in context.assignment.tests:
        seconds[test.task] += sorted(run[test.name].seconds for run in runs)[len(runs) // 2]
    return {task: round(value, 3) for task, value in seconds.items()}


def slow(seconds: Mapping[str, float]) -> Iterator[Finding]:
    for task, value in seconds.items():
        if value > TASK_SECONDS:
            what = (
                f"The tests of this task take {value:.1f} CPU seconds; {TASK_SECONDS:g} is the budget. Use less data."
            )
            yield Finding(NAME, task, task, 0, what)
