"""What the source's solutions import, as this process has it: the student's own import of it is never trusted."""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path
from typing import Any, Final

from grader.engine.names import Target

NOTHING: Final = object()
CHECKS = re.compile(r"assert|allclose|isclose|array_equal|equal|approx")


def find(target: Target) -> Any:
    """Return the module, or its attribute, that an import names; `NOTHING` where this process may not stand for it.

    A module beside the notebook keeps what a solution tells it in the student's process, where it stays.
    """
    try:
        if is_beside(target.module.partition(".")[0]):
            return NOTHING
        module = importlib.import_module(target.module)
        return getattr(module, target.attribute) if target.attribute else module
    except (ImportError, AttributeError, ValueError):
        pass
    try:  # `from package import module`
        return importlib.import_module(f"{target.module}.{target.attribute}")
    except (ImportError, ValueError):
        return NOTHING


def is_irreplaceable(target: Target) -> bool:
    """Return whether nothing of a student's may stand for it in a test: a module, or a function that checks."""
    return not target.attribute or CHECKS.match(target.attribute) is not None


def is_beside(name: str) -> bool:
    """Return whether a module, or package, lies in the folder where the tests run."""
    spec = importlib.util.find_spec(name)
    places = [*(spec.submodule_search_locations or ()), spec.origin] if spec and spec.has_location else []
    return any(Path(place).parent.resolve() == Path.cwd().resolve() for place in places if place)
