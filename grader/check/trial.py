"""One assignment through all proofs."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.check import assignment as assignments
from grader.check import corpus
from grader.check.assignment import Assignment
from grader.check.context import SEEDS, Context, Told
from grader.check.findings import Finding, Proof
from grader.check.proofs import corpora, flakiness, form, mutants, reference, secrecy, splittability
from grader.check.trying.judge import Judge
from grader.check.trying.store import Store
from grader.check.trying.workbench import Workbench

if TYPE_CHECKING:
    from grader.engine.trusted.warm import WarmParent

# Secrecy reads what the mutants were told, so it comes after them.
PROOFS = (reference, corpora, mutants, flakiness, secrecy, splittability, form)


@dataclass(frozen=True)
class Verdict:
    """What all proofs say about an assignment."""

    assignment: Assignment
    proofs: tuple[Proof, ...]

    @property
    def findings(self) -> list[Finding]:
        return [finding for proof in self.proofs for finding in proof.findings]


def check(
    root: Path,
    wanted: str,
    step: Callable[[str, int], Told] = lambda _title, _parts: lambda: None,
    workers: int = 0,
    parent: WarmParent | None = None,
    seeds: int = SEEDS,
) -> Iterator[Verdict]:
    """Check assignments and yield a verdict on each.

    Args:
        root: folder of the course, where ``wanted`` is a name or empty, for all assignments.
        wanted: name of an assignment in source/, or path of a notebook or folder.
        step: begins a step of so many parts, for progress.
        workers: how many variants are tried side by side; 0 for one per core.
        parent: of the engine's processes; one for all assignments is started where it is None and needed.
        seeds: with how many seeds every answer is tried; a test that is unfair once in a hundred draws needs many.

    Raises:
        GraderError: if there is no such assignment, or it cannot be read.
    """
    with contextlib.ExitStack() as stack:

        @functools.cache
        def shared() -> WarmParent:
            return parent or stack.enter_context(started())

        for found in assignments.find(root, wanted):
            yield tried(found, step, workers or os.cpu_count() or 1, shared, seeds)


def started() -> WarmParent:
    from grader.engine.trusted.warm import WarmParent  # here, since where all results are known nothing is started

    return WarmParent()


def tried(
    found: Assignment, step: Callable[[str, int], Told], workers: int, parent: Callable[[], WarmParent], seeds: int
) -> Verdict:
    store = Store(found.root, found.name)
    answers = corpus.read(found.root, found.name)
    with Workbench(found, store, workers) as bench:
        judge = Judge(found, store, bench.environment, parent)
        context = Context(found, answers, bench, judge, store, step, seeds)
        try:
            return Verdict(found, tuple(proof.prove(context) for proof in PROOFS))
        finally:
            store.save()
