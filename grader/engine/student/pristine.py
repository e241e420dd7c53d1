"""Built-ins and modules as they were before the student's first cell, put back before each cell of the course's.

Threat: where tests share the interpreter with the student's code, a cell that replaces `numpy.allclose`, `abs` or the
module `numpy` itself makes them pass. Functions, classes and modules are put back wherever a module holds them by name;
what they hold inside is not looked at. This makes such an attack harder, not impossible: whoever finds these objects
can change them too.
"""

from __future__ import annotations

import builtins
import itertools
import operator
import sys
import warnings
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, NamedTuple

from grader.engine.both.modules import USUAL

SHADOWED = frozenset(name for name in vars(builtins) if not name.startswith("__"))


class Row(NamedTuple):
    """A module, and what it held: functions, classes and modules by name, and its names that are built-ins' too."""

    module: ModuleType
    namespace: dict[str, Any]
    names: tuple[str, ...]
    values: tuple[Any, ...]
    size: int
    shadowing: frozenset[str]


class Pristine:
    """What is put back; made in the warm parent, so that it costs a student's process little.

    To look at an object copies its page of memory after a fork, so only what tests use is looked at, and of modules
    only those that are new.
    """

    def __init__(self) -> None:
        self.packages: dict[str, dict[str, Row]] = {}
        self.count = 0  # of modules that were looked at
        self.learn()

    def learn(self) -> bool:
        """Take modules that are new for the course's own; return whether there are any."""
        new = list(itertools.islice(reversed(sys.modules.items()), max(0, len(sys.modules) - self.count)))
        self.count = len(sys.modules)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is deprecated and only looked at
            for name, module in new:
                if is_near(name) and isinstance(module, ModuleType):
                    self.packages.setdefault(name.partition(".")[0], {})[name] = row_of(module)
        return bool(new)

    def accept(self, names: Iterable[str]) -> None:
        """Take these modules as they are now."""
        for name in names:
            rows = self.packages.get(name.partition(".")[0], {})
            if name in rows:
                rows[name] = row_of(sys.modules[name])

    def restorer(self, exempt: frozenset[str], packages: frozenset[str]) -> Callable[[], None]:
        """Return what puts modules back, and asks no name that student code could replace.

        Args:
            exempt: attributes that stay as they are.
            packages: whose modules are put back, beside the usual ones of Python itself.
        """
        rows = [row for package in packages | USUAL for row in self.packages.get(package, {}).items()]
        modules, finders, shadowed, seen = sys.modules, sys.meta_path, SHADOWED, [len(sys.modules)]
        every, each, same, pairs, length, everything = all, map, operator.is_, zip, len, list
        attribute, kind, backwards, first = getattr, type, reversed, itertools.islice

        def restore() -> None:
            if length(modules) > seen[0]:
                for name, thing in everything(first(backwards(modules.items()), length(modules) - seen[0])):
                    if attribute(kind(thing), "__module__", "") == "__main__":
                        del modules[name]
                seen[0] = length(modules)
            finders[:] = [finder for finder in finders if attribute(finder, "__module__", "") != "__main__"]
            for name, (module, namespace, names, values, size, shadowing) in rows:
                if modules.get(name) is not module:
                    modules[name] = module
                if not every(each(same, each(namespace.get, names), values)):
                    namespace.update((name, value) for name, value in pairs(names, values) if name not in exempt)
                if length(namespace) > size:
                    for new in shadowed & namespace.keys() - shadowing - exempt:
                        del namespace[new]

        return restore


def is_near(name: str) -> bool:
    """Return whether a module is one that tests use: near the top of its package, or what those are made of."""
    top, *inner = name.split(".")
    near = len(inner) < 2 or top in ("numpy", "unittest") or "testing" in inner or inner[-1] == "functional"
    return near and name != "__main__"


def row_of(module: ModuleType) -> Row:
    namespace = vars(module)
    kept = [(name, value) for name, value in namespace.items() if callable(value) or isinstance(value, ModuleType)]
    names, values = zip(*kept, strict=True) if kept else ((), ())
    return Row(module, namespace, names, values, len(namespace), frozenset(namespace) & SHADOWED)


def is_librarys(value: Any) -> bool:
    """Return whether a value is a module, or a function or class that a module holds under its name."""
    if isinstance(value, ModuleType):
        return sys.modules.get(value.__name__) is value
    holder = sys.modules.get(str(getattr(value, "__module__", None)))
    name = str(getattr(value, "__name__", ""))
    return isinstance(holder, ModuleType) and holder.__name__ != "__main__" and vars(holder).get(name) is value
