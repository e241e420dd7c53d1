# ruff: noqa: ANN401 -- a student's objects can be of any type
"""How the student's process describes an object that has no plain form: a number, and what can be done with it.

The trusted side builds a proxy from the description (see `proxies`). A description is a claim, no proof: it decides
which operations a proxy offers, never a score.
"""

from __future__ import annotations

import builtins
import copy
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from grader.engine.student.server import Server

BINARY = (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "lshift", "rshift", "and_", "or_", "xor"),
    *("eq", "ne", "lt", "le", "gt", "ge"),
)
IN_PLACE = ("iadd", "isub", "imul", "itruediv", "imatmul", "ipow", "ior", "iand")
OPERATORS: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in (*BINARY, *IN_PLACE, "neg", "pos", "invert", "index")},
    **{name: getattr(operator, name) for name in ("getitem", "setitem", "delitem", "contains")},
    **{name: getattr(builtins, name) for name in ("len", "iter", "next", "abs", "float", "int", "complex", "bool")},
    **{name: getattr(builtins, name) for name in ("str", "repr", "format", "hash", "round", "reversed", "divmod")},
    "enter": lambda manager: type(manager).__enter__(manager),
    "exit": lambda manager, *error: type(manager).__exit__(manager, *error),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
# The special methods whose presence decides what a proxy can do.
SPECIAL = tuple(
    f"__{name}__"
    for name in (
        *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "lshift", "rshift", "and", "or", "xor"),
        *("radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow", "rmatmul", "eq", "lt", "le", "gt", "ge"),
        *("iadd", "isub", "imul", "itruediv", "imatmul", "neg", "pos", "invert", "abs", "round", "divmod"),
        *("len", "iter", "next", "reversed", "contains", "getitem", "setitem", "delitem", "call", "bool", "float"),
        *("int", "index", "complex", "enter", "exit", "hash"),
    )
)


def describe(server: Server, value: Any) -> tuple[Any, ...]:
    """Return the description of `value`, keeping `value` alive under its number."""
    if isinstance(value, type):
        return describe_class(server, value)
    if isinstance(value, torch.nn.Module):
        return describe_module(server, value)
    if callable(value) and type(value).__module__ != "__main__":
        name = getattr(value, "__name__", type(value).__name__)
        return ("callable", server.number(value), str(name)[:100], str(getattr(value, "__doc__", None) or "")[:4000])
    return ("object", server.number(value), describe_class(server, type(value)))


def describe_class(server: Server, kind: type) -> tuple[Any, ...]:
    number = server.number(kind)
    if number in server.known_classes:
        return ("known class", number)
    server.known_classes.add(number)
    bases = tuple(describe_class(server, base) for base in kind.__bases__ if base.__module__ == "__main__")
    special = tuple(name for name in SPECIAL if is_defined(kind, name))
    return ("class", number, kind.__name__[:100], bases, root_of(kind), special)


def is_defined(kind: type, name: str) -> bool:
    found = getattr(kind, name, None)
    return found is not None and found is not getattr(object, name, None)


def root_of(kind: type) -> tuple[str, str]:
    """Return what the class descends from, as far as the trusted side knows it too."""
    for base in kind.__mro__:
        if issubclass(base, BaseException) and base.__module__ == "builtins":
            return ("exception", base.__name__)
        if issubclass(base, torch.nn.Module) and base.__module__.startswith("torch.nn."):
            return ("module", base.__name__)
    return ("object", "")


def describe_module(server: Server, module: torch.nn.Module) -> tuple[Any, ...]:
    """Return the module's tree: class, training flag, parameters, buffers, children."""
    number = server.number(module)
    if number in server.graphs.modules:
        return ("known module", number)
    server.graphs.modules[number] = module
    parameters = tuple(
        (name, None if tensor is None else server.graphs.mirror(tensor)) for name, tensor in module._parameters.items()
    )
    buffers = tuple(
        (name, None if tensor is None else server.graphs.mirror(tensor), name not in module._non_persistent_buffers_set)
        for name, tensor in module._buffers.items()
    )
    children = tuple(
        (name, None if child is None else describe_module(server, child)) for name, child in module._modules.items()
    )
    return ("module", number, describe_class(server, type(module)), module.training, parameters, buffers, children)
