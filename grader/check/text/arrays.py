"""Mistakes of numerical code: another axis, mean for sum, a lost transpose, copy or detach, arguments exchanged."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.check.text.syntax import Replacement, called, exchanged, is_library, name_of

TWINS = {
    "mean": "sum",
    "sum": "mean",
    "prod": "sum",
    "median": "mean",
    "logsumexp": "sum",
    "max": "min",
    "min": "max",
    "amax": "amin",
    "amin": "amax",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
    "any": "all",
    "all": "any",
    "std": "var",
    "var": "std",
    "floor": "ceil",
    "ceil": "floor",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "cumsum": "cumprod",
    "sin": "cos",
    "cos": "sin",
    "exp": "log",
    "log": "exp",
    "sigmoid": "tanh",
    "tanh": "sigmoid",
    "softmax": "log_softmax",
    "log_softmax": "softmax",
    "tril": "triu",
    "triu": "tril",
    "append": "extend",
    "hstack": "vstack",
    "vstack": "hstack",
    "stack": "concatenate",
    "permutation": "arange",
    "randn": "rand",
    "normal": "uniform",
}
# Calls of which leaving them out gives the argument, or the object that the method belongs to.
LEFT_OUT = (
    *("abs", "sorted", "reversed", "sqrt", "square", "exp", "log", "relu", "softmax", "sort", "unique", "cumsum"),
    *("clone", "detach", "copy", "contiguous", "transpose", "permute", "flip", "roll", "squeeze", "unsqueeze"),
    *("clip", "clamp", "diff", "normalize", "requires_grad_"),
)
# Functions that give the same with their arguments exchanged.
SYMMETRIC = ("min", "max", "minimum", "maximum", "hypot", "gcd", "isclose", "allclose", "array_equal", "print")
SIZES = ("axis", "dim")
SPREADS = {"std": ("np", "numpy", "torch"), "var": ("np", "numpy", "torch")}


def axis(node: ast.AST) -> Iterator[Replacement]:
    """Another axis or dim, or none."""
    if not isinstance(node, ast.Call):
        return
    for at, keyword in enumerate(node.keywords):
        others = [*node.keywords[:at], *node.keywords[at + 1 :]]
        if keyword.arg in {*SIZES, "keepdims", "keepdim", "ddof", "correction", "unbiased", "prepend"}:
            yield ast.Call(node.func, node.args, others)
        if keyword.arg in SIZES and isinstance(keyword.value, ast.Constant):
            other = ast.Constant(1 if keyword.value.value == 0 else 0)
            yield ast.Call(node.func, node.args, [*others, ast.keyword(keyword.arg, other)])
        if keyword.arg in SIZES and isinstance(keyword.value, ast.UnaryOp):
            yield ast.Call(node.func, node.args, [*others, ast.keyword(keyword.arg, ast.Constant(0))])


def reduction(node: ast.AST) -> Iterator[Replacement]:
    """The function that is often taken for this one: sum for mean, min for max, var for std."""
    if isinstance(node, ast.Attribute) and node.attr in TWINS:
        yield ast.Attribute(node.value, TWINS[node.attr], node.ctx)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        new = TWINS.get(node.func.id, "")
        if new in ("min", "max", "any", "all"):
            yield ast.Call(ast.Name(new, ast.Load()), node.args, node.keywords)


def bias(node: ast.AST) -> Iterator[Replacement]:
    """A spread divided by n - 1 in place of n, or the other way round."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SPREADS):
        return
    if any(keyword.arg in ("ddof", "correction", "unbiased") for keyword in node.keywords):
        return
    base = node.func.value
    torch = isinstance(base, ast.Name) and base.id == "torch"
    option = ast.keyword("correction", ast.Constant(0)) if torch else ast.keyword("ddof", ast.Constant(1))
    yield ast.Call(node.func, node.args, [*node.keywords, option])


def transpose(node: ast.AST) -> Iterator[Replacement]:
    """A lost transpose."""
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT", "H"):
        yield node.value


def lost_call(node: ast.AST) -> Iterator[Replacement]:
    """A call left out: no copy, no detach, no square root."""
    if not isinstance(node, ast.Call):
        return
    if name_of(node) not in LEFT_OUT:
        return
    if isinstance(node.func, ast.Attribute) and not is_library(node.func.value):
        yield node.func.value
    elif node.args:
        yield node.args[0]


def swapped_arguments(node: ast.AST) -> Iterator[Replacement]:
    """Two neighboring arguments, or the two results of a function, exchanged."""
    if isinstance(node, ast.Call) and name_of(node) not in SYMMETRIC:
        yield from (called(node, arguments) for arguments in exchanged(node.args))
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        yield from (ast.Return(ast.Tuple(values, ast.Load())) for values in exchanged(node.value.elts))


def in_place(node: ast.AST) -> Iterator[Replacement]:
    """`x -= y` for `x = x - y`, which changes the caller's array."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Name) and ast.dump(value.left) == ast.dump(ast.Name(target.id, ast.Load())):
            yield ast.AugAssign(target, value.op, value.right)
