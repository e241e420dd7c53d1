"""Tries variants of an assignment on benches, side by side, and remembers what came out."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.check.assignment import Assignment, Cell
from grader.check.trying.store import Store, environment, key
from grader.check.trying.threads import ONE_THREAD

CPU_SECONDS, WALL_SECONDS = 60, 600
SEED = 0


@dataclass(frozen=True)
class Draws:
    """Further draws of a program, in the process that has run it once, for the tests in which luck had a hand.

    Where a program stops at the first loss, they are for the test that it came from.

    Attributes:
        tests: names of the test cells that may be drawn for.
        leave_out: names of solution cells that are not run again.
        seconds: of CPU time, until which they go on; each starts from a seed of its own, 0, 1, 2 and so on.
        few, most: how many there are at least, where none is slow, and at most.
    """

    tests: frozenset[str]
    leave_out: frozenset[str]
    seconds: float
    few: int
    most: int


@dataclass(frozen=True)
class Program:
    """A variant of the notebook.

    Attributes:
        solutions: code of solution cells by name; the other solution cells hold the reference.
        tests: names of the test cells to run; None for all.
        leave_out: names of solution cells that are not run at all.
        seeds: what all randomness starts from, that of generators without a seed included; it runs once with each.
        draws: what is drawn again in the same process, if anything.
        stop: whether to stop at the first test that gives less than its points.
        cpu_seconds: after which it has failed.
        gpu: whether new tensors go to the GPU.
    """

    solutions: Mapping[str, str]
    tests: frozenset[str] | None = None
    leave_out: frozenset[str] = frozenset()
    seeds: tuple[int, ...] = (SEED,)
    draws: Draws | None = None
    stop: bool = False
    cpu_seconds: int = CPU_SECONDS
    gpu: bool = False


@dataclass(frozen=True)
class Mark:
    """What one test gave.

    Attributes:
        points, possible: what it gave, and could have given.
        message, line: what it said, and in which of its lines, where it gave less.
        seconds: of CPU time.
        lucky: whether something had been drawn by its end that the points could depend on.
    """

    points: float
    possible: float
    message: str = ""
    line: int = 0
    seconds: float = 0.0
    lucky: bool = True

    @property
    def lost(self) -> bool:
        return self.points < self.possible


Marks = dict[str, Mark]


class Workbench:
    """Benches for one assignment, started when they are first needed; a context manager that ends them."""

    def __init__(self, assignment: Assignment, store: Store, workers: int) -> None:
        self.assignment, self.store, self.workers = assignment, store, workers
        self.modules = imported_modules(assignment.cells)
        self.environment = environment(self.modules)
        self.files = {name: content.hex() for name, content in assignment.files.items()}
        self.folder = tempfile.TemporaryDirectory(prefix="check-", ignore_cleanup_errors=True)
        self.running: list[subprocess.Popen[str]] = []
        self.idle: queue.SimpleQueue[dict[bool, subprocess.Popen[str]]] = queue.SimpleQueue()  # with and without a GPU
        for _ in range(workers):
            self.idle.put({})

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self.running:
            if kind is not None:
                process.kill()
            process.communicate()
        self.folder.cleanup()

    def marks(self, program: Program) -> Marks:
        """Return the marks of one variant."""
        return next(self.all_marks([program]))

    def all_marks(self, programs: Iterable[Program], told: Callable[[], object] = lambda: None) -> Iterator[Marks]:
        """Yield the marks of each variant in order, calling ``told`` after each; known results are not run again."""
        for first, *_ in self.all_runs(programs, told):
            yield first

    def all_runs(self, programs: Iterable[Program], told: Callable[[], object] = lambda: None) -> Iterator[list[Marks]]:
        """Yield the marks of each variant with each of its seeds, and of each draw, all from one process."""
        with ThreadPoolExecutor(self.workers) as pool:
            for runs in pool.map(self.tried, programs):
                told()
                yield runs

    def tried(self, program: Program) -> list[Marks]:
        request = self.request(program)
        name = self.key(program)
        answer = self.store.get(name)
        if answer is None:
            answer = self.answered(request)
            self.store.put(name, answer)
        possible = {test: points for test, _, points in request["cells"] if points is not None}
        runs = [marks_of(answer["marks"], seed, possible, answer["ended"]) for seed in program.seeds]
        again = {test: possible[test] for test in answer["again"]}
        return runs + [marks_of(answer["drawn"], seed, again, answer["late"]) for seed in answer["seeds"]]

    def key(self, program: Program) -> str:
        """Return what the result of a variant is remembered by: all that it depends on.

        Its time limits are left out. They follow from times measured here, which differ at every start.
        """
        return key("bench", without_limits(self.request(program)), self.environment)

    def request(self, program: Program) -> dict[str, Any]:
        cells = [
            (cell.name, code_of(cell, program.solutions), cell.points if cell.role == "test" else None)
            for cell in self.assignment.cells
            if is_run(cell, program)
        ]
        while cells and cells[-1][2] is None:
            del cells[-1]  # what comes after the last test decides no mark
        return {
            "cells": cells,
            "files": self.files,
            "seeds": program.seeds,
            "draws": as_json(program.draws),
            "stop": program.stop,
            "gpu": program.gpu,
            "cpu_seconds": program.cpu_seconds,
            "wall_seconds": WALL_SECONDS,
        }

    def answered(self, request: dict[str, Any]) -> dict[str, Any]:
        benches = self.idle.get()
        try:
            gpu = request["gpu"]
            process = benches[gpu] = benches.get(gpu) or self.started(gpu)
            say(process, request)
            answer: dict[str, Any] = json.loads(process.stdout.readline()) if process.stdout else {}
        finally:
            self.idle.put(benches)
        return answer

    def started(self, gpu: bool) -> subprocess.Popen[str]:
        own = {"PYTHONHASHSEED": "0", "MPLBACKEND": "agg", "CUDA_VISIBLE_DEVICES": ""}
        process = subprocess.Popen(  # noqa: S603 -- this interpreter, fixed arguments
            [sys.executable, "-W", "ignore", "-c", BOOT, str(Path(__file__).parents[3])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | ONE_THREAD | own,
            cwd=self.assignment.root,
        )
        self.running.append(process)
        folder = tempfile.mkdtemp(dir=self.folder.name)
        say(process, {"modules": self.modules, "folder": folder, "gpu": gpu})
        return process


BOOT = "import sys; sys.path.append(sys.argv[1]); from grader.check.trying import bench; bench.main()"


def marks_of(found: Iterable[Any], seed: int, possible: Mapping[str, float], ended: str) -> Marks:
    """Return what a bench found with one seed; a test that was not reached gave nothing if the process had ended."""
    marks = {test: mark for of, test, *mark in found if of == seed}
    if ended:
        marks = {test: [0.0, f"NotRun: {ended}"] for test in possible} | marks
    return {test: Mark(marks[test][0], points, *marks[test][1:]) for test, points in possible.items() if test in marks}


def as_json(draws: Draws | None) -> dict[str, Any] | None:
    if draws is None:
        return None
    return vars(draws) | {"tests": sorted(draws.tests), "leave_out": sorted(draws.leave_out)}


def without_limits(request: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name not in ("cpu_seconds", "wall_seconds")}


def say(process: subprocess.Popen[str], message: object) -> None:
    """Send a line to a bench."""
    if process.stdin:
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()


def code_of(cell: Cell, solutions: Mapping[str, str]) -> str:
    if cell.role == "solution" and cell.name in solutions:
        return Cell(cell.name, cell.role, solutions[cell.name], 0.0, cell.task).python
    return cell.python


def is_run(cell: Cell, program: Program) -> bool:
    if cell.role == "test":
        return program.tests is None or cell.name in program.tests
    return cell.name not in program.leave_out


def imported_modules(cells: Sequence[Cell]) -> list[str]:
    """Return the modules that the notebook imports, in its order."""
    found: dict[str, None] = {}
    for cell in cells:
        with contextlib.suppress(SyntaxError):
            for node in ast.walk(ast.parse(cell.python)):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module] = None
    return list(found)
