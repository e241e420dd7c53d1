"""Answers that a hidden test works out and its own message prints, found by reading the test."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.check.assignment import Cell
from grader.check.text import fragments
from grader.engine.cells import region


def answers(test: Cell, students: set[str]) -> Iterator[tuple[int, str]]:
    """Yield line and expression where a hidden assertion's message prints what the student's value is compared with.

    ``students`` are the names that solution cells define. What the test hands to student code is no answer, and a
    difference between the student's value and the right one is not either.
    """
    tree = ast.parse(test.python)
    theirs = from_student_code(tree, students)
    given = {ast.dump(argument) for call in calls(tree, theirs, students) for argument in arguments(call)}
    for node in fragments.statements(test, region(test.code, "HIDDEN TESTS")):
        if not isinstance(node, ast.Assert) or node.msg is None:
            continue
        right = {ast.dump(side) for side in fragments.compared(node.test) if is_computed(side, theirs)} - given
        for shown in (part.value for part in ast.walk(node.msg) if isinstance(part, ast.FormattedValue)):
            if not mentions(shown, theirs) and any(ast.dump(part) in right for part in ast.walk(shown)):
                yield shown.lineno, ast.unparse(shown)


def is_computed(side: ast.expr, theirs: set[str]) -> bool:
    return not mentions(side, theirs) and not fragments.is_literal(side)


def from_student_code(tree: ast.AST, students: set[str]) -> set[str]:
    """Return the names that hold student code or what it gave: the given names, and all that is assigned from them."""
    theirs = set(students)
    while True:
        found = {
            name.id
            for node in ast.walk(tree)
            if isinstance(node, (ast.Assign, ast.AugAssign, ast.For, ast.comprehension)) and comes_from(node, theirs)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        }
        if found <= theirs:
            return theirs
        theirs |= found


def comes_from(node: ast.Assign | ast.AugAssign | ast.For | ast.comprehension, theirs: set[str]) -> bool:
    return mentions(node.value if isinstance(node, (ast.Assign, ast.AugAssign)) else node.iter, theirs)


def mentions(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(node))


def calls(tree: ast.AST, theirs: set[str], students: set[str]) -> Iterator[ast.Call]:
    """Yield the calls of student code, by the test or, as `ask.numbers(sigmoid, z)`, by whom it is handed to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            handed = any(isinstance(argument, ast.Name) and argument.id in students for argument in node.args)
            if handed or mentions(node.func, theirs):
                yield node


def arguments(call: ast.Call) -> Iterator[ast.expr]:
    """Yield the arguments of a call and the parts they are made of."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        yield from (part for part in ast.walk(argument) if isinstance(part, ast.expr))
