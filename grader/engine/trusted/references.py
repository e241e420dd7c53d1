# ruff: noqa: ANN401 -- what travels can be of any type
"""What has no plain form, trusted end: how a test's objects are described, and what a student's description becomes.

Threat: a description that claims anything. Each is checked before a proxy is made of it, and one that does not fit is
a `CodecError`. Functions and classes that exist on both sides travel by name, from the trusted side only.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from grader.engine.trusted import graphs, modules, optimizers, own_modules
from grader.engine.trusted.proxies import StudentCallable, StudentClass, StudentError, StudentObject, special_methods
from grader.engine.wire.codec import CodecError

if TYPE_CHECKING:
    from grader.engine.trusted.session import Lent, Session

SHARED_ROOTS = (
    "builtins",
    "math",
    "operator",
    "numpy",
    "torch",
    "scipy",
    "sklearn",
    "statistics",
    "itertools",
    "helpers",
)


def describe(session: Session, value: Any) -> Any:
    """Return the description of an object of the test; raises `TypeError` where it may not travel."""
    if isinstance(value, (StudentCallable, StudentObject, modules.StudentModule)):
        return ("object", value.__dict__["_number"])
    if isinstance(value, StudentClass) and "_number" in value.__dict__:
        return ("object", value._number)
    if (shared := shared_name(value)) is not None:
        return ("global", *shared)
    if (generator := session.random.describe(value)) is not None:
        return generator
    if isinstance(value, torch.optim.Optimizer):
        return optimizers.describe(lent_number(session, value), value)
    if isinstance(value, optimizers.LRScheduler):
        return optimizers.describe_schedule(lent_number(session, value), value)
    if isinstance(value, torch.nn.Module) and own_modules.can_travel(value):
        return own_modules.describe(lent_number(session, value), value)
    if callable(value):
        return ("function", hand_over(session, value), getattr(value, "__name__", "function"))
    if isinstance(value, Iterator):
        return ("iterator", hand_over(session, value))
    raise TypeError(f"an object of type {type(value).__name__} stays with the test")


def shared_name(value: Any) -> tuple[str, str] | None:
    """Return module and name of a function or class that the student's process has too."""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    module = getattr(value, "__module__", None) or ("numpy" if isinstance(value, np.ufunc) else None)
    if not isinstance(name, str) or not isinstance(module, str) or module.split(".")[0] not in SHARED_ROOTS:
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return (module, name) if found is value else None


def lent_number(session: Session, value: Lent) -> int:
    number = next((number for number, one in session.lent.items() if one is value), next(session.counter))
    session.lent[number] = value
    return number


def hand_over(session: Session, value: Any) -> int:
    number = next(session.counter)
    session.functions[number] = value
    return number


def resolve(session: Session, description: Any) -> Any:
    """Return the proxy, or the test's own object, that a description stands for.

    Raises:
        CodecError: where the description does not fit.
    """
    try:
        kind, *rest = description
        return RESOLVERS[kind](session, *rest)
    except (LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        raise CodecError(f"a description that does not fit: {error}") from None


def resolve_callable(session: Session, number: int, name: str, doc: str) -> StudentCallable:
    session.hold(number)
    return StudentCallable(session, int(number), str(name), str(doc))


def resolve_object(session: Session, number: int, kind: Any) -> Any:
    kind = resolve(session, kind)
    session.hold(number)
    proxy = kind.__new__(kind)
    proxy.__dict__.update(_session=session, _number=int(number))
    return proxy


def resolve_class(session: Session, number: int, name: str, bases: tuple[Any, ...], root: Any, special: Any) -> Any:
    if type(name) is not str or type(number) is not int or number in session.classes:
        raise CodecError("a malformed class")
    space = {
        **special_methods(tuple(special)),
        "__module__": "student",
        "_session": session,
        "_number": number,
        "_special": frozenset(special),
        "_asked_for": name in session.asked_for,
    }
    bases = tuple(resolve(session, base) for base in bases)
    roots = root_classes(root)
    if root[0] == "module":
        space.pop("__bool__", None)  # every module is true
    try:
        kind = StudentClass(name, (*bases, *(one for one in roots if not bases)), space)
    except TypeError:  # bases whose order contradicts the root's: keep the root
        kind = StudentClass(name, roots, space)
    session.classes[number] = kind
    return kind


def root_classes(root: Any) -> tuple[type, ...]:
    family, name = root
    if family == "exception":
        return (StudentError,) if (base := exception_class((name,))) is StudentError else (StudentError, base)
    if family == "module":
        known = modules.library_class(name)
        return (modules.StudentModule, known) if known else (modules.StudentModule,)
    return (StudentObject,)


def exception_class(names: Any) -> type[BaseException]:
    """Return the first built-in `Exception` among the names of an exception's classes, else `StudentError`."""
    for name in names:
        found = getattr(builtins, str(name), None)
        if isinstance(found, type) and issubclass(found, Exception) and found is not Exception:
            return found
    return StudentError


def resolve_module(session: Session, number: int, kind: Any, training: bool, *parts: Any) -> Any:
    parameters, buffers, children = (
        [(name, None if part is None else resolve(session, part), *rest) for name, part, *rest in group]
        for group in parts
    )
    kind = resolve(session, kind)
    module = modules.build(session, kind, number, training is True, (parameters, buffers, children))
    session.graphs.add_module(number, module, (*parameters, *((name, tensor) for name, tensor, _ in buffers)))
    return module


def resolve_own(session: Session, number: int) -> Any:
    """Return the tensor, module or function that the test handed over."""
    handed_over: tuple[Mapping[int, Any], ...] = (session.graphs.tokens, session.lent, session.functions)
    (found,) = (known[number] for known in handed_over if number in known)
    return found


def resolve_result(session: Session, number: int, value: torch.Tensor, leaves: tuple[Any, ...]) -> Any:
    return graphs.result(session, number, value, [resolve(session, leaf) for leaf in leaves])


RESOLVERS: dict[str, Callable[..., Any]] = {
    "callable": resolve_callable,
    "object": resolve_object,
    "class": resolve_class,
    "known class": lambda session, number: session.classes[number],
    "module": resolve_module,
    "known module": lambda session, number: session.graphs.modules[number],
    "mirrored": lambda session, *described: session.graphs.mirror(*described),
    "known": lambda session, number: session.graphs.mirrored[number],
    "yours": resolve_own,
    "result": resolve_result,
}
