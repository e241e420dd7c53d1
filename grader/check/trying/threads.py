"""One thread for everything that is tried, as students' processes have it.

A convolution that is handed to two threads waits for the slower one, and waiting takes CPU time like computing: where
each core has a variant of its own, the tests' side of the engine takes twice as long with a thread per core.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let this process, and the kernels that it starts, compute in one thread until the end."""
    torch = sys.modules.get("torch")  # what imports it later reads the environment
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    threads = torch.get_num_threads() if torch else 0
    os.environ.update(ONE_THREAD)
    if torch:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        if torch:
            torch.set_num_threads(threads)
