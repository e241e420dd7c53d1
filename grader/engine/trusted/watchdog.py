"""Watches a student's process from outside and kills it when it goes too far.

Threat: code that never ends, ignores signals, or eats memory, threads or disk. Nothing here asks the student's
process to cooperate: what it uses is read from the system, and the only answer is SIGKILL to its whole group. The
warm parent reaps it later, so its process id cannot have been given to another process in between.

The same thread guards the tests themselves: a test that loops over a number a student chose is interrupted.

A busy machine must not cost points: where the kernel tells how long a process was ready and waited for a processor
(Linux's schedstat), that time does not count.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from grader.engine.job import Limits

PERIOD = 0.02
FOLDER_EVERY = 10  # periods between two looks at the work folder
MOST_FILES = 10_000
PATIENCE = 4  # waiting for a processor is forgiven for up to this many times a limit


class TestTimeoutError(BaseException):
    """Raised inside a test cell that used up its time; a `BaseException`, so that no test catches it by accident."""

    __test__ = False


@dataclass(frozen=True)
class Deadline:
    """A limit in seconds that began at `started`, when `waited` seconds had been spent waiting for a processor."""

    started: float
    waited: float
    seconds: float
    what: str = ""
    thread: int = 0

    def left(self, waited: float) -> float:
        """Return the seconds that are left, given the seconds spent waiting so far."""
        forgiven = min(waited - self.waited, PATIENCE * self.seconds)
        return self.seconds - (time.monotonic() - self.started - forgiven)


class Watchdog:
    """Watches one student's process.

    `waited` says for how many seconds that process, or the test that asks it, was ready and waited for a processor.

    Args:
        pid: the process, a leader of its own group.
        folder: its work folder.
        limits: what it may use.
    """

    def __init__(self, pid: int, folder: Path, limits: Limits) -> None:
        self.pid, self.folder, self.limits = pid, folder, limits
        self.verdict = ""
        self.deadline: Deadline | None = None
        self.cell: Deadline | None = None
        self.schedules = (f"/proc/{pid}/schedstat", f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self.waited = 0.0
        self.waited_before = self._waiting()
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        try:
            self.process: psutil.Process | None = psutil.Process(pid)
            self.baseline = self.process.memory_info().rss
        except psutil.Error:
            self.process, self.baseline = None, 0
        self.thread = threading.Thread(target=self._watch, name="grading watchdog", daemon=True)
        self.thread.start()

    def expect(self, seconds: float, what: str) -> None:
        """Kill the process unless `relax` is called within `seconds`."""
        self.deadline = Deadline(time.monotonic(), self.waited, seconds, what)

    def relax(self) -> None:
        self.deadline = None

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the clock of the student's process while a test's own function runs."""
        deadline, self.deadline, began = self.deadline, None, time.monotonic()
        try:
            yield
        finally:
            if deadline is not None:
                self.deadline = replace(deadline, started=deadline.started + time.monotonic() - began)

    def guard_cell(self, seconds: float) -> None:
        """Raise `TestTimeoutError` in the calling thread unless `leave_cell` is called within `seconds`."""
        self.cell = Deadline(time.monotonic(), self.waited, seconds, thread=threading.get_ident())

    def leave_cell(self) -> None:
        """End the time of the calling thread's cell.

        What was raised in the last moment, and is not there yet, is met here, or it would come up somewhere else. To
        take it back by raising None would leave CPython 3.11 looking for it at every call for as long as the process
        lives, and for ever at the first call that a debugger, a coverage tool or hypothesis traces.
        """
        try:
            with self.lock:
                self.cell = None
            time.sleep(0)  # what is pending is raised after a call
        except TestTimeoutError:
            return

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join()

    def kill(self, verdict: str) -> None:
        self.verdict = self.verdict or verdict
        for end in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                end(self.pid, signal.SIGKILL)

    def _watch(self) -> None:
        turn = 0
        while not self.stopped.wait(PERIOD):
            turn += 1
            self.waited = max(self.waited, self._waiting() - self.waited_before)
            self._interrupt_cell()
            if not self.verdict:
                verdict = self._too_long() or self._too_much() or (turn % FOLDER_EVERY == 0 and self._too_big())
                if verdict:
                    self.kill(verdict)

    def _waiting(self) -> float:
        """Return the seconds that both sides have spent waiting for a processor; 0 where the system does not say."""
        total = 0
        for path in self.schedules:
            with contextlib.suppress(OSError, ValueError, IndexError), open(path, encoding="ascii") as file:  # noqa: PTH123
                total += int(file.read().split()[1])
        return total / 1e9

    def _interrupt_cell(self) -> None:
        with self.lock:
            if self.cell is None or self.cell.left(self.waited) > 0:
                return
            thread, self.cell = self.cell.thread, None
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TestTimeoutError))

    def _too_long(self) -> str:
        deadline = self.deadline
        return (
            f"{deadline.what} did not end in time" if deadline is not None and deadline.left(self.waited) <= 0 else ""
        )

    def _too_much(self) -> str:
        if self.process is None:
            return ""
        try:
            if self.process.memory_info().rss - self.baseline > self.limits.memory_bytes:
                return f"the code used more than {self.limits.memory_bytes >> 20} MiB of memory"
            if self.process.num_threads() > self.limits.threads:
                return f"the code started more than {self.limits.threads} threads"
        except psutil.Error:
            self.process = None
        return ""

    def _too_big(self) -> str:
        total = count = 0
        for root, _, names in os.walk(self.folder):
            for name in names:
                count += 1
                with contextlib.suppress(OSError):
                    total += os.lstat(os.path.join(root, name)).st_blocks * 512  # noqa: PTH118 -- os.walk gives text
                if count > MOST_FILES or total > self.limits.folder_bytes:
                    return "the code wrote too many or too large files"
        return ""


class GroupWatchdog(Watchdog):
    """Watches a process that may start others: what its whole group uses counts."""

    def _too_much(self) -> str:
        used = count = 0
        for pid in psutil.pids():
            with contextlib.suppress(OSError, psutil.Error):
                if os.getpgid(pid) == self.pid:
                    used, count = used + psutil.Process(pid).memory_info().rss, count + 1
        if used - self.baseline > self.limits.memory_bytes:
            return f"the command used more than {self.limits.memory_bytes >> 20} MiB of memory"
        if count > self.limits.threads:
            return f"the command started more than {self.limits.threads} processes"
        return ""
