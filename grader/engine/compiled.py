"""The course's own cells, compiled once: a class runs the same tests again and again, and so do an author's mutants.

Compiling took longer than what most tests do.
"""

from __future__ import annotations

import ast
import functools
from types import CodeType


@functools.lru_cache(maxsize=1000)
def compiled(code: str, file: str) -> tuple[CodeType, CodeType]:
    """Return the statements of a cell and its last expression, which is None where the cell ends in a statement.

    Args:
        code: plain Python.
        file: what tracebacks name as the file.

    Raises:
        SyntaxError: when it is no valid code.
    """
    tree = ast.parse(code, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    value = last.value if isinstance(last, ast.Expr) else ast.Constant(None)
    expression = ast.fix_missing_locations(ast.Expression(value))
    return compile(tree, file, "exec"), compile(expression, file, "eval")
