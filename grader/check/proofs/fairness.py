"""Proof 9: a right answer may do what no text forbids, and no test draws a line where no text draws one.

A function that a test hands over returns what student code may change, and takes the keywords that the docstring shows;
a limit that a test moves by a tiny number ("1e-6 forgives rounding") is a finding unless the texts name that number.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.check.assignment import Cell
from grader.check.context import Context, lost, needless, tests_of
from grader.check.findings import Finding, Proof
from grader.check.text.variants import Variant, variants_of
from grader.check.trying.workbench import Program

NAME = "fairness"
TINY = 1e-3
FORBIDDEN = re.compile(r"\bdo not\s+change\s+(it|them)\b")
ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def prove(context: Context) -> Proof:
    """Try the solution with habits that are right too, and read the tests for limits of their own."""
    cells = [
        cell for cell in context.assignment.cells if cell.role == "solution" and cell.task in context.assignment.tasks
    ]
    variants = [
        (cell, variant)
        for cell in cells
        for variant in variants_of(cell.python)
        if not (variant.changes and FORBIDDEN.search(context.assignment.text_of(cell.task)))
    ]
    found = [*unfair(context, variants), *slack(context)]
    return Proof(NAME, tuple(found), f"{len(variants)} habits that are right too tried; limits of tests read")


def unfair(context: Context, variants: list[tuple[Cell, Variant]]) -> Iterator[Finding]:
    """Yield the tests that take points from a right answer with a habit."""
    programs = [
        Program({cell.name: variant.code}, tests_of(context, cell.task), needless(context, cell.task))
        for cell, variant in variants
    ]
    for (cell, variant), marks in zip(variants, context.all_marks("Fairness", programs), strict=True):
        for test, message in lost(marks).items():
            what = (
                f"A right answer to {cell.name} that {variant.what} loses points here: {message}. "
                "Let what is lent be a copy for every call, and name parameters as the docstring does."
            )
            yield context.finding(NAME, test, marks[test].line, what)


def slack(context: Context) -> Iterator[Finding]:
    """Yield where a test, or a given cell, moves a limit by a number that no text of the release names."""
    told = numbers_told(context)
    for cell in context.assignment.cells:
        if cell.role == "solution":
            continue
        for node in (node for statement in cell.statements for node in ast.walk(statement)):
            if isinstance(node, ast.Compare) and any(isinstance(operator, ORDERED) for operator in node.ops):
                for number in moved_by(node):
                    if number not in told:
                        what = (
                            f"A limit is moved by {number:g} here, and no text says so: a right answer may lie there. "
                            "Try it as the text has it, too, or say the number in the text."
                        )
                        yield context.finding(NAME, cell.name, node.lineno, what)


def numbers_told(context: Context) -> set[float]:
    """Return the numbers in the texts and stubs that students get: 0.001, 1e-6, $10^{-6}$."""
    texts = "\n".join(cell["source"] for cell in context.assignment.release["cells"] if cell["cell_type"] == "markdown")
    texts += "\n".join(context.assignment.blank.values())
    powers = {10.0 ** -int(power) for power in re.findall(r"10\^\{?-(\d+)", texts)}
    return powers | {float(number) for number in re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", texts)}


def moved_by(node: ast.Compare) -> Iterator[float]:
    """Yield the tiny numbers that are added to a side of a comparison, or taken from it."""
    for side in (node.left, *node.comparators):
        if isinstance(side, ast.BinOp) and isinstance(side.op, (ast.Add, ast.Sub)):
            for part in (side.left, side.right):
                if isinstance(part, ast.Constant) and isinstance(part.value, float) and 0 < part.value < TINY:
                    yield part.value
