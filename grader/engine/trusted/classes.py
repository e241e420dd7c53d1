"""A student's class, seen from a test: a class of the same name, with the same place among exceptions and modules.

Threat: a description that claims anything. What it decides is which operations a proxy offers, never a score.
"""

from __future__ import annotations

import builtins
from typing import Any

from grader.engine.trusted import modules
from grader.engine.trusted.line import Line
from grader.engine.trusted.proxies import StudentClass, StudentError, StudentObject, special_methods


def build(
    line: Line,
    number: int,
    name: str,
    bases: tuple[type, ...],
    root: tuple[str, str],
    special: tuple[str, ...],
    given: type | None,
) -> StudentClass:
    """Build the proxy class of a class of the student's.

    Args:
        line: leads to the student's process.
        number: the class's number there.
        name: its name.
        bases: the proxy classes of those of its bases that are the student's too.
        root: what it descends from otherwise: "exception", "module" or "object", and which.
        special: the special methods that it has.
        given: the class of that name that given code defines, which `isinstance` takes the objects for.
    """
    space = {
        **special_methods(special),
        "__module__": "student",
        "_line": line,
        "_number": number,
        "_special": frozenset(special),
    }
    if given is not None and root[0] == "object":
        space["__class__"] = property(lambda self: given)  # noqa: ARG005
    if root[0] == "module":
        space.pop("__bool__", None)  # every module is true
    roots = root_classes(*root)
    try:
        return StudentClass(name, bases or roots, space)
    except TypeError:  # bases whose order contradicts the root's: keep the root
        return StudentClass(name, roots, space)


def root_classes(family: str, name: str) -> tuple[type, ...]:
    if family == "exception":
        base = exception_class((name,))
        return (StudentError,) if base is StudentError else (StudentError, base)
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
