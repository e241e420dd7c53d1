"""Pieces of syntax trees that mutation operators take apart and put together."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import TypeGuard

Replacement = ast.AST | list[ast.stmt]
Operator = Callable[[ast.AST], Iterator[Replacement]]


def is_call(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and bool(node.args)


def name_of(node: ast.Call) -> str:
    """Return the last part of the name that is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else str(getattr(node.func, "id", ""))


def is_number(node: ast.AST) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def is_library(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "torch", "F", "math", "functional")


def called(node: ast.Call, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(node.func, arguments, node.keywords)


def moved(node: ast.expr, by: int) -> ast.BinOp:
    return ast.BinOp(node, ast.Add() if by > 0 else ast.Sub(), ast.Constant(abs(by)))


def replaced(node: ast.AST, **fields: object) -> ast.AST:
    """Return a copy of a node, which shares its children, with some fields changed."""
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def exchanged(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """Yield the list with each two neighbors exchanged, unless one of them is spread with a star."""
    for at in range(len(items) - 1):
        if any(isinstance(item, ast.Starred) for item in items[at : at + 2]):
            continue
        if ast.dump(items[at]) != ast.dump(items[at + 1]):
            yield [*items[:at], items[at + 1], items[at], *items[at + 2 :]]


def expression(text: str, **parts: ast.expr) -> ast.expr:
    """Return an expression written as text, with these nodes in the places of the names."""
    filled: ast.expr = Fill(parts).visit(ast.parse(text, mode="eval").body)
    return filled


def statements(text: str, **parts: ast.expr) -> list[ast.stmt]:
    """Return statements written as text, with these nodes in the places of the names."""
    return [Fill(parts).visit(statement) for statement in ast.parse(text).body]


class Fill(ast.NodeTransformer):
    """Puts nodes in the places of names; what is put there is left as it is."""

    def __init__(self, parts: dict[str, ast.expr]) -> None:
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.parts.get(node.id, node)
