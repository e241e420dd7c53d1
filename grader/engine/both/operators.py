"""Operators across the line: the special methods that a proxy can have, and what the student's process does for each.

Operators are applied there by functions of `operator` and of `builtins`, so that reflection and fallbacks are Python's.
"""

from __future__ import annotations

import builtins
import copy
import operator
from collections.abc import Callable
from typing import Any

ORDER = ("lt", "le", "gt", "ge")
# Those that have a form such as `radd`.
REFLECTED = (
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
)
IN_PLACE = ("iadd", "isub", "imul", "itruediv", "imatmul")
# Special methods, without their underscores, whose operator has the same name.
SAME_NAME = (
    *(*REFLECTED, *IN_PLACE, "lshift", "rshift", "xor", "divmod", "neg", "pos", "invert", "abs", "round"),
    *("next", "reversed", "contains", "getitem", "setitem", "delitem", "float", "int", "index", "complex"),
    *("enter", "exit"),
)
# The special methods whose presence in a student's class decides what a proxy can do.
SPECIAL = (
    *(f"__{name}__" for name in (*SAME_NAME, *ORDER, "and", "or", "eq", "len", "iter", "call", "bool", "hash")),
    *(f"__r{name}__" for name in REFLECTED),
)
OPERATORS: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in (*REFLECTED, *IN_PLACE, *ORDER, "lshift", "rshift", "and_", "or_")},
    **{name: getattr(operator, name) for name in ("xor", "eq", "ne", "neg", "pos", "invert", "index")},
    **{name: getattr(operator, name) for name in ("getitem", "setitem", "delitem", "contains")},
    **{name: getattr(builtins, name) for name in ("len", "iter", "next", "abs", "float", "int", "complex", "bool")},
    **{name: getattr(builtins, name) for name in ("str", "repr", "format", "hash", "round", "reversed", "divmod")},
    "enter": lambda manager: type(manager).__enter__(manager),
    "exit": lambda manager, *error: type(manager).__exit__(manager, *error),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
