"""What a lecture defines, taken from its text twin and not run otherwise: for tests, oracles and benchmarks."""

import ast
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import matplotlib.pyplot as plt

LECTURES = Path(__file__).resolve().parent / "lectures"
KEPT = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


@cache
def lecture(name: str, also: Collection[str] = ()) -> dict[str, Any]:
    """Return what a lecture imports, and every function and class that it defines, none of it called.

    Args:
        name: the lecture, such as ``"17-lenet"``.
        also: names whose assignments are carried out too, such as ``("digits",)``. An assignment counts if it binds
            nothing but such names, and it runs where it stands.

    Raises:
        KeyError: if one of ``also`` is bound nowhere.
    """
    cells = jupytext.read(LECTURES / f"{name}.py", fmt="py:percent").cells
    setup, *others = (cell.source for cell in cells if cell.cell_type == "code")
    names: dict[str, Any] = {"__name__": "lecture"}
    with plt.rc_context():
        exec(setup, names)  # noqa: S102
    for source in others:
        found = [statement for statement in ast.parse(source).body if wanted(statement, also)]
        exec(compile(ast.Module(found, []), name, "exec"), names)  # noqa: S102
    if missing := [one for one in also if one not in names]:
        raise KeyError(f"{name} binds {', '.join(missing)} nowhere by an assignment of its own.")
    return names


def wanted(statement: ast.stmt, also: Collection[str]) -> bool:
    """Return whether a statement defines something, or assigns to names of ``also`` alone."""
    if not isinstance(statement, ast.Assign):
        return isinstance(statement, KEPT)
    bound = [node for target in statement.targets for node in ast.walk(target)]
    bound = [node for node in bound if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))]
    return all(isinstance(node, ast.Name) and node.id in also for node in bound)
