"""Proof 7: every test works with the student's code in another process, where all that it gets of it are proxies."""

from __future__ import annotations

import ast
from collections.abc import Callable

from grader.check.assignment import Cell
from grader.check.context import Context, lost
from grader.check.findings import Proof
from grader.check.trying.workbench import Program

NAME = "splittability"
INSIDE = ("__code__", "__globals__", "__closure__", "__dict__", "__defaults__", "__kwdefaults__", "__wrapped__")
GENERAL = "Call the student's function with plain values, arrays or tensors, and look at what it returns."


def prove(context: Context) -> Proof:
    """Compare the reference in one process with the reference behind proxies."""
    whole = lost(context.bench.marks(Program({})))
    behind = context.judge.marks({})
    found = []
    for test in context.assignment.tests:
        if behind[test.name].lost and test.name not in whole:
            line, construct = blamed(test, context.assignment.defined)
            what = f"This test cannot run apart from the student's code: {behind[test.name].message}. {construct}"
            found.append(context.finding(NAME, test.name, line, what))
    tests = len(context.assignment.tests)
    return Proof(NAME, tuple(found), f"{tests - len(found)} of {tests} tests run behind proxies")


def blamed(test: Cell, students: set[str]) -> tuple[int, str]:
    """Return the line of the construct that is probably to blame, and how to rewrite it."""
    for node in ast.walk(ast.parse(test.python)):
        for finds, rewrite in CONSTRUCTS:
            if finds(node, students):
                return getattr(node, "lineno", 0), f"{ast.unparse(node)!r} looks inside it: {rewrite}"
    return 0, GENERAL


def looks_inside(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    return isinstance(node, ast.Attribute) and node.attr in INSIDE


def names_all(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("globals", "locals", "vars", "eval", "exec")


def is_main(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    if isinstance(node, ast.ImportFrom):
        return node.module == "__main__"
    return isinstance(node, ast.Constant) and node.value == "__main__"


def asks_shell(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "get_ipython"


def patches(node: ast.AST, students: set[str]) -> bool:  # noqa: ARG001
    name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
    return name in ("patch", "object", "setattr") and "patch" in ast.unparse(node)


def inspects(node: ast.AST, students: set[str]) -> bool:
    if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name)):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return node.args[0].id in students and name in (
        "dis",
        "getclosurevars",
        "getmodule",
        "getfile",
        "dumps",
        "deepcopy",
    )


def sub_classes(node: ast.AST, students: set[str]) -> bool:
    return isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") in students for base in node.bases)


CONSTRUCTS: tuple[tuple[Callable[[ast.AST, set[str]], bool], str], ...] = (
    (looks_inside, "test what the function returns, or its text with inspect.getsource."),
    (names_all, "use the student's names as they are; a missing one raises NameError, which a test can catch."),
    (is_main, "use the student's names as they are, without importing them."),
    (asks_shell, "write the test without magics and without IPython's shell."),
    (patches, "hand the function that is to be called in as an argument, or test what is returned."),
    (inspects, "test what the function returns, or its text with inspect.getsource."),
    (sub_classes, "make an object of the student's class and test that."),
)
