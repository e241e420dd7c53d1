"""Mutants of a solution cell: each differs from the reference in one place that its author chose."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from grader.check.text.operators import chosen
from grader.check.text.syntax import Replacement
from grader.engine.cells import region

# What is not code that computes: annotations, names of things, and texts for people.
NOT_CODE = frozenset(("annotation", "returns", "decorator_list", "ctx", "type_comment", "type_params"))


@dataclass(frozen=True)
class Mutant:
    """A solution cell with one mistake.

    Attributes:
        operator: the kind of mistake, a key of `operators.OPERATORS`.
        line: of the solution cell, counted from 1.
        code: the whole cell.
        removed, added: the lines that differ, stripped; what an author's declaration names it by.
        diff: unified, without comments, since it is made from syntax trees.
    """

    operator: str
    line: int
    code: str
    removed: str
    added: str
    diff: str


def mutants_of(code: str, name: str, text: str = "") -> Iterator[Mutant]:
    """Yield every mutant of a cell once; only the solution regions are changed where the cell has them.

    Args:
        code: the solution cell.
        name: of the cell.
        text: what the task promises, which some mistakes depend on.

    Raises:
        SyntaxError: when the cell is no valid code.
    """
    tree = ast.parse(code)
    plain = ast.unparse(tree)
    lines = solution_lines(code)
    operators = chosen(text)
    seen = {plain}
    for parent, field, node in places(tree):
        line = line_of(parent, node, lines)
        if line not in lines:
            continue
        for operator, mutate in operators.items():
            for replacement in mutate(node):
                mutated = with_replacement(tree, parent, field, node, replacement)
                if mutated not in seen and is_code(mutated):
                    seen.add(mutated)
                    yield described(operator, line, plain, mutated, name)


def line_of(parent: ast.AST, node: ast.AST, lines: set[int]) -> int:
    """Return the line that a mistake in a node is told for; of a function, the first that belongs to the solution."""
    if isinstance(node, ast.FunctionDef):
        return next((statement.lineno for statement in node.body if statement.lineno in lines), 0)
    return getattr(node, "lineno", 0) or getattr(parent, "lineno", 0)


def solution_lines(code: str) -> set[int]:
    """Return the numbers of the lines between the marks of a solution; of all lines where there are no marks."""
    return region(code, "SOLUTION") or set(range(1, len(code.splitlines()) + 1))


def places(node: ast.AST, *, text: bool = True) -> Iterator[tuple[ast.AST, str, ast.AST]]:
    """Yield every node with its parent and the field it is in; no texts for people where ``text`` is false."""
    for field, value in ast.iter_fields(node):
        if field in NOT_CODE:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr):
                continue
            if isinstance(child, ast.Constant) and isinstance(child.value, str) and not text:
                continue
            yield node, field, child
            yield from places(child, text=text and not isinstance(child, (ast.Raise, ast.Assert)))


def with_replacement(tree: ast.AST, parent: ast.AST, field: str, node: ast.AST, new: Replacement) -> str:
    """Return the text of the tree with one node exchanged; the tree itself stays as it is."""
    before = getattr(parent, field)
    if isinstance(before, list):
        at = next(at for at, child in enumerate(before) if child is node)
        setattr(parent, field, [*before[:at], *(new if isinstance(new, list) else [new]), *before[at + 1 :]])
    else:
        setattr(parent, field, new)
    try:
        return ast.unparse(tree)
    except (AttributeError, ValueError, TypeError):  # a statement where only an expression can stand
        return ""
    finally:
        setattr(parent, field, before)


def is_code(text: str) -> bool:
    try:
        compile(text, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return bool(text)


def described(operator: str, line: int, plain: str, code: str, name: str) -> Mutant:
    """Return the mutant with its difference from the reference."""
    names = name, f"{name}, mutated"
    lines = list(difflib.unified_diff(plain.splitlines(), code.splitlines(), *names, lineterm="", n=1))
    removed = "\n".join(text[1:].strip() for text in lines[2:] if text.startswith("-"))
    added = "\n".join(text[1:].strip() for text in lines[2:] if text.startswith("+"))
    return Mutant(operator, line, code, removed, added, "\n".join(lines))
