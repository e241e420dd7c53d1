"""What `--on` says: this machine, a Dask cluster that is running, or jobs of Slurm."""

from __future__ import annotations

import contextlib
import ipaddress
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from grader.cluster import node, settings
from grader.course import GraderError

if TYPE_CHECKING:
    from distributed.security import Security

    from grader.cluster.pool import ClusterPool

HELP = "where: dask:tls://HOST:PORT, or slurm:FILE.toml (default: this machine)"
PATIENCE = 600.0  # seconds for the first node; queues are long
ROLES = ("client", "scheduler", "worker")
ANSWER = 30.0  # for a scheduler, which is there or is not


@contextlib.contextmanager
def workers(on: str) -> Iterator[ClusterPool | None]:
    """Yield the pool that ``on`` names, left at the end; None for this machine, which needs no name."""
    if not on:
        yield None
        return
    with contextlib.closing(connect(on)) as pool:
        yield pool


def connect(on: str, patience: float = PATIENCE) -> ClusterPool:
    """Return the pool that ``on`` names: "dask:tls://host:8786" or "slurm:cluster.toml".

    ``patience`` is for how many seconds the first node is waited for, and a scheduler at most.

    Raises GraderError where there is no such place, the packages for it are missing, or it would not be private.
    """
    kind, _, rest = on.partition(":")
    if kind not in ("dask", "slurm") or not rest:
        raise GraderError(f"--on {on}: write dask:tls://HOST:PORT, slurm:FILE.toml, or leave it out for this machine")
    try:
        import distributed  # noqa: F401 -- whether it is there
    except ImportError as error:
        raise GraderError("A cluster needs more packages: make cluster installs them") from error
    return _dask(rest, patience) if kind == "dask" else _slurm(settings.read(Path(rest)), patience)


def _dask(address: str, patience: float) -> ClusterPool:
    from distributed import Client

    from grader.cluster.pool import ClusterPool

    place = urlsplit(address)
    if place.scheme != "tls" and not _is_here(place.hostname or ""):
        raise GraderError(
            f"{address} is not encrypted, and hidden tests would travel over it: start the scheduler with TLS, "
            "and write tls://HOST:PORT"
        )
    try:
        client = Client(address, timeout=min(patience, ANSWER))
    except (OSError, ValueError, TypeError) as error:
        raise GraderError(f"There is no scheduler at {address}: {error}") from error
    return ClusterPool(client, patience, lambda: None)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _slurm(asked: settings.Slurm, patience: float) -> ClusterPool:
    from distributed import Client

    from grader.cluster.pool import ClusterPool

    if shutil.which("sbatch") is None:
        raise GraderError("Slurm's commands (sbatch) are not on this machine: run this where you submit jobs")
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(_cluster(asked))
        _ask_for_one(str(cluster.job_script()))
        cluster.scale(jobs=asked.jobs)
        # What nodes have found comes straight from them, and not through the scheduler, which is in this process too.
        return ClusterPool(Client(cluster, direct_to_workers=True), patience, stack.pop_all().close)


def _ask_for_one(script: str) -> None:
    """Let Slurm look at a job without submitting it. Raises GraderError with what it says if it refuses the job."""
    command = ["sbatch", "--test-only"]
    asked = subprocess.run(command, input=script, text=True, capture_output=True, check=False)  # noqa: S603
    if asked.returncode:
        told = [line.removeprefix("sbatch: error: ") for line in asked.stderr.splitlines() if "error: " in line]
        raise GraderError(f"Slurm refuses the job: {'; '.join(told) or asked.stderr.strip()}")


def job_script(on: str) -> str:
    """Return the script of one job, for a dry run. Raises GraderError as `connect` does, and for what has none."""
    kind, _, rest = on.partition(":")
    if kind != "slurm" or not rest:
        raise GraderError("--dry-run shows the job of a Slurm cluster: write --on slurm:FILE.toml")
    with _cluster(settings.read(Path(rest))) as cluster:
        return str(cluster.job_script())


@contextlib.contextmanager
def _cluster(asked: settings.Slurm) -> Iterator[Any]:  # dask-jobqueue has no types
    kind = _slurm_cluster()
    import dask

    with (
        dask.config.set({"distributed.scheduler.http.routes": []}),  # pages that all who are on this machine could read
        _keys(Path(asked.shared or Path.home())) as security,
        kind(**_job(asked), protocol="tls", security=security, log_directory=None) as cluster,
    ):
        yield cluster


def _slurm_cluster() -> Any:  # noqa: ANN401 -- dask-jobqueue has no types
    """Return dask-jobqueue's class. To import it makes Ctrl-C end the program without a word, which is taken back."""
    before = signal.getsignal(signal.SIGINT)
    try:
        from dask_jobqueue import SLURMCluster
    except ImportError as error:
        raise GraderError("A cluster needs more packages: make cluster installs them") from error
    finally:
        signal.signal(signal.SIGINT, before)
    return SLURMCluster


@contextlib.contextmanager
def _keys(shared: Path) -> Iterator[Security]:
    """Yield keys for one run, in files that only their owner reads, and that go with the run."""
    from distributed.security import Security

    made = Security.temporary()
    try:
        folder = tempfile.TemporaryDirectory(prefix=".one-neuron-up-", dir=shared)
    except OSError as error:
        raise GraderError(f"shared = {shared} cannot be written: {error.strerror}") from error
    with folder as place:
        files = {"ca_file": made.tls_ca_file, "cert": made.tls_worker_cert, "key": made.tls_worker_key}
        for name, text in files.items():
            Path(place, name).write_text(str(text), encoding="utf-8")
        roles = {f"tls_{role}_{part}": f"{place}/{part}" for role in ROLES for part in ("cert", "key")}
        yield Security(require_encryption=True, tls_ca_file=f"{place}/ca_file", **roles)


def _job(asked: settings.Slurm) -> dict[str, Any]:
    """Return what dask-jobqueue makes a job of."""
    # What a job says goes nowhere, rather than into files of the course's folder; the last --output counts.
    directives = ["--output=/dev/null", *asked.options, *([f"--account={asked.account}"] if asked.account else [])]
    directives += [f"--gres=gpu:{asked.gpus}"] if asked.gpus else []
    # Slurm sees to the memory; Dask would write to the disk what it has no room for, and with it tests.
    options = ["--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--memory-limit", "0"]
    return {
        "job_name": "grading",
        "queue": asked.partition,
        "cores": asked.cores,
        "memory": asked.memory,
        "walltime": asked.time,
        "processes": 1,
        "nanny": False,  # which would forbid the node's processes of their own
        "python": asked.python or sys.executable,
        "interface": asked.interface or None,
        "local_directory": asked.scratch,
        "job_script_prologue": [*_exports(asked), *asked.setup],
        "job_extra_directives": directives,
        "worker_extra_args": [*options, *([f"--resources {node.GPU}={asked.gpus}"] if asked.gpus else [])],
        "scheduler_options": {"dashboard": False, "dashboard_address": "127.0.0.1:0"},
    }


def _exports(asked: settings.Slurm) -> list[str]:
    # Dask's workers have pages about themselves, which are not encrypted: none of them is served.
    return [
        "export OMP_NUM_THREADS=1",
        "export DASK_DISTRIBUTED__WORKER__HTTP__ROUTES='[]'",
        f"export TMPDIR={shlex.quote(asked.scratch)}",
    ]
