"""What runs in a worker process of the pool. Importing it makes this process a worker, so only workers do.

The pool imports it once, in a process that is then forked for each worker; so nothing here may start a thread before
`begin`.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from multiprocessing import connection
from pathlib import Path

# NumPy and PyTorch read these when they are imported. Tests that plot have no screen to plot on.
os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", CUDA_VISIBLE_DEVICES="")
os.environ["MPLBACKEND"] = "agg"

from grader.engine import execute
from grader.engine.job import Job, Limits, Outcome
from grader.engine.trusted.warm import WarmParent
from grader.files import write_files


def begin(folder: str, line: socket.socket) -> None:
    """Prepare this process: no keyboard, an end when its owner ends, a place for what it writes, a warm parent."""
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    owner = multiprocessing.parent_process()
    if owner is not None:
        threading.Thread(target=_end_with, args=(owner.sentinel,), daemon=True).start()
    execute.adopt(WarmParent(line))


def run(job: Job, limits: Limits, files: Mapping[str, bytes]) -> Outcome:
    """Grade one submission in this process, in a folder with the assignment's own files."""
    with _folder(files):
        return execute.execute(job, limits)


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


@contextlib.contextmanager
def _folder(files: Mapping[str, bytes]) -> Iterator[None]:
    """Work in a new folder with these files, from which tests can also import; afterwards nothing of it is left."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="tests-", ignore_cleanup_errors=True) as name:
        write_files(Path(name), files)
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
