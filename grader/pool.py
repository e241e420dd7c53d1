"""Runs the engine in processes of its own, one submission at a time in each, as many side by side as there are cores.

A worker is trusted: it holds the tests, never a submission's code. It has no database and no course folder; what it
needs comes with each task, so that a cluster can take its place.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path
from typing import Generic, TypeVar

from grader.engine.job import Job, Limits, Outcome

Key = TypeVar("Key")


class WorkerFailedError(Exception):
    """The grader itself, not the submission, failed."""


@dataclass(frozen=True)
class Task(Generic[Key]):
    """A job for the engine; ``given`` are the assignment's own files, which tests may read and import."""

    key: Key
    job: Job
    limits: Limits
    given: Mapping[str, bytes]


class Pool:
    """Worker processes, started when they are first needed."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.executor: ProcessPoolExecutor | None = None
        self.folder: tempfile.TemporaryDirectory[str] | None = None

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
        if self.executor is None:
            context = multiprocessing.get_context("spawn")
            self.folder = tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True)
            self.executor = ProcessPoolExecutor(
                self.count, mp_context=context, initializer=_begin, initargs=(self.folder.name,)
            )
        try:
            return self.executor.submit(run_job, task.job, task.limits, task.given)
        except BrokenProcessPool:
            self.stop()
            return self._submit(task)

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
        if self.folder is not None:
            self.folder.cleanup()


def run_job(job: Job, limits: Limits, given: Mapping[str, bytes]) -> Outcome:
    """Grade one submission in this process, in a folder with the assignment's own files."""
    from grader.engine.execute import execute

    with _folder(given):
        return execute(job, limits)


def _begin(folder: str) -> None:
    """Prepare a worker: one thread, no GPU, no keyboard, an end when its owner ends, and a place for what it writes."""
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", CUDA_VISIBLE_DEVICES="")
    # Tests that plot have no screen to plot on.
    os.environ["MPLBACKEND"] = "agg"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    owner = multiprocessing.parent_process()
    if owner is not None:
        threading.Thread(target=_end_with, args=(owner.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


@contextlib.contextmanager
def _folder(files: Mapping[str, bytes]) -> Iterator[None]:
    """Work in a new folder with these files, from which tests can also import; afterwards nothing of it is left."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="tests-", ignore_cleanup_errors=True) as name:
        for file, content in files.items():
            path = Path(name, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        os.chdir(name)
        sys.path.insert(0, name)
        try:
            yield
        finally:
            sys.path.remove(name)
            os.chdir(before)
            forget_modules(lambda path: path.startswith(name))


def forget_modules(belongs: Callable[[str], bool]) -> None:
    """Remove the modules that were imported from certain files, so that the next assignment imports its own."""
    for module, loaded in list(sys.modules.items()):
        if belongs(getattr(loaded, "__file__", None) or ""):
            del sys.modules[module]
