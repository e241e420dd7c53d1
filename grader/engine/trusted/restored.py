"""Modules and settings of libraries as they were before a submission, for a worker grades many of them.

Threat: marks that depend on who was graded before. Given code and tests run in this process; what they rebind or take
away in a module, or set in a library, would last. Functions, classes and modules that a module holds by name are put
back, and so are `SETTINGS`; the student's process is new each time.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import operator
import os
import sys
import warnings
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from grader.engine.both.modules import USUAL


class Setting(NamedTuple):
    """Something that a library is told once and then holds: how to read it, and how to put it back."""

    read: Callable[[Any], Any]
    put: Callable[[Any, Any], object]


SETTINGS: dict[str, tuple[Setting, ...]] = {
    "sys": (
        Setting(lambda module: list(module.path), lambda module, was: module.path.__setitem__(slice(None), was)),
        Setting(lambda module: module.getrecursionlimit(), lambda module, was: module.setrecursionlimit(was)),
    ),
    "os": (Setting(lambda module: dict(module.environ), lambda _, was: put_environment(was)),),
    "warnings": (Setting(lambda module: list(module.filters), lambda _, was: put_filters(was)),),
    "numpy": (
        Setting(lambda module: module.geterr(), lambda module, was: module.seterr(**was)),
        Setting(lambda module: module.get_printoptions(), lambda module, was: module.set_printoptions(**was)),
    ),
    "torch": (
        Setting(lambda module: module.get_default_dtype(), lambda module, was: module.set_default_dtype(was)),
        Setting(lambda module: module.is_grad_enabled(), lambda module, was: module.set_grad_enabled(was)),
        Setting(lambda module: module.get_num_threads(), lambda module, was: module.set_num_threads(was)),
        Setting(
            lambda module: module.are_deterministic_algorithms_enabled(),
            lambda module, was: module.use_deterministic_algorithms(was),
        ),
    ),
    "matplotlib": (
        Setting(lambda module: module.rcParams.copy(), lambda module, was: dict.update(module.rcParams, was)),
    ),
}


def put_environment(was: dict[str, str]) -> None:
    for name in os.environ.keys() - was.keys():
        del os.environ[name]
    os.environ.update(was)


def put_filters(was: list[Any]) -> None:
    warnings.resetwarnings()
    warnings.filters[:] = was  # type: ignore[index]  # a list, whatever its stub says


@contextlib.contextmanager
def restored(modules: Collection[str]) -> Iterator[None]:
    """Put modules and settings back at the end.

    Args:
        modules: those that the course's code imports, and names that may be modules. They are imported now, so that
            it is known how they were; all modules in reach in their packages count.
    """
    load(modules)
    packages = USUAL | {name.partition(".")[0] for name in modules}
    near = [module for name, module in sys.modules.copy().items() if package_in_reach(name) in packages]
    before = [(vars(module), dict(vars(module))) for module in near if isinstance(module, ModuleType)]
    settings = [(sys.modules[name], one) for name in SETTINGS if name in sys.modules for one in SETTINGS[name]]
    values = [one.read(module) for module, one in settings]
    try:
        yield
    finally:
        for namespace, was in before:
            put_back(namespace, was)
        for (module, one), value in zip(settings, values, strict=True):
            if one.read(module) != value:
                one.put(module, value)


@functools.cache
def package_in_reach(name: str) -> str:
    """Return the package of a module that code reaches by names meant for it; "" of one that lies deeper."""
    package, *inner = name.split(".")
    is_public = not any(part.startswith("_") for part in (package, *inner))
    return package if is_public and (len(inner) < 2 or inner[-1] == "functional") else ""


def load(modules: Collection[str]) -> None:
    """Import modules that are installed; an assignment's own are forgotten with its folder, and left to the code."""
    for name in sorted(modules - sys.modules.keys()):
        above, _, last = name.rpartition(".")
        if hasattr(sys.modules.get(above), last) or is_own(name.partition(".")[0]):
            continue
        with contextlib.suppress(Exception), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module(name)


def is_own(package: str) -> bool:
    """Return whether a package lies in the folder in which the tests run."""
    return Path(package).exists() or Path(f"{package}.py").exists()


def put_back(namespace: dict[str, Any], was: dict[str, Any]) -> None:
    """Bind again the functions, classes and modules that a module held by name."""
    if len(namespace) == len(was) and all(map(operator.is_, namespace.values(), was.values())):
        return
    for name, value in was.items():
        if namespace.get(name) is not value and (callable(value) or isinstance(value, ModuleType)):
            namespace[name] = value
