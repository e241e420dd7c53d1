"""Grades one submission: the way in, for jobs whose tests run apart and for those whose tests run together.

`execute` is a pure function of its arguments: it reads no file and no database and writes none.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from grader.engine import apart, choice, together
from grader.engine.job import APART, Job, Limits, Outcome
from grader.engine.trusted.warm import WarmParent, WarmParentError

# Tests redirect standard output and set seeds, which belong to the whole process: one submission at a time in each.
ONE_AT_A_TIME = threading.Lock()


own_parent: list[WarmParent] = []  # this process's warm parent, if it has one; it ends with this process


def adopt(parent: WarmParent) -> None:
    """Make a warm parent that somebody else started this process's own."""
    own_parent[:] = [parent]


def warm_parent() -> WarmParent:
    """Return this process's warm parent, started if there is none."""
    if not own_parent:
        adopt(WarmParent())
    return own_parent[0]


def execute(job: Job, limits: Limits | None = None, parent: WarmParent | None = None) -> Outcome:
    """Grade one submission.

    Args:
        job: the rebuilt notebook, the instructor's source and the data files.
        limits: what the submission may use.
        parent: a warm parent to fork from; this process's own when None.

    Returns:
        The executed notebook, the score of each test cell, the lock-down layers and a log.

    Raises:
        WarmParentError: when no student's process can be started at all.
    """
    with ONE_AT_A_TIME:
        if parent is not None:
            return grade(job, limits or Limits(), parent)
        try:
            return grade(job, limits or Limits(), warm_parent())
        except WarmParentError:  # somebody ended it; a new one takes over, once
            own_parent.clear()
            return grade(job, limits or Limits(), warm_parent())


def one_way(job: Job, limits: Limits, parent: WarmParent) -> Outcome:
    """Grade one submission the way that its job names, and no other to compare with. Raises as `execute` does."""
    with ONE_AT_A_TIME:
        return apart.grade(job, limits, parent) if job.way == APART else together.grade(job, limits, parent)


def grade(job: Job, limits: Limits, parent: WarmParent) -> Outcome:
    if job.way == APART:
        return apart.grade(job, limits, parent)
    choices = choice.chosen(job, limits, parent)
    if not job.way and choices.way == APART:
        return apart.grade(job, limits, parent)
    outcome = together.grade(job, limits, parent)
    return replace(outcome, doubts=doubts(job, outcome, choices.alike, limits, parent))


def doubts(job: Job, outcome: Outcome, alike: frozenset[str], limits: Limits, parent: WarmParent) -> dict[str, float]:
    """Return, for tests that can run apart and got more together, the points that they get apart."""
    gained = {name for name, score in outcome.scores.items() if score.points > 0 and name in alike}
    if not gained:
        return {}
    alone = choice.points(apart.grade(job, limits, parent))
    return {
        name: alone.get(name, 0.0)
        for name, score in outcome.scores.items()
        if name in gained and alone.get(name, 0.0) < score.points
    }
