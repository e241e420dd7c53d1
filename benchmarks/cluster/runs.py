"""One class graded once, here or by a cluster, and what that took."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cluster import nodes
from benchmarks.cluster.course import REPOSITORY
from benchmarks.grading import orphans

HERE, CLUSTER = "local pool", "cluster"


@dataclass(frozen=True)
class Run:
    """What grading a class once took.

    Attributes:
        way: `HERE` or `CLUSTER`.
        workers: processes that graded side by side.
        submissions: how many there were.
        wall: seconds by the clock, from when the workers could begin to the last mark.
        cpu: CPU seconds of all processes, from their start to their end.
        owner: CPU seconds of the process that owns the gradebook, while it graded.
        scheduler: those of Dask's scheduler; `nodes` those of Dask's workers without what they start.
        wire: bytes through the loopback interface, whoever sent them.
        memory: the most that the owner has had at once, in MiB.
        marks: a hash of all marks.
    """

    way: str
    workers: int
    submissions: int
    wall: float
    cpu: float
    owner: float
    scheduler: float
    nodes: float
    wire: float
    memory: float
    marks: str

    @property
    def per_minute(self) -> float:
        return 60 * self.submissions / self.wall


def here(root: Path, workers: int) -> Run:
    """Grade a course that `course.write` made with so many workers of this machine."""
    before = _children()
    measured = _owner(os.environ, str(root), str(workers), "")
    return Run(way=HERE, workers=workers, cpu=_children() - before, **measured)


def on_cluster(root: Path, workers: int) -> Run:
    """Grade it by a Dask cluster of so many nodes with one core each, all of them on this machine."""
    before = _children()
    with tempfile.TemporaryDirectory() as place, nodes.running(Path(place), workers) as there:
        pids = map(str, (there.scheduler, *there.workers))
        measured = _owner(there.environment, str(root), str(workers), f"dask:{there.address}", *pids)
    return Run(way=CLUSTER, workers=workers, cpu=_children() - before, **measured)


def _owner(environment: Mapping[str, str], *arguments: str) -> dict[str, float]:
    command: Sequence[str] = [sys.executable, "-m", "benchmarks.cluster.owner", *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, text=True, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _children() -> float:
    """Return the CPU seconds of all processes that this one has started, once they have ended, and of theirs."""
    for _ in orphans():
        pass
    times = os.times()
    return times.children_user + times.children_system
