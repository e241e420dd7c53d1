"""The other side: what a node of the cluster does with a submission. It is trusted, as a local worker is.

One node has one Dask worker, whose threads hand submissions to processes of their own: the local pool's, with its warm
parents and its lock-down. Nothing is written to a disk that nodes share.
"""

from __future__ import annotations

import functools
import importlib.metadata
import multiprocessing
import os
import platform
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.engine import devices
from grader.engine.job import Job, Limits, Notebook, Outcome
from grader.grading.pool import Pool, Task, WorkerFailedError
from grader.grading.prepare import code

if TYPE_CHECKING:
    from distributed import Worker

PACKAGES = ("torch", "numpy", "scikit-learn", "ipython", "matplotlib")
DEEPEST = 70  # letters of a folder's path, which multiprocessing adds 32 to for a socket; a socket's may have 107
GPU = "GPU"  # what Dask is told that a task needs and a worker has
PROBE = 1 << 16  # bytes that show whether anything can be written; a quota does not show in what is free
_STARTING = threading.Lock()


@dataclass(frozen=True)
class Shared:
    """What is the same for all submissions of a notebook, sent to each node once."""

    source: Notebook
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Refused:
    """A node that cannot grade as this machine would, and why."""

    reason: str


def versions() -> dict[str, str]:
    """Return what has to be the same on all nodes, so that marks are: Python, packages and the course's own code."""
    found = {"Python": platform.python_version(), "the course's code": code()}
    return found | {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def share(source: Notebook, files: Mapping[str, bytes]) -> Shared:
    """Return what is the same for all submissions of a notebook, as it comes."""
    return Shared(source, files)


def grade(
    expected: Mapping[str, str], shared: Shared, job: Job, limits: Limits
) -> Outcome | WorkerFailedError | Refused:
    """Grade one submission on this node; ``job`` comes without what ``shared`` holds."""
    from distributed import get_worker

    objecting = functools.partial(objection, expected, limits.folder_bytes, job.gpu, get_worker())
    if reason := objecting():
        return Refused(reason)
    whole = replace(job, source=shared.source, files={**shared.files, **job.files})
    outcome = _pool().outcome(Task(None, whole, limits, shared.files))
    if isinstance(outcome, WorkerFailedError) and (reason := objecting()):
        return Refused(reason)  # as where its disk was filled meanwhile
    return outcome


def objection(expected: Mapping[str, str], room: int, gpu: Sequence[str], dask_worker: Worker) -> str:
    """Return why this node cannot grade as the machine that asks would, or nothing.

    Args:
        expected: the versions of the machine that asks.
        room: bytes that one submission may write.
        gpu: patterns of the files of a GPU's driver, where one is wanted.
        dask_worker: filled in by Dask.
    """
    if reason := differing(expected, versions()):
        return reason
    if multiprocessing.current_process().daemon:
        return "its worker may not start processes: start it with --no-nanny"
    if not isinstance(dask_worker.data, dict):
        return "its worker would write tests to a disk when memory is short: start it with --memory-limit 0"
    if GPU in dask_worker.state.total_resources and gpu and not devices.given(gpu):
        return f"its worker was started with --resources {GPU}=1, and there is no GPU ({', '.join(gpu)})"
    scratch = os.environ.get("TMPDIR", tempfile.gettempdir())
    return too_deep(scratch) or cramped(scratch, room)


def too_deep(scratch: str) -> str:
    """Return why processes could not talk by sockets that lie in a scratch folder, or nothing."""
    letters = len(os.fsencode(scratch))
    if letters > DEEPEST:
        return f"its scratch folder {scratch} has a path of {letters} letters, and sockets in it allow {DEEPEST}"
    return ""


def cramped(scratch: str, room: int) -> str:
    """Return why a submission that writes ``room`` bytes into a scratch folder could fail there, or nothing.

    A disk that is full would cost students points for what they did not do.
    """
    try:
        with tempfile.TemporaryFile(dir=scratch) as probe:
            probe.write(bytes(PROBE))
        left = shutil.disk_usage(scratch).free
    except OSError as error:
        return f"its scratch folder {scratch} cannot be written: {error.strerror}"
    if left < room:
        return f"its scratch folder {scratch} has {left >> 20} MiB left, and a submission may write {room >> 20} MiB"
    return ""


def differing(expected: Mapping[str, str], found: Mapping[str, str]) -> str:
    """Return in words what is not as it is expected, or nothing."""
    others = [
        f"{name} {found.get(name, 'none')} instead of {value}"
        for name, value in expected.items()
        if found.get(name) != value
    ]
    return ", ".join(others)


def _pool() -> Pool:
    with _STARTING:
        return _node_pool()


@functools.cache
def _node_pool() -> Pool:
    from distributed import get_worker

    return Pool(get_worker().state.nthreads or len(os.sched_getaffinity(0)))
