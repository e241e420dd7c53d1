"""Right answers made from a solution: each does what a text allows, so that a fair test gives it every point."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.check.text.syntax import expression

# What student code may do with what a function of the test's returned, since no text says whose it is.
TAKEN = """
def taken(value):
    if type(value) is tuple:
        return tuple(taken(part) for part in value)
    if type(value) is list:
        kept = list(value)
        value.clear()
        return kept
    if hasattr(value, "dtype") and getattr(value, "ndim", 0) and not getattr(value, "requires_grad", False):
        kept = value + 0
        value *= 0
        return kept
    return value
"""
Change = Callable[[ast.Call, str], ast.expr]


@dataclass(frozen=True)
class Variant:
    """A right answer: what it does that a test has to bear, the whole cell, and whether it changes what is lent."""

    what: str
    code: str
    changes: bool = False


def variants_of(code: str) -> Iterator[Variant]:
    """Yield the right answers that a solution cell becomes with one habit more; none where that changes nothing."""
    plain = ast.unparse(ast.parse(code))
    emptying = ast.unparse(Calls(taking).visit(ast.parse(code)))
    if emptying != plain:
        what = "changes the lists and arrays that a function of the test returned"
        yield Variant(what, f"{TAKEN}\n{emptying}", changes=True)
    naming = ast.unparse(Calls(named).visit(ast.parse(code)))
    if naming != plain:
        yield Variant("calls a function of the test with the names that the docstring shows", naming)


class Calls(ast.NodeTransformer):
    """Changes the calls of functions that are parameters, given the docstring that tells of them."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.around: list[tuple[str, frozenset[str]]] = [("", frozenset())]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        doc, names = self.around[-1]
        self.around.append((ast.get_docstring(node) or doc, names | {one.arg for one in node.args.args}))
        self.generic_visit(node)
        self.around.pop()
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        doc, names = self.around[-1]
        return self.change(node, doc) if isinstance(node.func, ast.Name) and node.func.id in names else node


def taking(call: ast.Call, _doc: str) -> ast.expr:
    return expression("taken(VALUE)", VALUE=call)


def named(call: ast.Call, doc: str) -> ast.expr:
    """Return the call with keywords, where the docstring shows one like it: "slope(z, y) is the array of slopes"."""
    shown = re.search(rf"\b{re.escape(ast.unparse(call.func))}\(([A-Za-z_]\w*(?:, [A-Za-z_]\w*)*)\)", doc)
    names = shown[1].split(", ") if shown else []
    if len(names) != len(call.args) or any(isinstance(argument, ast.Starred) for argument in call.args):
        return call
    keywords = [ast.keyword(name, value) for name, value in zip(names, call.args, strict=True)]
    return ast.Call(call.func, [], [*keywords, *call.keywords])
