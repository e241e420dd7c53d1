"""Proof 8: points add up, names tell, stubs raise, assertions explain themselves, and no task needs another."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat

from grader.check.assignment import AUTOTEST, line_of
from grader.check.context import Context, lost, tests_of
from grader.check.findings import Finding, Proof
from grader.check.trying.workbench import Program
from grader.released import complaint

NAME = "form"
GENERATED = re.compile(r"cell-[0-9a-f]{6,}|[a-z]?\d+|untitled\d*", re.IGNORECASE)
POINTS = re.compile(r"\(\s*(\d+(?:\.\d+)?)\s*(?:points?|pts?)\s*\)", re.IGNORECASE)
ROW = re.compile(r"^\|\s*(\w+)\s*\|.*\|\s*(\d+(?:\.\d+)?)\s*\|\s*$", re.MULTILINE)
SCHEMA = 3
GPU = Path("/dev/nvidiactl")


def prove(context: Context) -> Proof:
    """Look at the notebook, and try each task with all others blank."""
    found = [
        *unreleasable(context),
        *identities(context),
        *unlocked(context),
        *broken(context),
        *points(context),
        *stubs(context),
        *assertions(context),
        *unsupported(context),
        *dependent(context),
        *on_gpu(context),
    ]
    total = sum(cell.points for cell in context.assignment.tests)
    counted = f"{len(context.assignment.tests)} tests in {len(context.assignment.tasks)} tasks"
    gpu = "; CPU and GPU compared" if has_gpu(context) else ""
    return Proof(NAME, tuple(found), f"{counted}, {total:g} points{gpu}")


def unreleasable(context: Context) -> Iterator[Finding]:
    """Yield a finding where `make release` would stop."""
    source = nbformat.from_dict(context.assignment.source)
    if why := complaint(source, context.assignment.config):
        yield context.finding(NAME, context.assignment.name, 0, f"nbgrader does not release this notebook: {why}")


def identities(context: Context) -> Iterator[Finding]:
    """Yield cells whose names are used twice, or say nothing; students read them in feedback."""
    marks = [(cell, cell["metadata"].get("nbgrader", {})) for cell in context.assignment.source["cells"]]
    counts = Counter(str(mark["grade_id"]) for _, mark in marks if mark.get("grade_id"))
    for name, count in counts.items():
        if count > 1:
            yield context.finding(NAME, name, 0, f"{count} cells have this name. Give each a name of its own.")
    for _, mark in marks:
        name = str(mark.get("grade_id", ""))
        if (mark.get("grade") or mark.get("solution")) and GENERATED.fullmatch(name):
            yield context.finding(NAME, name, 0, "Give it a name that says what it asks, such as t1_mean_visible.")
        if mark and mark.get("schema_version", SCHEMA) != SCHEMA:
            what = f"Its metadata are of nbgrader's schema {mark['schema_version']}; run nbgrader update on it."
            yield context.finding(NAME, name, 0, what)


def unlocked(context: Context) -> Iterator[Finding]:
    """Yield tests that students could edit, and answers that they could not."""
    for cell in context.assignment.source["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade") and not mark.get("solution") and not mark.get("locked"):
            yield context.finding(NAME, str(mark["grade_id"]), 0, "Students can edit this test. Lock it.")
        if mark.get("solution") and mark.get("locked"):
            yield context.finding(NAME, str(mark["grade_id"]), 0, "Students cannot write into this cell. Unlock it.")


def broken(context: Context) -> Iterator[Finding]:
    """Yield the given cells that are no valid code."""
    for cell in context.assignment.cells:
        if cell.role == "given":
            try:
                ast.parse(cell.python)
            except SyntaxError as error:
                what = (
                    f"This given cell is no valid code ({error.msg}). If that is on purpose, show it as text, or catch "
                    "the error; as it is, Run All stops here in every student's notebook."
                )
                yield context.finding(NAME, cell.name, error.lineno or 0, what)


def points(context: Context) -> Iterator[Finding]:
    """Yield tests without points, and tasks that do not add up to what a heading or the table promises."""
    assignment = context.assignment
    for test in assignment.tests:
        if test.points <= 0:
            yield context.finding(NAME, test.name, 0, "It gives no points. Give it some, or make it a plain cell.")
    given = Counter[str]()
    for cell in assignment.source["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade") or mark.get("task"):
            name = str(mark["grade_id"])
            given[assignment.task_of(name) or name.partition("_")[0]] += mark.get("points", 0)
    for cell in assignment.source["cells"]:
        if cell["cell_type"] == "markdown":
            name = str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
            yield from promised(cell["source"], name, given)


def promised(text: str, name: str, given: Counter[str]) -> Iterator[Finding]:
    for task, number in ROW.findall(text):
        if task in given and float(number) != given[task]:
            line = line_of(text, f"| {task} |")
            yield Finding(NAME, task, name, line, f"The table says {number} points, the cells give {given[task]:g}.")
    task = name.partition("_")[0]
    heading = next((line for line in text.splitlines() if line.startswith("#")), "")
    if task in given and (match := POINTS.search(heading)) and float(match[1]) != given[task]:
        what = f"The heading promises {match[1]} points, the cells of the task give {given[task]:g}."
        yield Finding(NAME, task, name, line_of(text, heading), what)


def stubs(context: Context) -> Iterator[Finding]:
    """Yield the cells that a student finds without a stub that raises."""
    for name, code in context.assignment.blank.items():
        if context.assignment.task_of(name) in context.assignment.tasks and not raises(code):
            what = (
                "What students get here does not raise, so code that was never written can pass. Put the answer "
                "between ### BEGIN SOLUTION and ### END SOLUTION, and let c.ClearSolutions.code_stub raise "
                "NotImplementedError."
            )
            yield context.finding(NAME, name, 1, what)


def raises(code: str) -> bool:
    try:
        return any(isinstance(node, ast.Raise) for node in ast.walk(ast.parse(code)))
    except SyntaxError:
        return False


def assertions(context: Context) -> Iterator[Finding]:
    for test in context.assignment.tests:
        for node in ast.walk(ast.parse(test.python)):
            if isinstance(node, ast.Assert) and node.msg is None:
                what = "This assertion has no message. Say what was expected, what came, and the likely mistake."
                yield context.finding(NAME, test.name, node.lineno, what)


def unsupported(context: Context) -> Iterator[Finding]:
    for test in context.assignment.tests:
        if AUTOTEST in test.code:
            what = "nbgrader writes these tests at release; check the notebook in which it has written them."
            yield context.finding(NAME, test.name, line_of(test.code, AUTOTEST), what)


def dependent(context: Context) -> Iterator[Finding]:
    """Yield the tests that lose points when the other tasks are blank."""
    assignment = context.assignment
    whole = lost(context.bench.marks(Program({})))
    for task in assignment.tasks:
        others = {name: code for name, code in assignment.blank.items() if assignment.task_of(name) != task}
        marks = context.bench.marks(Program(others, tests_of(context, task)))
        for test, message in lost(marks).items():
            if test not in whole:
                what = f"With all other tasks blank this test fails: {message}. Let it bring its own input for them."
                yield context.finding(NAME, test, marks[test].line, what)


def on_gpu(context: Context) -> Iterator[Finding]:
    """Yield the tests that fail where new tensors go to the GPU."""
    if has_gpu(context):
        whole = lost(context.bench.marks(Program({})))
        marks = context.bench.marks(Program({}, gpu=True))
        for test, message in lost(marks).items():
            if test not in whole:
                what = f"With tensors on the GPU this test fails: {message}"
                yield context.finding(NAME, test, marks[test].line, what)


def has_gpu(context: Context) -> bool:
    return GPU.exists() and any(module.partition(".")[0] == "torch" for module in context.bench.modules)
