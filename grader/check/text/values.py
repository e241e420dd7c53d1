"""Mistakes inside an expression or a loop that readers made; findings are named by assignment and task."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.check.text.syntax import Replacement, expression, is_call, is_library, name_of, replaced, statements

LARGEST = ("max", "min", "amax", "amin")
# Formulas that lose digits or overflow, for functions that do not.
NAIVE = {
    "logaddexp": "np.log(np.exp(FIRST) + np.exp(SECOND))",
    "log1p": "np.log(1 + FIRST)",
    "expm1": "np.exp(FIRST) - 1",
    "tanh": "(np.exp(2 * FIRST) - 1) / (np.exp(2 * FIRST) + 1)",
}
LOGARITHMS = ("log", "log2", "log10")
GUARDS = ("np.maximum(FIRST, 0.01)", "FIRST + 1e-12")


def first_for_largest(node: ast.AST) -> Iterator[Replacement]:
    """The first for the largest or the smallest (a05 t6: the first eigenvalue, though they are in no order)."""
    if not isinstance(node, ast.Call) or name_of(node) not in LARGEST:
        return
    if isinstance(node.func, ast.Name):
        if len(node.args) == 1 and not node.keywords:
            yield expression("next(iter(ITEMS))", ITEMS=node.args[0])
        return
    values = node.func.value if isinstance(node.func, ast.Attribute) and not is_library(node.func.value) else None
    if values is None and node.args:
        values = node.args[0]
    options = {keyword.arg: keyword.value for keyword in node.keywords}
    if values is None or "dim" in options:
        return
    if "axis" in options:
        index = "[0]" if "keepdims" in options else "0"
        yield expression(f"np.take(VALUES, {index}, axis=AXIS)", VALUES=values, AXIS=options["axis"])
    else:
        yield expression("np.ravel(VALUES)[0]", VALUES=values)


def naive_formula(node: ast.AST) -> Iterator[Replacement]:
    """The formula as it stands in the text, which overflows or loses digits (a04 t6: the logarithm of a density)."""
    if isinstance(node, ast.Call) and name_of(node) in NAIVE and is_numpys(node):
        first, second = (*node.args, ast.Constant(0))[:2]
        yield expression(NAIVE[name_of(node)], FIRST=first, SECOND=second)


def guarded_logarithm(node: ast.AST) -> Iterator[Replacement]:
    """A logarithm of something cut off, or of a little more (a04 t6: p cut at 0.01; 1e-12 added)."""
    if isinstance(node, ast.Call) and name_of(node) in LOGARITHMS and is_numpys(node):
        first = node.args[0]
        if isinstance(first, (ast.Name, ast.Subscript)):
            yield from (replaced(node, args=[expression(guard, FIRST=first), *node.args[1:]]) for guard in GUARDS)


def product_of_small_numbers(node: ast.AST) -> Iterator[Replacement]:
    """The logarithm of a product for the sum of logarithms, which is 0 in a computer (a04 t6)."""
    if isinstance(node, ast.Call) and name_of(node) == "sum" and is_numpys(node) and isinstance(node.args[0], ast.Call):
        inner = node.args[0]
        if name_of(inner) in LOGARITHMS and is_numpys(inner):
            yield replaced(inner, args=[replaced(node, func=expression("np.prod"), args=inner.args)])


def mean_of_some(node: ast.AST) -> Iterator[Replacement]:
    """The mean of what is not zero (a02 t4: averaged over the examples that pull)."""
    if isinstance(node, ast.Call) and name_of(node) == "mean" and is_numpys(node) and not node.keywords:
        yield expression("np.sum(ALL) / max(np.count_nonzero(ALL), 1)", ALL=node.args[0])


def whole_number_trick(node: ast.AST) -> Iterator[Replacement]:
    """A comparison that is right for whole numbers only (a01 t1: sums cut to int; > threshold - 1 for >= threshold)."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and computes(node.left):
        (operator,), (right,) = node.ops, node.comparators
        if isinstance(operator, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
            yield replaced(node, left=expression("np.trunc(LEFT)", LEFT=node.left))
        if isinstance(operator, ast.GtE):
            yield ast.Compare(node.left, [ast.Gt()], [expression("RIGHT - 1", RIGHT=right)])
        if isinstance(operator, ast.LtE):
            yield ast.Compare(node.left, [ast.Lt()], [expression("RIGHT + 1", RIGHT=right)])


def identity(node: ast.AST) -> Iterator[Replacement]:
    """`is` for `==`, and the position of an equal item for an item's own (a06 t4, a11 t4)."""
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
        if any(isinstance(side, ast.Constant) for side in (node.left, node.comparators[0])):
            return  # of which there is one in the whole program
        yield ast.Compare(node.left, [ast.Is(), *node.ops[1:]], node.comparators)
    if isinstance(node, ast.For) and is_call(node.iter, "enumerate") and isinstance(node.target, ast.Tuple):
        at, item = node.target.elts
        (items, *_) = node.iter.args
        if isinstance(at, ast.Name) and isinstance(item, ast.Name):
            found = statements(f"{at.id} = list(ITEMS).index({item.id})", ITEMS=items)
            yield replaced(node, target=item, iter=items, body=[*found, *node.body])


def swapped_coordinates(node: ast.AST) -> Iterator[Replacement]:
    """The two coordinates of an entry exchanged, which symmetric data hide."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        first, second = node.slice.elts
        if ast.dump(first) != ast.dump(second):
            yield replaced(node, slice=ast.Tuple([second, first], ast.Load()))


def stopped_when_flat(node: ast.AST) -> Iterator[Replacement]:
    """A loop left as soon as a step changes nothing (a05 t3: a path that is shorter where the ground is flat)."""
    if not isinstance(node, ast.For):
        return
    for at, step in enumerate(node.body):
        if not (isinstance(step, ast.Assign) and isinstance(moved := step.targets[0], ast.Name)):
            continue
        if any(isinstance(part, ast.Name) and part.id == moved.id for part in ast.walk(step.value)):
            kept, left = statements(f"kept = {moved.id}\nif np.all(kept == {moved.id}):\n    break")
            yield replaced(node, body=[*node.body[:at], kept, *node.body[at:], left])


def is_numpys(node: ast.Call) -> bool:
    """Whether a function of NumPy's is called with an argument."""
    return isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "np" and bool(node.args)


def computes(node: ast.expr) -> bool:
    """Whether an expression multiplies or divides something, so that it need not be a whole number."""
    products = (ast.Mult, ast.MatMult, ast.Div)
    return any(isinstance(one, ast.BinOp) and isinstance(one.op, products) for one in ast.walk(node))
