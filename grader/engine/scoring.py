"""What a test cell runs with, and what it gives: the value of its last expression, and the points for that.

The grade and the check of an assignment both come from here, so that they cannot disagree. Nothing slow is imported.
"""

from __future__ import annotations

from typing import Any

from grader.engine.compiled import compiled
from grader.engine.job import Score

LARGE = 10**300  # an integer that no float can hold cannot be written as one


class NoShell:
    """Stands for IPython's shell, and for `display`: what only sets the scene does nothing here."""

    def __getattr__(self, name: str) -> NoShell:
        return self

    def __call__(self, *arguments: object, **options: object) -> None:  # noqa: ARG002
        return None


def run_to_last(code: str, file: str, namespace: dict[str, Any]) -> object:
    """Run a cell and return the value of its last expression, None where it ends in a statement.

    Args:
        code: plain Python, the instructor's own.
        file: what tracebacks name as the file.
        namespace: the globals it runs with, and changes.
    """
    statements, last = compiled(code, file)
    exec(statements, namespace)  # noqa: S102 -- the instructor's own code
    return eval(last, namespace)  # noqa: S307


def score_of(value: object, max_points: float) -> Score:
    """Return full points, or the part of them that a number at the end of the cell says.

    A number of NumPy's or PyTorch's, or an array or tensor of one without axes, counts as the number it holds.
    """
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return Score(float(max_points), max_points, "passed")
    if not 0 <= value <= max_points:  # which is so of no number that is not finite
        shown = f"{value:g}" if isinstance(value, float) or abs(value) < LARGE else "far too many"
        message = f"InvalidScore: the test gave {shown} points; it can give 0 to {max_points:g}"
        return Score(0.0, max_points, "invalid", message)
    return Score(float(value), max_points, "partial")
