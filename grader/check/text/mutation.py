"""Mutants of a solution cell: each differs from the reference in one place that its author chose."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from grader.check.text.operators import OPERATORS, Replacement
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


def mutants_of(code: str, name: str) -> Iterator[Mutant]:
    """Yield every mutant of a cell once; only the solution regions are changed where the cell has them.

    Raises:
        SyntaxError: when the cell is no valid code.
    """
    tree = ast.parse(code)
    plain = ast.unparse(tree)
    lines = solution_lines(code)
    seen = {plain}
    for parent, field, node in places(tree):
        line = getattr(node, "lineno", 0) or getattr(parent, "lineno", 0)
        if line not in lines:
            continue
        for operator, mutate in OPERATORS.items():
            for replacement in mutate(node):
                text = with_replacement(tree, parent, field, node, replacement)
                if text not in seen and is_code(text):
                    seen.add(text)
                    yield described(operator, line, plain, text, name)


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
