"""Which modules a notebook of the course's imports, by its text."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable
from typing import Any

from grader.engine import cells
from grader.engine.job import Notebook


def modules(code: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Return the modules that cells import, and what they import from them: it may be a module, too."""
    return frozenset[str]().union(*(modules_of(cells.text_of(cell)) for cell in code if cell["cell_type"] == "code"))


def modules_of_tests(source: Notebook) -> frozenset[str]:
    """Return, as `modules` does, what given code and tests import."""
    return modules(cell for cell in source["cells"] if not cells.is_solution(cell))


def packages(source: Notebook) -> frozenset[str]:
    """Return the packages that a notebook's cells import, with those that `helpers` shows, and NumPy."""
    found = {name.partition(".")[0] for name in modules(source["cells"])} | {"numpy"}
    return frozenset(found | ({"torch", "matplotlib"} if "helpers" in found else set()))


@functools.lru_cache(maxsize=1000)
def modules_of(text: str) -> frozenset[str]:
    """Return what a cell imports, by its whole name; nothing where it is no valid code."""
    try:
        nodes = list(ast.walk(ast.parse(cells.plain_python(text))))
    except (SyntaxError, ValueError):
        return frozenset()
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    origins = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level]
    names.update(str(node.module) for node in origins)
    return frozenset(names | {f"{node.module}.{alias.name}" for node in origins for alias in node.names})
