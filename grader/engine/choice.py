"""Which way the tests of an assignment run, where nobody has said: the source itself is tried.

Apart is safer, so it is taken where it makes no difference: where the reference solution and empty answers get the same
marks in both ways, and no test asks the student's process so often that a slow machine would not come to its end.
`grader check` tries more, and says why; what it found is handed in with the job.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass, replace

from grader.engine import apart, cells, together
from grader.engine.job import APART, TOGETHER, Job, Limits, Notebook, Outcome
from grader.engine.trusted.warm import WarmParent

KEPT = 100  # choices
choices: OrderedDict[str, Choice] = OrderedDict()


@dataclass(frozen=True)
class Choice:
    """The way, and the tests that can run apart.

    These give the reference its points in both ways, with few requests, and give none to empty answers.
    """

    way: str
    alike: frozenset[str]


def chosen(job: Job, limits: Limits, parent: WarmParent) -> Choice:
    """Return the choice for a job's source, made once for all its submissions."""
    key = digest(job)
    if key not in choices:
        choices[key] = tried(job, limits, parent)
        if len(choices) > KEPT:
            choices.popitem(last=False)
    return choices[key]


def tried(job: Job, limits: Limits, parent: WarmParent) -> Choice:
    """Grade the reference and empty answers in both ways; what differs once has to differ twice.

    A busy machine can cost a test its time once, and is no reason to give up the safer way for a whole class.
    """
    first = compared(job, limits, parent)
    if first.way == APART:
        return first
    again = compared(job, limits, parent)
    return Choice(again.way, again.alike & first.alike)


def compared(job: Job, limits: Limits, parent: WarmParent) -> Choice:
    differing: set[str] = set()
    solved: dict[str, float] = {}
    for notebook in (emptied(job.source), job.source):
        attempt = replace(job, notebook=notebook)
        solved = points(together.grade(attempt, limits, parent))
        alone = apart.grade(attempt, limits, parent)
        marks = points(alone)
        differing |= {name for name, number in solved.items() if marks.get(name) != number}
        differing |= {name for name, times in alone.asked.items() if times > limits.requests}
    alike = frozenset(name for name, number in solved.items() if number and name not in differing)
    return Choice(TOGETHER if differing else APART, alike)


def points(outcome: Outcome) -> dict[str, float]:
    return {name: score.points for name, score in outcome.scores.items()}


def emptied(source: Notebook) -> Notebook:
    """Return the notebook with nothing in its solution cells."""
    notebook = copy.deepcopy(source)
    for cell in filter(cells.is_solution, notebook["cells"]):
        cell["source"] = ""
    return notebook


def digest(job: Job) -> str:
    """Return a hash of what the choice depends on."""
    marks = [[cells.text_of(cell), cell["metadata"].get("nbgrader")] for cell in job.source["cells"]]
    return hashlib.sha256(json.dumps([marks, sorted(job.files), job.seed]).encode()).hexdigest()
