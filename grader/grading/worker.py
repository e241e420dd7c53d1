"""What runs in a worker process of the pool. Importing it makes this process a worker, so only workers do.

The pool imports it once, in a process that is then forked for each worker; so nothing here may start a thread before
`begin`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Mapping
from multiprocessing import connection

# NumPy and PyTorch read these when they are imported. Tests that plot have no screen to plot on.
os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", CUDA_VISIBLE_DEVICES="")
os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "1"  # an import that asks for a GPU does not start CUDA before the fork
os.environ["MPLBACKEND"] = "agg"

from grader.engine import devices, execute
from grader.engine.job import Job, Limits, Outcome
from grader.engine.trusted.warm import WarmParent
from grader.files import working_beside


def begin(folder: str, line: socket.socket, gpu: str) -> None:
    """Prepare this process: no keyboard, an end when its owner ends, a place for what it writes, a warm parent.

    ``gpu`` is the one that its tests and students see, as CUDA_VISIBLE_DEVICES names it; empty for none.
    """
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    os.environ[devices.VARIABLE] = gpu
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    owner = multiprocessing.parent_process()
    if owner is not None:
        threading.Thread(target=_end_with, args=(owner.sentinel,), daemon=True).start()
    execute.adopt(WarmParent(line))


def run(job: Job, limits: Limits, files: Mapping[str, bytes]) -> Outcome:
    """Grade one submission in this process, in a folder with the assignment's own files."""
    with working_beside(files):
        return execute.execute(job, limits)


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
