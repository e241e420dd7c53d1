"""Mutation operators: the small mistakes that the tests of an assignment have to notice.

Each operator takes one node of a syntax tree and yields what could stand in its place: a node, or a list of statements.
Operators never change the node that they are given. The catalog follows the mistakes of numerical and deep learning
code; the classical part is that of DeMillo, Lipton and Sayward, "Hints on test data selection", Computer 11(4), 1978.
(cosmic-ray and mutmut know the classical part only, and bring a database and a text interface along.)
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import TypeGuard

Replacement = ast.AST | list[ast.stmt]
Operator = Callable[[ast.AST], Iterator[Replacement]]

ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
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
DROPPED = (*(ast.Expr, ast.Assign, ast.AugAssign, ast.Return, ast.Raise, ast.Assert), *(ast.If, ast.For, ast.While))
SPREADS = {"std": ("np", "numpy", "torch"), "var": ("np", "numpy", "torch")}


def arithmetic(node: ast.AST) -> Iterator[Replacement]:
    """Another operator: + for -, * for /, an elementwise product for a matrix product."""
    if isinstance(node, ast.BinOp):
        yield from (ast.BinOp(node.left, new(), node.right) for new in ARITHMETIC.get(type(node.op), ()))
    if isinstance(node, ast.AugAssign):
        yield from (ast.AugAssign(node.target, new(), node.value) for new in ARITHMETIC.get(type(node.op), ()))


def lost_term(node: ast.AST) -> Iterator[Replacement]:
    """One side of a sum, difference, product, quotient or power alone."""
    if isinstance(node, ast.BinOp):
        yield node.left
        if isinstance(node.op, (ast.Add, ast.Mult, ast.MatMult, ast.BitAnd, ast.BitOr)):
            yield node.right
        if isinstance(node.op, ast.Sub):
            yield ast.UnaryOp(ast.USub(), node.right)


def swapped_operands(node: ast.AST) -> Iterator[Replacement]:
    """The two sides exchanged where that matters."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ORDERED):
        yield ast.BinOp(node.right, node.op, node.left)


def comparison(node: ast.AST) -> Iterator[Replacement]:
    """Another comparison: strict for not strict, the other direction, unequal for equal."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for new in COMPARISONS[type(operator)]:
                yield ast.Compare(node.left, [*node.ops[:at], new(), *node.ops[at + 1 :]], node.comparators)


def condition(node: ast.AST) -> Iterator[Replacement]:
    """`or` for `and`, one of several conditions left out, a lost `not` or minus, a condition turned round."""
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for at in range(len(node.values)):
            rest = [*node.values[:at], *node.values[at + 1 :]]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, (ast.If, ast.While)) and not isinstance(node.test, ast.Compare):
        yield replaced(node, test=ast.UnaryOp(ast.Not(), node.test))


def constant(node: ast.AST) -> Iterator[Replacement]:
    """Another constant: one more and one less, true for false, another text."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        yield from (ast.Constant(value + change) for change in (1, -1))
    elif isinstance(value, str):
        yield ast.Constant(f"{value}_")


def off_by_one(node: ast.AST) -> Iterator[Replacement]:
    """A range or slice that begins or ends one too early or too late, a length that is one off."""
    if is_call(node, "range"):
        yield from other_ranges(node)
    elif is_call(node, "len"):
        yield from (moved(node, by) for by in (1, -1))
    elif isinstance(node, ast.Slice):
        for bound in ("lower", "upper", "step"):
            if getattr(node, bound) is not None:
                yield replaced(node, **{bound: None})
        for bound in ("lower", "upper"):
            if isinstance(limit := getattr(node, bound), ast.expr) and not is_number(limit):
                yield replaced(node, **{bound: moved(limit, 1)})


def other_ranges(node: ast.Call) -> Iterator[Replacement]:
    *start, stop = node.args[:2]
    rest = node.args[2:]
    if not is_number(stop):
        yield from (called(node, [*start, moved(stop, by), *rest]) for by in (1, -1))
    if not start:
        yield called(node, [ast.Constant(1), stop])
    elif not is_number(start[0]):
        yield called(node, [moved(start[0], 1), stop, *rest])


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


def branches(node: ast.AST) -> Iterator[Replacement]:
    """Branches exchanged or one of them taken always; the filter of a comprehension lost."""
    if isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
        yield node.body
        yield node.orelse
    if isinstance(node, ast.If):
        if node.orelse:
            yield ast.If(node.test, node.orelse, node.body)
        yield node.body
    if isinstance(node, ast.comprehension) and node.ifs:
        yield ast.comprehension(node.target, node.iter, [], node.is_async)


def dropped_statement(node: ast.AST) -> Iterator[Replacement]:
    """A statement left out, the body of a `with` without its `no_grad`, a jump of another kind."""
    if isinstance(node, ast.With):
        yield node.body
    elif isinstance(node, (ast.Break, ast.Continue)):
        yield ast.Pass() if isinstance(node, ast.Break) else ast.Break()
    elif isinstance(node, DROPPED) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        yield ast.Pass()


def in_place(node: ast.AST) -> Iterator[Replacement]:
    """`x -= y` for `x = x - y`, which changes the caller's array."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Name) and ast.dump(value.left) == ast.dump(ast.Name(target.id, ast.Load())):
            yield ast.AugAssign(target, value.op, value.right)


OPERATORS: dict[str, Operator] = {
    "arithmetic": arithmetic,
    "lost term": lost_term,
    "swapped operands": swapped_operands,
    "comparison": comparison,
    "condition": condition,
    "constant": constant,
    "off by one": off_by_one,
    "axis": axis,
    "reduction": reduction,
    "bias": bias,
    "transpose": transpose,
    "lost call": lost_call,
    "swapped arguments": swapped_arguments,
    "branches": branches,
    "dropped statement": dropped_statement,
    "in place": in_place,
}


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
