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
import types
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from typing import Generic, TypeVar

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


class Pool:
    """Worker processes, started when they are first needed.

    All begin at once: one process imports what students' code needs and is forked for each worker's students, while
    another imports what tests need and is forked for each worker.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.executor: ProcessPoolExecutor | None = None
        self.open = contextlib.ExitStack()

    def run(self, tasks: Iterable[Task[Key]]) -> Generator[tuple[Task[Key], Outcome | WorkerFailedError], None, None]:
        """Yield each task with its outcome, as they are done; tasks are taken from the iterable as workers get free."""
        waiting = iter(tasks)
        running: dict[Future[Outcome], Task[Key]] = {}
        try:
            while True:
                while len(running) < self.count + 1 and (task := next(waiting, None)) is not None:
                    running[self._submit(task)] = task
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield self._result(running.pop(future), future)
        finally:
            if running:  # left in the middle, by Ctrl-C or an error: nobody waits for the rest
                self.stop()

    def _submit(self, task: Task[Key]) -> Future[Outcome]:
        self.executor = self.executor or self._started()
        try:
            with _beginning_alike():
                return self.executor.submit(run_job, task.job, task.limits, task.files)
        except BrokenProcessPool:
            self.stop()
            return self._submit(task)

    def _started(self) -> ProcessPoolExecutor:
        # Imports of seconds go on in one process while others start; each worker takes one of the lines.
        process, lines = warm.launch(self.count)
        self.open.callback(warm.ended, process)
        for line in lines:
            self.open.enter_context(line)
        folder = self.open.enter_context(tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True))
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["grader.grading.worker"])
        taken = context.Value("i", 0)
        return ProcessPoolExecutor(self.count, context, initializer=_begin, initargs=(folder, lines, taken))

    def _result(
        self, task: Task[Key], future: Future[Outcome], *, last: bool = False
    ) -> tuple[Task[Key], Outcome | WorkerFailedError]:
        """Return what became of a task; where a worker died, and with it all that ran, each is tried once more."""
        try:
            return task, future.result()
        except BrokenProcessPool as error:
            if not last:
                self.stop()
                return self._result(task, self._submit(task), last=True)
            return task, WorkerFailedError(f"the grading process ended twice on this submission: {error}")
        except Exception as error:  # whatever it is, the class goes on
            return task, WorkerFailedError(f"{type(error).__name__}: {error}")

    def stop(self) -> None:
        """End the workers at once, with whatever they are doing."""
        executor, self.executor = self.executor, None
        if executor is None:
            return
        processes = list((executor._processes or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        self.open.close()


def run_job(job: Job, limits: Limits, files: Mapping[str, bytes]) -> Outcome:
    """Grade one submission in a worker, in a folder with the assignment's own files."""
    from grader.grading import worker

    return worker.run(job, limits, files)


def _begin(folder: str, lines: list[socket.socket], taken: Synchronized[int]) -> None:
    """Prepare a worker, which takes the next of the lines that lead to the warm parent."""
    from grader.grading import worker

    with taken.get_lock():
        line = lines.pop(taken.value)
        taken.value += 1
    for other in lines:
        other.close()
    worker.begin(folder, line)


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
