"""Mistakes of any program: another operator, a lost term, a bound that is one off, a statement left out.

The catalog is that of DeMillo, Lipton and Sayward, "Hints on test data selection", Computer 11(4), 1978. (cosmic-ray
and mutmut know this part only, and bring a database and a text interface along.)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.check.text.syntax import Replacement, called, is_call, is_number, moved, replaced

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
DROPPED = (*(ast.Expr, ast.Assign, ast.AugAssign, ast.Return, ast.Raise, ast.Assert), *(ast.If, ast.For, ast.While))


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
