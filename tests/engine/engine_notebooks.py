"""Small notebooks for the tests of the engine."""

from typing import Any

from grader.engine.execute import execute
from grader.engine.job import APART, Job, Limits, Outcome, Score
from grader.engine.trusted.warm import WarmParent

IMPORTS = "import numpy as np\nimport torch\nimport matplotlib.pyplot as plt\nfrom torch import nn"
QUICK = Limits(cell_seconds=60, call_seconds=60, submission_seconds=400)


def cell(source: str, grade_id: str | None = None, **flags: Any) -> dict[str, Any]:
    mark = {"grade": False, "solution": False, "locked": False, "points": 1, "schema_version": 3, "task": False}
    metadata = {} if grade_id is None else {"nbgrader": mark | flags | {"grade_id": grade_id}}
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [], "execution_count": None}


def given(source: str, grade_id: str = "given") -> dict[str, Any]:
    return cell(source, grade_id, locked=True)


def solution(source: str, grade_id: str = "solution") -> dict[str, Any]:
    return cell(source, grade_id, solution=True)


def check(source: str, grade_id: str = "check", points: float = 1) -> dict[str, Any]:
    return cell(source, grade_id, grade=True, locked=True, points=points)


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}


def job(reference: str, submitted: str, *checks: str, **files: bytes) -> Job:
    """Return a job with one given cell of imports, one solution cell and some test cells `t0`, `t1`, ..."""
    tests = [check(source, f"t{number}") for number, source in enumerate(checks)]
    source = notebook(given(IMPORTS), solution(reference), *tests)
    return Job(notebook(given(IMPORTS), solution(submitted), *tests), source, files, way=APART)


def grade(parent: WarmParent, reference: str, submitted: str, *checks: str, limits: Limits = QUICK) -> Outcome:
    return execute(job(reference, submitted, *checks), limits, parent)


def reasons(outcome: Outcome) -> list[str]:
    return [score.reason for score in outcome.scores.values()]


def only(outcome: Outcome) -> Score:
    (score,) = outcome.scores.values()
    return score
