"""The telling pieces of code: what a solution or a hidden test computes, without spaces, names of things and texts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.check.assignment import Cell
from grader.check.text.mutation import solution_lines
from grader.engine.cells import region

SHORTEST = 9
TELLING = frozenset("+-*/@%<>=([")
NUMBER_LENGTH = 5
SHAPES = frozenset({"shape", "ndim", "dtype", "size", "len"})


def squeezed(text: str) -> str:
    """Return a text without white space and quotation marks, in which code can be found however it is written."""
    return "".join(text.split()).replace("'", "").replace('"', "")


def of_solution(cell: Cell) -> dict[str, int]:
    """Return what a solution cell computes, squeezed, with the line: right-hand sides and returned values."""
    found: dict[str, int] = {}
    for node in statements(cell, solution_lines(cell.code)):
        value = getattr(node, "value", None)
        if isinstance(node, (ast.Return, ast.Assign, ast.AugAssign)) and isinstance(value, ast.expr):
            found |= telling(value)
        elif isinstance(node, (ast.If, ast.While)):
            found |= telling(node.test)
    return found


def of_hidden_tests(cell: Cell) -> dict[str, int]:
    """Return what the hidden part of a test does, squeezed, with the line; its messages are meant to be read."""
    found: dict[str, int] = {}
    for node in statements(cell, region(cell.code, "HIDDEN TESTS")):
        if isinstance(node, ast.Assert):
            found |= telling(node.test)
        elif isinstance(node, (ast.Assign, ast.Expr, ast.Return)) and isinstance(node.value, ast.expr):
            found |= telling(node.value)
    return found


def expected_values(cell: Cell) -> dict[str, int]:
    """Return the numbers, texts and lists that hidden assertions compare with, squeezed, with the line."""
    found: dict[str, int] = {}
    for node in statements(cell, region(cell.code, "HIDDEN TESTS")):
        if isinstance(node, ast.Assert):
            for value in compared(node.test):
                text = squeezed(ast.unparse(value))
                if is_literal(value) and len(text) >= NUMBER_LENGTH:
                    found[text] = value.lineno
    return found


def statements(cell: Cell, lines: set[int]) -> Iterator[ast.stmt]:
    try:
        tree = ast.parse(cell.python)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno in lines:
            yield node


def telling(value: ast.expr) -> dict[str, int]:
    """Return an expression, squeezed, unless it is short or could stand in the heading of a function."""
    text = squeezed(ast.unparse(value))
    return {text: value.lineno} if len(text) >= SHORTEST and TELLING & set(text) and not is_heading(value) else {}


def is_heading(value: ast.expr) -> bool:
    """Return whether this is a list of names, or a call with names alone."""
    parts: list[ast.expr] = []
    if isinstance(value, ast.Call):
        parts = [value.func, *value.args]
    elif isinstance(value, (ast.Tuple, ast.List)):
        parts = value.elts
    return bool(parts) and all(isinstance(part, ast.Name) for part in parts)


def compared(test: ast.expr) -> Iterator[ast.expr]:
    """Yield what is compared: both sides of an operator, and the first two arguments of a comparing function.

    Shapes are left out: they are part of the question, and a message may tell them.
    """
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and not any(map(is_shape, (node.left, *node.comparators))):
            yield from (node.left, *node.comparators)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if any(part in name.lower() for part in ("close", "equal")):
                yield from node.args[:2]


def is_shape(value: ast.expr) -> bool:
    """Return whether an expression is a shape, a length, a number of axes or a type: x.shape, np.shape(x), len(x)."""
    if isinstance(value, ast.Call):
        value = value.func
    name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
    return name in SHAPES


def is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError):
        return False
    return True
