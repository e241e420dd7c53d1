"""Assignments through all proofs, one after the other or side by side."""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader import ways as grader_ways
from grader.check import assignment as assignments
from grader.check import corpus
from grader.check.assignment import Assignment
from grader.check.context import SEEDS, Context, Told
from grader.check.findings import Finding, Proof
from grader.check.proofs import corpora, fairness, flakiness, form, mutants, reference, secrecy, ways
from grader.check.trying.judge import Judge
from grader.check.trying.store import Store
from grader.check.trying.threads import ONE_THREAD, one_thread
from grader.check.trying.workbench import Workbench
from grader.grading.settings import TestRuns

if TYPE_CHECKING:
    from grader.engine.trusted.warm import WarmParent

# The first settles how the others grade. Flakiness and secrecy read what mutants were told, so they come after them.
PROOFS = (ways, reference, corpora, mutants, flakiness, secrecy, form, fairness)


@dataclass(frozen=True)
class Verdict:
    """What all proofs say about an assignment, and which way its tests run."""

    assignment: Assignment
    proofs: tuple[Proof, ...]
    way: str

    @property
    def findings(self) -> list[Finding]:
        return [finding for proof in self.proofs for finding in proof.findings]


def untold(_title: str, _parts: int) -> Told:
    """Begin a step of which nobody is told."""
    return lambda: None


def check(
    root: Path,
    wanted: str,
    step: Callable[[str, int], Told] = untold,
    workers: int = 0,
    parent: WarmParent | None = None,
    seeds: int = SEEDS,
) -> Iterator[Verdict]:
    """Check assignments and yield a verdict on each, in their order.

    Several are checked side by side, each in a process of its own; a single one has its variants tried side by side.

    Args:
        root: folder of the course, where ``wanted`` is a name or empty, for all assignments.
        wanted: name of an assignment in source/, or path of a notebook or folder.
        step: begins a step of so many parts, for progress.
        workers: how many processes there are at most; 0 for one per core.
        parent: of the engine's processes; one for all assignments is started where it is None and needed.
        seeds: with how many seeds the solution is tried where that is cheap; a test that is unfair once in a hundred
            draws needs many.

    Raises:
        GraderError: if there is no such assignment, or it cannot be read.
    """
    found = assignments.find(root, wanted)
    workers = workers or os.cpu_count() or 1
    if parent is None and workers > 1 and len(found) > 1:
        yield from side_by_side(found, step, min(workers, len(found)), seeds)
        return
    with contextlib.ExitStack() as stack:

        @functools.cache
        def shared() -> WarmParent:
            return parent or stack.enter_context(started())

        for assignment in found:
            yield kept_for_grading(tried(assignment, step, workers, shared, seeds))


def side_by_side(
    found: Sequence[Assignment], step: Callable[[str, int], Told], workers: int, seeds: int
) -> Iterator[Verdict]:
    """Yield the verdicts of assignments that are tried in so many processes; a step is all of them."""
    done = step("Assignments", len(found))
    context = multiprocessing.get_context("spawn")  # the progress bar's thread forbids to fork
    with ProcessPoolExecutor(workers, context, initializer=begin) as pool:
        for verdict in pool.map(tried_here, found, itertools.repeat(seeds)):
            done()
            yield kept_for_grading(verdict)


def kept_for_grading(verdict: Verdict) -> Verdict:
    """Let grading know which way the tests of an assignment run; where nothing can be written, it finds out itself."""
    found = verdict.assignment
    if not grader_ways.said(found.source, found.name, TestRuns(config=found.config).ways):
        with contextlib.suppress(OSError):
            grader_ways.keep(found.root, found.name, found.source, verdict.way)
    return verdict


def begin() -> None:
    """Prepare a process that tries assignments: there is one for each core, so each has one thread."""
    os.environ.update(ONE_THREAD)


def tried_here(found: Assignment, seeds: int) -> Verdict:
    """Try one assignment in this process of several, with a parent of the engine's processes that it keeps."""
    return tried(found, untold, 1, kept, seeds)


@functools.cache
def kept() -> WarmParent:
    parent = started()
    atexit.register(parent.close)
    return parent


def started() -> WarmParent:
    from grader.engine.trusted.warm import WarmParent  # here, since where all results are known nothing is started

    return WarmParent()


def tried(
    found: Assignment, step: Callable[[str, int], Told], workers: int, parent: Callable[[], WarmParent], seeds: int
) -> Verdict:
    store = Store(found.root, found.name)
    answers = corpus.read(found.root, found.name)
    with one_thread(), Workbench(found, store, workers) as bench:
        judge = Judge(found, store, bench.environment, parent)
        context = Context(found, answers, bench, judge, store, step, seeds)
        try:
            proofs = tuple(proof.prove(context) for proof in PROOFS)
            return Verdict(found, proofs, judge.way)
        finally:
            store.save()
