"""Proof 1: the reference solution gets every point and the untouched release none, by the engine and stock nbgrader."""

from __future__ import annotations

from collections.abc import Iterator

from grader.check.context import Context
from grader.check.findings import Finding, Proof
from grader.check.trying import stock
from grader.check.trying.workbench import Marks, Program

NAME = "reference"


def prove(context: Context) -> Proof:
    """Grade both in three ways: as plain Python, with the engine, and with nbgrader's own Execute."""
    assignment = context.assignment
    done = context.step("Reference and release", 6)
    found: list[Finding] = []
    plain: dict[str, Marks] = {}
    both = with_stock(context)
    for kind, solutions, stocks in zip(("reference", "release"), ({}, assignment.blank), both, strict=True):
        plain[kind] = context.bench.marks(Program(solutions))
        done()
        ways = {"plain Python": plain[kind], "the engine": context.judge.marks(solutions)}
        done()
        ways["stock nbgrader"] = stocks
        done()
        judged = full(context, ways) if kind == "reference" else empty(context, ways)
        found += judged
    points = sum(cell.points for cell in assignment.tests)
    summary = f"reference and release graded in three ways, {points:g} points"
    return Proof(NAME, tuple(found), summary, task_points(context))


def with_stock(context: Context) -> list[Marks]:
    """Return the marks of reference and release with stock nbgrader; those of a release with points are made apart."""
    blank, more = context.assignment.blank, (context.store, context.bench.environment)
    reference, release = stock.marks(context.assignment, [{}, blank], *more)
    if any(mark.points for mark in release.values()):
        (release,) = stock.marks(context.assignment, [blank], *more)
    return [reference, release]


def full(context: Context, ways: dict[str, Marks]) -> Iterator[Finding]:
    """Yield a finding for each test that takes points from the reference."""
    for test in context.assignment.tests:
        losing = [way for way, marks in ways.items() if marks[test.name].lost]
        if not losing:
            continue
        mark = ways[losing[0]][test.name]
        what = f"The reference solution loses points here with {' and '.join(losing)}: {mark.message or 'part of them'}"
        yield context.finding(NAME, test.name, mark.line, what)


def empty(context: Context, ways: dict[str, Marks]) -> Iterator[Finding]:
    """Yield a finding for each test that gives points to the untouched release."""
    for test in context.assignment.tests:
        giving = [way for way, marks in ways.items() if marks[test.name].points > 0]
        if giving:
            what = (
                f"The untouched release gets {test.points:g} points here with {' and '.join(giving)}. "
                "Let the test call what the student writes, and the stub raise NotImplementedError."
            )
            yield context.finding(NAME, test.name, 1, what)


def task_points(context: Context) -> dict[str, float]:
    points = dict.fromkeys(context.assignment.tasks, 0.0)
    for test in context.assignment.tests:
        points[test.task] += test.points
    return points
