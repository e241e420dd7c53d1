"""The bench: a process that tries variants of an assignment, each in a fork of its own, as one plain Python program.

It has imported what the notebook imports, and what the first variants imported as they ran (with its first optimizer,
torch loads a good part of itself), so that a variant takes milliseconds; but no large package that only an answer of
the corpus imports, since every fork after it would take twice as long. What it runs is the author's own code with one
line changed, which can still loop, fill memory or delete files: each fork gives up what the engine's lock-down takes,
and works in an empty folder of its own. Most of that the bench gives up once for all of them, since it takes as long
as a short variant does.

One request per line on standard input, one answer per line on standard output, both JSON. Of the course the process
imports little, and nothing that is slow.
"""

from __future__ import annotations

import contextlib
import dis
import functools
import gc
import importlib
import json
import linecache
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

from grader.check.trying import pages
from grader.engine.compiled import compiled
from grader.engine.draws import Draws
from grader.engine.scoring import NoShell, run_to_last, score_of
from grader.engine.student import lockdown

MEMORY, FILE = 4 << 30, 100 << 20
DAY = 24 * 3600  # CPU seconds, which no bench takes
LARGE = 100  # modules of one package
SLOW = 0.05  # CPU seconds of a draw
CPU_ENDED = (signal.SIGXCPU, signal.SIGKILL)
READING = (
    "LOAD_GLOBAL",
    "LOAD_NAME",
    "LOAD_FROM_DICT_OR_GLOBALS",
)  # of a function or class; attributes have other steps
NOTHING = object()
asked: set[str] = set()  # what was imported since the start, or could not be


def main() -> None:
    """Import what the first line names, and lock, then answer requests until standard input closes."""
    start = json.loads(sys.stdin.readline())
    warm(start["modules"])
    folder = Path(start["folder"])
    live_in(folder)
    with tempfile.TemporaryFile(dir=folder) as told:
        if not start["gpu"]:
            packages = [Path(place) for place in (*sys.path, sys.prefix, sys.base_prefix) if place]
            lockdown.lock_for_forks(lockdown.Allowance(folder, packages, MEMORY, FILE, DAY))
        for number, line in enumerate(sys.stdin):
            answer = tried(json.loads(line), folder / str(number), told.fileno())
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


def live_in(folder: Path) -> None:
    """Let packages keep their files there, the only place that can be written to; some make a folder when imported."""
    for name in ("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR", "XDG_CACHE_HOME"):
        os.environ[name] = str(folder)
    tempfile.tempdir = None


def warm(modules: list[str]) -> None:
    """Import what the notebook will; what cannot be imported is the notebook's to report."""
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the forks then do not touch, and copy, these pages when they collect garbage
    pages.enlarge()


def worth_having(imported: Iterable[str]) -> list[str]:
    """Return the modules that variants imported, without those of a large package that the notebook does without."""
    imported = list(imported)
    sizes = Counter(name.partition(".")[0] for name in imported)
    large = {package for package, size in sizes.items() if size > LARGE and package not in sys.modules}
    return [name for name in imported if name.partition(".")[0] not in large]


def tried(request: dict[str, Any], folder: Path, told: int) -> dict[str, Any]:
    """Run one program in a fork, and draw again there where the request asks for it.

    Args:
        request: what to run, see `workbench.Workbench.request`.
        folder: to make for the fork, and to remove.
        told: a file for what the fork finds out.

    Returns:
        The marks of its tests, by seed, and why it ended early, if it did; the tests that were drawn for again, each
        seed of those draws and their marks, and why those ended early ("again", "seeds", "drawn", "late").
    """
    for name, code, _ in request["cells"]:  # once for all forks, since variants are alike but for one cell
        with contextlib.suppress(Exception):  # which the fork meets again, and answers
            compiled(code, f"<{name}>")
            names_read(code, f"<{name}>")
    folder.mkdir()
    os.ftruncate(told, 0)
    os.lseek(told, 0, os.SEEK_SET)
    child = os.fork()
    if child == 0:
        run_and_exit(request, folder, told)
    status = os.waitpid(child, 0)[1]
    lines = os.pread(told, os.fstat(told).st_size, 0).splitlines(keepends=True)
    shutil.rmtree(folder, ignore_errors=True)
    found = [json.loads(line) for line in lines if line.endswith(b"\n")]
    return answer_of([(kind, what) for line in found for kind, what in line.items()], how(status))


def answer_of(told: list[tuple[str, Any]], ending: str) -> dict[str, Any]:
    """Return the answer for what a fork told, and import what it did."""
    kinds = ("mark", "again", "seed", "drawn", "imported")
    marks, again, seeds, drawn, imported = ([what for kind, what in told if kind == each] for each in kinds)
    if new := [name for names in imported for name in names if name not in asked]:
        asked.update(new)
        warm(worth_having(new))
    early = "" if imported else ending
    ended, late = ("", early) if again else (early, "")
    tests = [test for each in again for test in each]
    return {"marks": marks, "ended": ended, "again": tests, "seeds": seeds, "drawn": drawn, "late": late}


def how(status: int) -> str:
    """Return in words why a fork ended before its end."""
    if not os.WIFSIGNALED(status):
        return "it ended its process"
    number = os.WTERMSIG(status)
    if number in CPU_ENDED or number == signal.SIGALRM:
        return "it did not end in time"
    return f"it ended by {signal.Signals(number).name}"


def run_and_exit(request: dict[str, Any], folder: Path, told: int) -> None:
    """Be the fork: give powers up, run, and leave without the clean-up that belongs to the bench."""
    code, before = 1, len(sys.modules)
    try:
        enter(request, folder)
        for kind, what in tell(request):
            os.write(told, json.dumps({kind: what}).encode() + b"\n")
        new = [*sys.modules][before:] if len(sys.modules) > before else []  # they stand in the order of import
        os.write(told, json.dumps({"imported": new}).encode() + b"\n")
        code = 0
    finally:
        os._exit(code)


def enter(request: dict[str, Any], folder: Path) -> None:
    lockdown.die_with_parent(signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.chdir(folder)
    for name, text in request["files"].items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(bytes.fromhex(text))
    live_in(folder)
    if request["gpu"]:
        on_gpu()
    else:
        lockdown.lock_fork(request["cpu_seconds"])
    signal.alarm(request["wall_seconds"])


def on_gpu() -> None:
    """Make the GPU the place where new tensors go."""
    os.environ.pop("CUDA_VISIBLE_DEVICES", None)
    importlib.import_module("torch").set_default_device("cuda")


def tell(request: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what a fork finds out: the marks with each seed, and those of further draws."""
    for name, code, _ in request["cells"]:
        show_source(code, f"<{name}>")
    marks, quiet = [], set[str]()
    for seed in request["seeds"]:
        for mark in marks_of(request["cells"], seed, quiet, stop=request["stop"], look=len(request["seeds"]) == 1):
            marks.append(mark)
            yield "mark", [seed, *mark]
    draws = request["draws"]
    if not draws or not (again := drawn_for(request, marks)):
        return
    yield "again", again
    cells = [
        (name, code, points)
        for name, code, points in request["cells"]
        if name in again or (points is None and name not in draws["leave_out"])
    ]
    for seed in afforded(draws, request["cpu_seconds"] / 2):
        yield "seed", seed
        yield from (("drawn", [seed, *mark]) for mark in marks_of(cells, seed, quiet))


def drawn_for(request: dict[str, Any], marks: list[list[Any]]) -> list[str]:
    """Return the tests in which luck had a hand: all of them, or the one that lost points and so ended the run."""
    possible = {name: points for name, _, points in request["cells"]}
    if request["stop"]:
        marks = [[name, points, *more] for name, points, *more in marks[-1:] if points < possible[name]]
    return [name for name, *_, lucky in marks if lucky and name in request["draws"]["tests"]]


def afforded(draws: dict[str, Any], limit: float) -> Iterator[int]:
    """Yield the seeds of as many draws as their CPU seconds afford; at least a few, and half as many of slow ones.

    None begins beyond the limit, so that a fork which ends by its own limit has met a draw without an end.
    """
    begun = time.process_time()
    for seed in range(draws["most"]):
        taken = time.process_time() - begun
        few = max(2, draws["few"] / 2) if taken > SLOW * seed else draws["few"]
        if begun + taken > limit or (seed >= few and taken >= draws["seconds"]):
            return
        yield seed


def marks_of(
    cells: Iterable[tuple[str, str, float | None]],
    seed: int,
    quiet: set[str],
    *,
    stop: bool = False,
    look: bool = False,
) -> Iterator[list[Any]]:
    """Yield name, points, message, line, CPU seconds, and whether luck had a hand in it, for each test.

    Luck has where a cell drew from what it did not seed, or read a name that such a cell had bound; where nobody asks
    for a look, the answer is no, since the look takes longer than many a cell. Errors of other cells show in the tests
    alone. Cells in which luck had no hand are put among the quiet ones, for which nothing is seeded after that.
    """
    namespace: dict[str, Any] = {"__name__": "__main__", "get_ipython": NoShell, "display": NoShell()}
    lucky: set[str] = set()
    with Draws(str(seed)) as draws:
        for name, code, points in cells:
            if name not in quiet:
                draws.begin(name)
            before, bound = (draws.states(), dict(namespace)) if look else ({}, {})
            begun = time.process_time()
            mark = mark_of(code, f"<{name}>", points, namespace)
            seconds = time.process_time() - begun
            if luck := look and (draws.drew(before) or not lucky.isdisjoint(names_read(code, f"<{name}>"))):
                lucky |= {each for each, value in namespace.items() if bound.get(each, NOTHING) is not value}
            elif look:
                quiet.add(name)
            if points is not None:
                yield [name, *mark, seconds, luck]
                if stop and (mark[0] or 0) < points:
                    return


def mark_of(code: str, file: str, points: float | None, namespace: dict[str, Any]) -> tuple[float | None, str, int]:
    """Run a cell and return its points, where it can give any, its message and line."""
    try:
        value = run_to_last(code, file, namespace)
        return (None, "", 0) if points is None else earned(value, points)
    except BaseException as error:
        return 0.0, f"{type(error).__name__}: {error}"[:4000], line_of(error, file)


@functools.lru_cache(maxsize=1000)
def names_read(code: str, file: str) -> frozenset[str]:
    """Return the names that a cell reads and has not bound itself before, as far as the order of its lines tells."""
    try:
        parts = compiled(code, file)
    except SyntaxError:
        return frozenset()
    steps = [
        step for part in parts for step in dis.get_instructions(part) if step.opname in ("LOAD_NAME", "STORE_NAME")
    ]
    first: dict[str, str] = {}
    for step in steps:
        first.setdefault(step.argval, step.opname)
    inner = {
        step.argval
        for part in parts
        for within in nested(part)
        for step in dis.get_instructions(within)
        if step.opname in READING
    }
    return frozenset(name for name in first.keys() | inner if first.get(name) != "STORE_NAME")


def nested(code: CodeType) -> Iterator[CodeType]:
    """Yield the functions and classes within code, and what is within those."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from nested(each)


def earned(value: object, points: float) -> tuple[float, str, int]:
    """Return points, message and line for the value that a test ended with."""
    score = score_of(value, points)
    return score.points, score.message, 0


def show_source(code: str, file: str) -> None:
    """Let `inspect.getsource` find what a cell defines."""
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)


def line_of(error: BaseException, file: str) -> int:
    """Return the line of a cell that an error came from; 0 where it came from elsewhere."""
    line, step = 0, error.__traceback__
    while step:
        line = step.tb_lineno if step.tb_frame.f_code.co_filename == file else line
        step = step.tb_next
    return line or 0


if __name__ == "__main__":
    main()
