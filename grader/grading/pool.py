"""Runs the engine in processes of its own, one submission at a time in each, as many side by side as there are cores.

A worker is trusted: it holds the tests, never a submission's code. It has no database and no course folder; what it
needs comes with each task, so that a cluster can take its place.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import socket
import sys
import tempfile
import threading
import types
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from typing import Generic, Protocol, TypeVar

from grader.engine import devices
from grader.engine.job import Job, Limits, Outcome
from grader.engine.trusted import warm

Key = TypeVar("Key")


class WorkerFailedError(Exception):
    """The grader itself, not the submission, failed."""


@dataclass(frozen=True)
class Task(Generic[Key]):
    """A job for the engine; ``files`` are the assignment's own files, which tests may read and import."""

    key: Key
    job: Job
    limits: Limits
    files: Mapping[str, bytes]


class TaskPool(Protocol):
    """What executes tasks: this machine's processes, or a cluster."""

    def run(self, tasks: Iterable[Task[Key]]) -> Generator[tuple[Task[Key], Outcome | WorkerFailedError], None, None]:
        """Yield each task with its outcome, as they are done; tasks are taken from the iterable as workers get free."""
        ...

    def has_gpu(self, files: Sequence[str]) -> bool:
        """Return whether there is a GPU for tasks that want one, given patterns of the files of its driver."""
        ...


@dataclass(frozen=True, eq=False)
class Started:
    """Worker processes that are ready for tasks, and what ends with them."""

    executor: ProcessPoolExecutor
    held: contextlib.ExitStack


class Pool:
    """Worker processes, started when they are first needed.

    All begin at once: one process imports what students' code needs and is forked for each worker's students, while
    another imports what tests need and is forked for each worker. What needs a GPU has workers of its own, one for each
    GPU: a process that has started CUDA would show it to others, too.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.started: dict[bool, Started] = {}  # by whether they have a GPU
        self.starting = threading.RLock()

    def run(self, tasks: Iterable[Task[Key]]) -> Generator[tuple[Task[Key], Outcome | WorkerFailedError], None, None]:
        """Yield each task with its outcome, as they are done; tasks are taken from the iterable as workers get free."""
        waiting = iter(tasks)
        running: dict[Future[Outcome], tuple[Task[Key], Started]] = {}
        try:
            while True:
                while len(running) < self.count + 1 and (task := next(waiting, None)) is not None:
                    future, started = self._submit(task)
                    running[future] = task, started
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    task, started = running.pop(future)
                    yield task, self._result(task, future, started)
        finally:
            if running:  # left in the middle, by Ctrl-C or an error: nobody waits for the rest
                self.stop()

    def outcome(self, task: Task[Key]) -> Outcome | WorkerFailedError:
        """Return the outcome of one task; several threads may ask at once."""
        return self._result(task, *self._submit(task))

    def has_gpu(self, files: Sequence[str]) -> bool:
        """Return whether this machine has a GPU, given patterns of the files of its driver."""
        return bool(devices.given(files))

    def _submit(self, task: Task[Key]) -> tuple[Future[Outcome], Started]:
        with self.starting:
            wants_gpu = bool(task.job.gpu)
            if wants_gpu not in self.started:
                self.started[wants_gpu] = _start(devices.given(task.job.gpu) if wants_gpu else [""] * self.count)
            started = self.started[wants_gpu]
            try:
                with _beginning_alike():
                    return started.executor.submit(run_job, task.job, task.limits, task.files), started
            except BrokenProcessPool:
                self._end(started)
                return self._submit(task)

    def _result(
        self, task: Task[Key], future: Future[Outcome], started: Started, *, last: bool = False
    ) -> Outcome | WorkerFailedError:
        """Return what became of a task; where a worker died, and with it all that ran, each is tried once more."""
        try:
            return future.result()
        except BrokenProcessPool as error:
            if not last:
                self._end(started)
                return self._result(task, *self._submit(task), last=True)
            return WorkerFailedError(f"the grading process ended twice on this submission: {error}")
        except Exception as error:  # whatever it is, the class goes on
            return WorkerFailedError(f"{type(error).__name__}: {error}")

    def stop(self) -> None:
        """End the workers at once, with whatever they are doing."""
        for started in list(self.started.values()):
            self._end(started)

    def _end(self, started: Started) -> None:
        with self.starting:
            known = [kind for kind, each in self.started.items() if each is started]
            for kind in known:
                del self.started[kind]
        if not known:  # another thread, whose task ended with them too, was faster, and may have started others
            return
        processes = list((started.executor._processes or {}).values())
        started.executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        started.held.close()


def _start(gpus: Sequence[str]) -> Started:
    """Start workers, one for each of ``gpus``, of which an empty one is none."""
    # Imports of seconds go on in one process while others start; each worker takes one of the lines.
    held = contextlib.ExitStack()
    process, lines = warm.launch(len(gpus))
    held.callback(warm.ended, process)
    for line in lines:
        held.enter_context(line)
    folder = held.enter_context(tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["grader.grading.worker"])
    taken = context.Value("i", 0)
    executor = ProcessPoolExecutor(len(gpus), context, initializer=_begin, initargs=(folder, lines, gpus, taken))
    return Started(executor, held)


def run_job(job: Job, limits: Limits, files: Mapping[str, bytes]) -> Outcome:
    """Grade one submission in a worker, in a folder with the assignment's own files."""
    from grader.grading import worker

    return worker.run(job, limits, files)


def _begin(folder: str, lines: list[socket.socket], gpus: Sequence[str], taken: Synchronized[int]) -> None:
    """Prepare a worker, which takes the next of the lines that lead to the warm parent, and the next of the GPUs."""
    from grader.grading import worker

    with taken.get_lock():
        line, gpu = lines.pop(taken.value), gpus[taken.value]
        taken.value += 1
    for other in lines:
        other.close()
    worker.begin(folder, line, gpu)


@contextlib.contextmanager
def _beginning_alike() -> Iterator[None]:
    """Let new processes begin alike.

    The running program is hidden from them, which would import it: nbgrader, for one, takes seconds. Sets have the
    same order in all of them, so that no mark depends on it.
    """
    program = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = "0"
    try:
        yield
    finally:
        sys.modules["__main__"] = program
        del os.environ["PYTHONHASHSEED"]
        if before is not None:
            os.environ["PYTHONHASHSEED"] = before
