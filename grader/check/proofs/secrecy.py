"""Proof 6: no solution, hidden test or expected value in the release, in its files, in feedback, or in a message."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator, Mapping

import nbformat

from grader.check.assignment import Cell, line_of
from grader.check.context import Context, heard, lost, rounds
from grader.check.corpus import solutions_of
from grader.check.findings import Finding, Proof
from grader.check.proofs import mutants
from grader.check.text import fragments, printed
from grader.check.trying.store import key
from grader.check.trying.workbench import Program

NAME = "secrecy"
MARK = re.compile(r"#+\s*(BEGIN|END)\b", re.IGNORECASE)


def prove(context: Context) -> Proof:
    """Look for solutions and hidden tests in everything that students get to see."""
    assignment = context.assignment
    done = context.step("Secrecy", 4)
    public = fragments.squeezed("\n".join(cell["source"] for cell in assignment.release["cells"]))
    found = [*in_release(context), *left_over(context), *in_pictures(context)]
    done()
    found += in_files(context)
    done()
    found += in_messages(context, public)
    done()
    found += in_feedback(context, public)
    done()
    seen = len(assignment.release["cells"]) + len(assignment.files)
    return Proof(NAME, tuple(found), f"{seen} cells and files of the release, messages and feedback searched")


def secrets(context: Context) -> Iterator[tuple[Cell, str, int]]:
    """Yield every telling piece of a solution or hidden test with its cell and line."""
    for cell in context.assignment.cells:
        pieces: Mapping[str, int] = {}
        if cell.role == "solution":
            pieces = fragments.of_solution(cell)
        elif cell.role == "test":
            pieces = fragments.of_hidden_tests(cell)
        yield from ((cell, text, line) for text, line in pieces.items())


def in_release(context: Context) -> Iterator[Finding]:
    """Yield a finding where the release, a heading or a visible test included, holds what a solution computes."""
    for secret, text, line in secrets(context):
        if secret.role != "solution":
            continue
        for number, cell in enumerate(context.assignment.release["cells"], 1):
            if text in fragments.squeezed(cell["source"]):
                name = cell["metadata"].get("nbgrader", {}).get("grade_id") or f"cell {number}"
                at = next(
                    (n for n, row in enumerate(cell["source"].splitlines(), 1) if text in fragments.squeezed(row)), 0
                )
                what = f"The release shows here what line {line} of the solution {secret.name} computes. Take it out."
                yield context.finding(NAME, str(name), at, what)


def left_over(context: Context) -> Iterator[Finding]:
    """Yield marks that nbgrader did not understand, so that what they should hide is released, and outputs."""
    for number, cell in enumerate(context.assignment.release["cells"], 1):
        name = str(cell["metadata"].get("nbgrader", {}).get("grade_id") or f"cell {number}")
        if cell["cell_type"] == "code" and (mark := MARK.search(cell["source"])):
            what = (
                f"nbgrader does not know the mark {mark[0]!r} as it is written here; what it should hide is released."
            )
            yield context.finding(NAME, name, line_of(cell["source"], mark[0]), what)
        if cell.get("outputs"):
            yield context.finding(
                NAME, name, 0, "The release keeps the outputs of this cell. Clear them in the source."
            )


def in_pictures(context: Context) -> Iterator[Finding]:
    """Yield a finding where a solution or mark scheme shows an attached picture, which stock nbgrader would release."""
    cells = zip(context.assignment.source["cells"], context.assignment.release["cells"], strict=True)
    for number, (cell, given) in enumerate(cells, 1):
        for picture in sorted(cell.get("attachments", {}).keys() - given.get("attachments", {}).keys()):
            name = str(cell["metadata"].get("nbgrader", {}).get("grade_id") or f"cell {number}")
            what = (
                f"The picture {picture} is attached and only an answer shows it. It is not released here, but stock "
                "nbgrader gives it to students. Put it into the text as ![...](data:image/png;base64,...)."
            )
            yield context.finding(NAME, name, line_of(cell["source"], f"attachment:{picture}"), what)


def in_files(context: Context) -> Iterator[Finding]:
    """Yield a finding where a file beside the notebook, which students get too, holds a solution or hidden test."""
    for name, content in context.assignment.files.items():
        text = content.decode("utf-8", errors="ignore")
        plain = fragments.squeezed(text)
        held = [secret for secret in secrets(context) if secret[1] in plain]
        if held:
            cell, piece, _ = held[0]
            at = next((n for n, row in enumerate(text.splitlines(), 1) if piece in fragments.squeezed(row)), 0)
            what = f"This file goes to the students and holds code of {cell.name}. Move it out of source/."
            yield Finding(NAME, cell.task, name, at, what)


def in_messages(context: Context, public: str) -> Iterator[Finding]:
    """Yield messages that give an answer away, as they are written and as wrong answers and mutants are told them."""
    answers = {text for cell, text, _ in secrets(context) if cell.role == "solution"}
    for test in context.assignment.tests:
        for line, shown in printed.answers(test, context.assignment.defined):
            what = f"This message prints the answer of a hidden test, {shown}. Say what is wrong, not what is right."
            yield context.finding(NAME, test.name, line, what)
        for node in assertions(test):
            written = fragments.squeezed(ast.unparse(node.msg)) if node.msg else ""
            if any(answer in written for answer in answers):
                what = "This message holds a line of the solution. Name the likely mistake instead."
                yield context.finding(NAME, test.name, node.lineno, what)
    yield from told_values(context, public)


def told_values(context: Context, public: str) -> Iterator[Finding]:
    """Yield hidden tests of which a wrong answer was told an expected value."""
    values = {
        test.name: {value: line for value, line in fragments.expected_values(test).items() if value not in public}
        for test in context.assignment.tests
    }
    told: set[tuple[str, str]] = set()
    for name, message in said(context):
        for value, line in values[name].items():
            if value in fragments.squeezed(message) and (name, value) not in told:
                told.add((name, value))
                what = f"A wrong answer is told the expected value of this hidden test, {value}: {message}"
                yield context.finding(NAME, name, line, what)


def said(context: Context) -> Iterator[tuple[str, str]]:
    """Yield every message that a wrong answer or a mutant was told, with its test."""
    programs = [Program(context.assignment.blank), *heard(context, context.corpus.wrong)]
    for marks in context.bench.all_marks(programs):
        yield from lost(marks).items()
    for _, (marks, *_) in mutants.tried(context):
        yield from lost(marks).items()


def assertions(test: Cell) -> Iterator[ast.Assert]:
    return (node for node in ast.walk(ast.parse(test.python)) if isinstance(node, ast.Assert))


def in_feedback(context: Context, public: str) -> Iterator[Finding]:
    """Yield hidden tests that a feedback page shows, of the untouched release or of the wrong answers."""
    hidden = [each for each in secrets(context) if each[0].role == "test" and each[1] not in public]
    together = rounds(context.corpus.wrong, lambda answer: answer.task)
    submissions: list[tuple[Mapping[str, str], set[str]]] = [(context.assignment.blank, set())]
    submissions += [(solutions_of(answers), {answer.task for answer in answers}) for answers in together]
    done = context.step("Feedback pages", len(submissions))
    shown: set[tuple[str, int]] = set()
    seen: set[str] = set()
    for solutions, tasks in submissions:
        graded = context.judge.graded(solutions, tasks=tasks)["notebook"]
        new = {key(cell): cell for cell in graded["cells"] if key(cell) not in seen}
        page = shown_to_students(context, graded | {"cells": [*new.values()]})
        own = fragments.squeezed("\n".join((context.assignment.reference | dict(solutions)).values()))
        done()
        told = [each for each in hidden if each[1] in page]
        if not any(text in own for _, text, _ in told):
            seen |= new.keys()  # the same cell in another submission's page is not made and searched again
        for secret, text, line in told:
            if text not in own and (secret.name, line) not in shown:
                shown.add((secret.name, line))
                what = (
                    "A feedback page shows this line of the hidden test. Do not let the message or the output print it."
                )
                yield context.finding(NAME, secret.name, line, what)


def shown_to_students(context: Context, graded: dict[str, object]) -> str:
    """Return the text of a feedback page, squeezed; making a page takes longer than grading."""
    name = key("feedback", graded, context.bench.environment)
    text: str | None = context.store.get(name)
    if text is None:
        text = fragments.squeezed(html.unescape(re.sub(r"<[^>]*>", "", feedback(graded))))
        context.store.put(name, text)
    return text


def feedback(graded: dict[str, object]) -> str:
    """Return the feedback page of a graded notebook, as students get it."""
    from grader.feedback.plugin import FeedbackExporter

    notebook = nbformat.from_dict(graded)
    for cell in notebook.cells:
        if (mark := cell.metadata.get("nbgrader", {})) and mark.get("grade"):
            mark["score"] = 0.0
    about = {"notebook": "notebook", "assignment": "check", "student": "nobody", "score": 0, "max_score": 0}
    made: str = FeedbackExporter().from_notebook_node(notebook, resources={"nbgrader": about | {"late_penalty": 0}})[0]
    return made
