"""A Dask cluster over TLS, whose scheduler and nodes are processes of a test on the loopback, and the class it grades.

The class is the small course's sample class, which the fixture `graded` has graded on this machine.
"""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from grader.cluster import where
from grader.course import LOG, open_course, quietly
from grader.grading.results import Result, grade_all
from tests.support.tiny_course import ASSIGNMENT, REPOSITORY, Entry, entries
from tests.waiting import until

# Right, half wrong, untouched, raising, leaving Python, doubled, damaged: what takes long is left to this machine.
CLASS = tuple(f"student-{number:02d}" for number in (1, 4, 6, 7, 9, 12, 13))
QUIET = "export-of-the-cluster"  # in the environment of scheduler and workers; a submission must not see it


@dataclass
class Processes:
    """A scheduler and its workers, and where they keep their keys and scratch."""

    place: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    count: int = 0

    def scheduler(self) -> subprocess.Popen[bytes]:
        """Start one; a new one has another port, and none of the old one's workers."""
        self.count += 1
        file = self.place / f"scheduler-{self.count}.json"
        command = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--protocol", "tls"]
        process = self._start([*command, "--scheduler-file", str(file)], {})
        until(lambda: file.exists() and file.read_text(encoding="utf-8").endswith("}"), self.said)
        self.address = json.loads(file.read_text(encoding="utf-8"))["address"]
        return process

    def worker(self, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, as README.md says, or with other options."""
        options = options or ("--no-nanny", "--memory-limit", "0")
        command = ["worker", self.address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
        scratch = ["--local-directory", str(self.place / "scratch")]
        return self._start([*command, *scratch, *options], environment)

    def _start(self, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        keys = [f"--tls-{name}={self.place}/{name}.pem" for name in ("ca-file", "cert", "key")]
        (self.place / "scratch").mkdir(exist_ok=True)
        path = os.pathsep.join(filter(None, [environment.pop("first", ""), str(REPOSITORY)]))
        variables = {"PYTHONPATH": path, "TMPDIR": str(self.place / "scratch"), "SCHEDULER_TOKEN": QUIET}
        with (self.place / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{command[0]}", *command[1:], *keys],
                env=os.environ | variables | environment,
                cwd=self.place,
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def said(self) -> str:
        return (self.place / "log").read_text(encoding="utf-8")[-3000:]

    def end(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()


@contextlib.contextmanager
def scheduled(place: Path) -> Iterator[Processes]:
    """Yield a scheduler with keys of its own in ``place``, which this process knows by Dask's own settings."""
    import dask
    from distributed.security import Security

    made = Security.temporary()
    for name, text in (("ca-file", made.tls_ca_file), ("cert", made.tls_client_cert), ("key", made.tls_client_key)):
        (place / f"{name}.pem").write_text(text, encoding="utf-8")
        (place / f"{name}.pem").chmod(0o600)
    tls = {
        "distributed.comm.tls.ca-file": f"{place}/ca-file.pem",
        "distributed.comm.tls.client.cert": f"{place}/cert.pem",
        "distributed.comm.tls.client.key": f"{place}/key.pem",
    }
    processes = Processes(place)
    try:
        with dask.config.set(tls):
            processes.scheduler()
            yield processes
    finally:
        processes.end()


def without_marks(graded: Path, root: Path) -> Path:
    """Copy a graded class to ``root``, without its marks and with its secret."""
    shutil.copytree(graded, root)
    shutil.rmtree(root / "autograded")
    with closing(sqlite3.connect(root / "gradebook.db")) as database:
        database.execute("UPDATE grade SET auto_score = NULL, needs_manual_grade = 1")
        database.commit()
    return root


@contextlib.contextmanager
def grading(root: Path, on: str, *who: str, force: bool = True) -> Iterator[Iterator[Result]]:
    """Yield the results of grading on a cluster, as they come."""
    with quietly(root / LOG), where.workers(on) as workers:
        work = [(ASSIGNMENT, student) for student in who or CLASS]
        with closing(grade_all(open_course(root), work, force=force, workers=workers)) as results:
            yield results


def marks(root: Path) -> list[Entry]:
    """Return what the gradebook holds of those who are graded here."""
    return sorted((entry for entry in entries(root) if entry.student in CLASS), key=lambda entry: entry[:2])


def scratch(processes: Processes) -> dict[Path, bytes]:
    """Return all files that nodes have written and not yet taken away."""
    found = {}
    for path in (processes.place / "scratch").rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file():
                found[path] = path.read_bytes()
    return found


DIFFERING = {
    "another package": ("", "numpy 0.1 instead of "),
    "another Python": ("import platform\nplatform.python_version = lambda: '3.9.1'\n", "Python 3.9.1 instead of "),
    "another grader": ("", "the course's code "),
    "a full disk": (
        "import shutil\nshutil.disk_usage = lambda _: type('Usage', (), {'free': 3 << 20})\n",
        "3 MiB left",
    ),
}


def differing(kind: str, place: Path) -> Path:
    """Return a folder that makes a node which has it first on its path another one."""
    place.mkdir()
    (place / "sitecustomize.py").write_text(DIFFERING[kind][0], encoding="utf-8")
    if kind == "another package":
        (place / "numpy-0.1.dist-info").mkdir()
        metadata = "Metadata-Version: 2.1\nName: numpy\nVersion: 0.1\n"
        (place / "numpy-0.1.dist-info" / "METADATA").write_text(metadata, encoding="utf-8")
    if kind == "another grader":
        for package in ("grader", "helpers"):
            shutil.copytree(REPOSITORY / package, place / package, ignore=shutil.ignore_patterns("__pycache__"))
        with (place / "grader" / "text.py").open("a", encoding="utf-8") as code:
            code.write("# changed\n")
    return place
