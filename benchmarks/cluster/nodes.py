"""A Dask cluster whose nodes are processes of this machine, over TLS as the product has it."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from distributed.security import Security

from benchmarks.cluster.course import REPOSITORY

PATIENCE = 120.0  # seconds for the scheduler to start


@dataclass(frozen=True)
class Nodes:
    """A running cluster: where its scheduler listens, its processes, and the environment in which it is trusted."""

    address: str
    scheduler: int
    workers: tuple[int, ...]
    environment: Mapping[str, str]


@contextlib.contextmanager
def running(place: Path, count: int) -> Iterator[Nodes]:
    """Yield a cluster of ``count`` nodes with one core each, whose keys and scratch are in ``place``; it ends after."""
    environment = {**os.environ, **_keys(place), "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(place)}
    file = place / "scheduler.json"
    with contextlib.ExitStack() as stack:
        start = [("scheduler", "--protocol", "tls", "--port", "0", "--scheduler-file", str(file))]
        scheduler = stack.enter_context(_process(start[0], place, environment))
        address = _address(file, scheduler)
        options = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--local-directory", str(place))
        workers = [
            stack.enter_context(_process(("worker", address, *options), place, environment)) for _ in range(count)
        ]
        yield Nodes(address, scheduler.pid, tuple(worker.pid for worker in workers), environment)


@contextlib.contextmanager
def _process(
    command: tuple[str, ...], place: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Yield one of Dask's programs, on the loopback and without its pages; it is told to end after."""
    name, *arguments = command
    whole = [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
    with (place / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(whole, env=environment, cwd=place, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _address(file: Path, scheduler: subprocess.Popen[bytes]) -> str:
    """Return where the scheduler listens, once it does. Raises RuntimeError where it does not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and scheduler.poll() is None:
        with contextlib.suppress(OSError, ValueError):  # not there, or half written
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        time.sleep(0.1)
    raise RuntimeError((file.parent / "scheduler.log").read_text(encoding="utf-8")[-3000:])


def _keys(place: Path) -> dict[str, str]:
    """Return what leads Dask's programs to keys made for this cluster; whoever lacks them cannot connect.

    Results come straight from the nodes, as they do with Slurm.
    """
    made = Security.temporary()
    files = {"CA_FILE": made.tls_ca_file, "CERT": made.tls_client_cert, "KEY": made.tls_client_key}
    for name, text in files.items():
        (place / name).touch(mode=0o600)
        (place / name).write_text(str(text), encoding="utf-8")
    prefix = "DASK_DISTRIBUTED__COMM__"
    roles = [f"TLS__{role}__{part}" for role in ("CLIENT", "SCHEDULER", "WORKER") for part in ("CERT", "KEY")]
    variables = {f"{prefix}{name}": str(place / name.rpartition("__")[2]) for name in ("TLS__CA_FILE", *roles)}
    return {**variables, f"{prefix}REQUIRE_ENCRYPTION": "true", "DASK_DISTRIBUTED__CLIENT__DIRECT_TO_WORKERS": "true"}
