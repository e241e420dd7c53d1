"""The bench: a process that tries variants of an assignment, each in a fork of its own, as one plain Python program.

It has imported what the notebook imports, and what the first variants imported as they ran (with its first optimizer,
torch loads a good part of itself), so that a variant takes milliseconds. What it runs is the author's own code with one
line changed, which can still loop, fill memory or delete files: each fork gives up what the engine's lock-down takes,
and works in an empty folder of its own.

One request per line on standard input, one answer per line on standard output, both JSON. Of the course the process
imports little, and nothing that is slow.
"""

from __future__ import annotations

import contextlib
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
import traceback
from pathlib import Path
from typing import Any

from grader.engine.compiled import compiled
from grader.engine.draws import Draws
from grader.engine.scoring import NoShell, run_to_last, score_of
from grader.engine.student import lockdown

MEMORY, FILE = 4 << 30, 100 << 20
CPU_ENDED = (signal.SIGXCPU, signal.SIGKILL)
asked: set[str] = set()  # what was imported since the start, or could not be


def main() -> None:
    """Import what the first line names, then answer requests until standard input closes."""
    warm(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(tried(json.loads(line))) + "\n")
        sys.stdout.flush()


def warm(modules: list[str]) -> None:
    """Import what the notebook will; what cannot be imported is the notebook's to report."""
    lockdown.warm_up()
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the forks then do not touch, and copy, these pages when they collect garbage


def tried(request: dict[str, Any]) -> dict[str, Any]:
    """Run one program in a fork; return the marks of its tests, by seed, and why it ended early, if it did."""
    for name, code, _ in request["cells"]:  # once for all forks, since variants are alike but for one cell
        with contextlib.suppress(Exception):  # which the fork meets again, and answers
            compiled(code, f"<{name}>")
    folder = Path(tempfile.mkdtemp(prefix="check-"))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        run_and_exit(request, folder, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answers:
        lines = [json.loads(line) for line in answers if line.endswith("\n")]
    status = os.waitpid(child, 0)[1]
    shutil.rmtree(folder, ignore_errors=True)
    if not lines or not isinstance(lines[-1], dict):
        return {"marks": lines, "ended": how(status)}
    if new := [name for name in lines[-1]["imported"] if name not in asked]:
        asked.update(new)
        warm(new)
    return {"marks": lines[:-1], "ended": ""}


def how(status: int) -> str:
    """Return in words why a fork ended before its end."""
    if not os.WIFSIGNALED(status):
        return "it ended its process"
    number = os.WTERMSIG(status)
    if number in CPU_ENDED or number == signal.SIGALRM:
        return "it did not end in time"
    return f"it ended by {signal.Signals(number).name}"


def run_and_exit(request: dict[str, Any], folder: Path, writing: int) -> None:
    """Be the fork: give powers up, run, and leave without the clean-up that belongs to the bench."""
    code, before = 1, len(sys.modules)
    try:
        enter(request, folder)
        for seed in request["seeds"]:
            for mark in marks_of(request, seed):
                os.write(writing, json.dumps([seed, *mark]).encode() + b"\n")
        new = [*sys.modules][before:] if len(sys.modules) > before else []  # they stand in the order of import
        os.write(writing, json.dumps({"imported": new}).encode() + b"\n")
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
    for name in ("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR", "XDG_CACHE_HOME"):
        os.environ[name] = str(folder)
    tempfile.tempdir = None
    if request["gpu"]:
        on_gpu()
    else:
        packages = [Path(place) for place in (*sys.path, sys.prefix, sys.base_prefix) if place]
        lockdown.lock(lockdown.Allowance(folder, packages, MEMORY, FILE, request["cpu_seconds"]))
    signal.alarm(request["wall_seconds"])


def on_gpu() -> None:
    """Make the GPU the place where new tensors go."""
    os.environ.pop("CUDA_VISIBLE_DEVICES", None)
    importlib.import_module("torch").set_default_device("cuda")


def marks_of(request: dict[str, Any], seed: int) -> Any:  # noqa: ANN401 -- a generator of JSON
    """Yield (name, points, message, line, CPU seconds) for each test; other cells' errors show in the tests alone."""
    namespace: dict[str, Any] = {"__name__": "__main__", "get_ipython": NoShell, "display": NoShell()}
    with Draws(str(seed)) as draws:
        for name, code, points in request["cells"]:
            draws.begin(name)
            begun = time.process_time()
            try:
                show_source(code, f"<{name}>")
                value = run_to_last(code, f"<{name}>", namespace)
                mark = (None, "", 0) if points is None else earned(value, points)
            except BaseException as error:
                mark = (0.0, f"{type(error).__name__}: {error}"[:4000], line_of(error, f"<{name}>"))
            if points is not None:
                yield [name, *mark, time.process_time() - begun]
                if request["stop"] and mark[0] < points:
                    return


def earned(value: object, points: float) -> tuple[float, str, int]:
    """Return points, message and line for the value that a test ended with."""
    score = score_of(value, points)
    return score.points, score.message, 0


def show_source(code: str, file: str) -> None:
    """Let `inspect.getsource` find what a cell defines."""
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)


def line_of(error: BaseException, file: str) -> int:
    """Return the line of a cell that an error came from; 0 where it came from elsewhere."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 0 for frame in reversed(frames) if frame.filename == file), 0)


if __name__ == "__main__":
    main()
