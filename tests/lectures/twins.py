"""What a lecture defines, taken from its text twin, so that its formulas can be held against oracles."""

import ast
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import matplotlib.pyplot as plt

LECTURES = Path(__file__).resolve().parents[2] / "authoring" / "lectures"
KEPT = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


@cache
def lecture(name: str) -> dict[str, Any]:
    """Return what a lecture imports, and every function and class that it defines, none of it called."""
    cells = jupytext.read(LECTURES / f"{name}.py", fmt="py:percent").cells
    setup, *others = (cell.source for cell in cells if cell.cell_type == "code")
    names: dict[str, Any] = {"__name__": "lecture"}
    with plt.rc_context():
        exec(setup, names)  # noqa: S102
    for source in others:
        found = [statement for statement in ast.parse(source).body if isinstance(statement, KEPT)]
        exec(compile(ast.Module(found, []), name, "exec"), names)  # noqa: S102
    return names
