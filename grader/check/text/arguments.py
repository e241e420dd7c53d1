"""Mistakes with a whole argument or result, which readers' wrong answers made and the classic operators do not.

They change a function at its beginning, or all that it returns, and only as its docstring leaves it open: whole numbers
are not rounded, and a probability keeps its sign. A finding is named by assignment and task.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from grader.check.text import documented
from grader.check.text.syntax import Replacement, expression, name_of, replaced, statements

# What people cut an argument off for.
OVERFLOWS = frozenset(
    (
        "exp",
        "expm1",
        "log",
        "log1p",
        "logaddexp",
        "tanh",
        "cosh",
        "sigmoid",
        "softmax",
        "log_softmax",
        "logsumexp",
        "erf",
    )
)


def coerced_argument(node: ast.AST) -> Iterator[Replacement]:
    """The sign of an argument or its digits lost (a11 t3: scores rounded; a05 t3: the dtype of the start)."""
    for name, text in given(node):
        if documented.is_array(text) or documented.is_number(text):
            if documented.can_be_negative(text) and not documented.is_whole(text):
                yield begun(node, f"{name} = abs({name})")
            if not documented.is_whole(text):
                rounded = f"{name}.round(decimals=1)" if documented.is_array(text) else f"round({name}, 1)"
                yield begun(node, f"{name} = {rounded}")


def changed_argument(node: ast.AST) -> Iterator[Replacement]:
    """An argument changed in place, behind a right result (a02 t7: X *= w; a03 t7: a list popped; a07 t6: a mask)."""
    for name, text in given(node):
        if documented.is_array(text):
            yield begun(node, f"given, {name} = {name}, {name} + 0\ngiven += 1")
        elif documented.is_list(text):
            yield begun(node, f"given, {name} = {name}, [*{name}]\ngiven.clear()")


def reordered_argument(node: ast.AST) -> Iterator[Replacement]:
    """Rows sorted, and equal ones dropped (a01 t4: np.unique of patterns); a matrix transposed, or without diagonal."""
    for name, text in given(node):
        if documented.is_array(text) and len(documented.shape(text)) == 2:
            yield begun(node, f"{name} = np.unique({name}, axis=0)")
        if documented.is_array(text) and documented.is_square(text):
            yield begun(node, f"{name} = {name}.T")
            yield begun(node, f"{name} = {name} - np.diag(np.diag({name}))")


def clipped_argument(node: ast.AST) -> Iterator[Replacement]:
    """An argument cut off where exp() is about to overflow (a03 t1: at 60; a07 t3: at 500), or changed there."""
    if not any(isinstance(one, ast.Call) and name_of(one) in OVERFLOWS for one in ast.walk(node)):
        return
    for name, text in given(node):
        if documented.is_array(text) and not documented.is_whole(text) and documented.can_be_negative(text):
            yield from (begun(node, f"{name} = {name}.clip(-{limit}, {limit})") for limit in (60, 500))
            yield begun(node, f"given, {name} = {name}, {name} + 0\ngiven[abs(given) > 500] = 500")


def finite_argument(node: ast.AST) -> Iterator[Replacement]:
    """Infinity taken out of an argument in place (a04 t4: z[z == -inf] = -1e6)."""
    for name, text in given(node):
        if documented.is_array(text) and not documented.is_whole(text) and documented.can_be_negative(text):
            yield begun(node, f"given, {name} = {name}, {name} + 0\ngiven[abs(given) == np.inf] = -1000000.0")


def finite_result(node: ast.AST) -> Iterator[Replacement]:
    """A large number where infinity is the answer (nan_to_num round a result)."""
    if isinstance(node, ast.FunctionDef) and not documented.is_whole(documented.returned(node)):
        yield ended(node, "np.nan_to_num(VALUE)")


def reshaped_result(node: ast.AST) -> Iterator[Replacement]:
    """An axis of length 1 lost, or all in one row (a02 t7: squeeze makes one support vector a number)."""
    if isinstance(node, ast.FunctionDef) and documented.is_array(documented.returned(node)):
        yield ended(node, "np.squeeze(VALUE)")
        if documented.has_rows(documented.returned(node)) and not gives_several(node):
            yield ended(node, "np.ravel(VALUE)")


def given(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the documented parameters of a function, with what is said of them."""
    if isinstance(node, ast.FunctionDef):
        yield from documented.parameters(node).items()


def begun(node: ast.AST, text: str) -> ast.AST:
    """Return a function that begins with the statements of a text, after its docstring."""
    assert isinstance(node, ast.FunctionDef)  # noqa: S101 -- for the types; `given` yields nothing else
    after = int(ast.get_docstring(node, clean=False) is not None)
    return replaced(node, body=[*node.body[:after], *statements(text), *node.body[after:]])


def ended(node: ast.FunctionDef, text: str) -> ast.AST:
    """Return the function with all that it returns put into a text in place of VALUE, part by part of a tuple."""
    made = copy.deepcopy(node)
    for one in returns(made):
        if isinstance(one.value, ast.Tuple):
            one.value.elts = [expression(text, VALUE=part) for part in one.value.elts]
        elif one.value is not None:
            one.value = expression(text, VALUE=one.value)
    return made


def gives_several(node: ast.FunctionDef) -> bool:
    return any(isinstance(one.value, ast.Tuple) for one in returns(node))


def returns(node: ast.AST) -> Iterator[ast.Return]:
    """Yield the `return` statements of a function, without those of the functions inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Return):
            yield child
        elif not isinstance(child, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            yield from returns(child)
