"""A real hub to try things on: accounts, folder and ports that no other hub on the machine has, gone at the end.

The tests and the benchmark of the hub use it; the commands of `make hub` and `make hub-stop` start and end it.
"""

import contextlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

NOBODY: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": [], "cwd": "/"}
ALEMBIC = "#!{python}\nimport sys\nfrom alembic.config import main\nsys.exit(main())\n"


class UnusableError(Exception):
    """Why no hub can be started with what is installed here."""


@dataclass(frozen=True)
class Hub:
    """A running hub: the names of its class follow from ``prefix``, and ``python`` is what its accounts run."""

    base: str
    prefix: str
    passwords: dict[str, str]
    folder: Path
    settings: Path
    python: Path
    repository: Path

    def name(self, person: str) -> str:
        return f"{self.prefix}{person}"

    def start(self) -> str:
        """Start the hub again, after it was killed, and return what the command printed."""
        return command(self.repository, self.python, "start", self.settings)

    def server(self, person: str) -> psutil.Process:
        """Return the process of a person's server."""
        running = psutil.process_iter(["username", "cmdline"])
        mine = (process for process in running if process.info["username"] == self.name(person))
        # A process that ends while it is looked at has no command line.
        return next(process for process in mine if "jupyterhub.singleuser" in (process.info["cmdline"] or ()))

    def run_as(self, person: str, program: str, user: str = "", **variables: str) -> str:
        """Run Python with the environment of a person's server, as them or as ``user``, and return what it prints."""
        environment = self.server(person).environ() | variables
        account: dict[str, Any] = {"user": user or self.name(person), "group": user or self.name(person)}
        done = subprocess.run(
            [self.python, "-c", program],
            cwd=environment["HOME"],
            env=environment,
            extra_groups=[],
            text=True,
            stdout=subprocess.PIPE,
            check=True,
            **account,
        )
        return str(done.stdout)


@contextlib.contextmanager
def running(repository: Path, students: Sequence[str] = ()) -> Iterator[Hub]:
    """Run a hub with the demo class, or with ``students`` in place of the demo's, until the block ends.

    Raises UnusableError where other accounts cannot run Python, and RuntimeError where the hub does not start or end.
    """
    place = Path(tempfile.mkdtemp(prefix="hub-"))
    place.chmod(0o755)
    prefix, port = f"demo-{secrets.token_hex(2)}-", free_ports()
    try:
        python = hub_python(place / "venv", repository)
        settings = write_settings(repository, place, prefix, port, students)
        try:
            said = command(repository, python, "start", settings)
            told = re.findall(rf"^  (?:instructor|student) +({prefix}\S+) +(\S+)$", said, re.MULTILINE)
            yield Hub(f"http://127.0.0.1:{port}", prefix, dict(told), place / "srv", settings, python, repository)
        finally:
            command(repository, python, "stop", settings)
    finally:
        shutil.rmtree(place)


def obstacles() -> list[tuple[bool, str]]:
    """Return what a hub needs on this machine: whether it is missing, and the reason to give then."""
    return [
        (find_spec("jupyterhub") is None, "JupyterHub is not installed: make test installs it"),
        (os.geteuid() != 0, "only root can start servers for other accounts"),
        (shutil.which("useradd") is None, "this system has no useradd"),
        (
            shutil.which("configurable-http-proxy") is None,
            "configurable-http-proxy is missing: npm install --global configurable-http-proxy",
        ),
    ]


def command(repository: Path, python: Path, what: str, settings: Path) -> str:
    """Run one command of deploy.jupyterhub and return what it printed. Raises RuntimeError if it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, "-m", "deploy.jupyterhub", what, settings],
        cwd=repository,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the hub did not {what}: {done.stderr.strip()}")
    return done.stdout


def hub_python(venv: Path, repository: Path) -> Path:
    """Make what `make hub` installs, from packages that are installed already, for accounts other than root."""
    packages = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    version = f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]}"
    # The Python of this run first, unless it is in a home folder, as root's mostly is.
    candidates = [os.path.realpath(sys.executable), "/usr/bin/python3"]
    usable = [python for python in candidates if runs_for_nobody([python, "-c", version])]
    if not usable:
        raise UnusableError("no Python of this version that other accounts can run: install the distribution's")
    if not runs_for_nobody([usable[0], "-c", f"for path in {_installed()}: open(path)"]):
        raise UnusableError("the installed packages are in a folder that other accounts cannot read")
    subprocess.run([usable[0], "-m", "venv", "--without-pip", venv], check=True)
    inside = next((venv / "lib").glob("python*/site-packages"))
    (inside / "installed.pth").write_text("\n".join(packages), encoding="utf-8")
    for package in ("helpers", "grader"):
        shutil.copytree(repository / package, inside / package)
    for shared in ("etc", "share"):
        (venv / shared).mkdir(exist_ok=True)
        (venv / shared / "jupyter").symlink_to((Path(sys.prefix) / shared / "jupyter").resolve())
    python = venv / "bin" / "python"
    (venv / "bin" / "alembic").write_text(ALEMBIC.format(python=python), encoding="utf-8")
    (venv / "bin" / "alembic").chmod(0o755)
    return python


def _installed() -> list[str]:
    """Return a file of each package that servers need; importing them all instead would take seconds."""
    found = (find_spec(name) for name in ("jupyterhub", "jupyterlab", "nbgrader"))
    return [spec.origin for spec in found if spec and spec.origin]


def runs_for_nobody(arguments: Sequence[str | Path]) -> bool:
    """Return whether an account without rights can run this command."""
    try:
        done = subprocess.run(arguments, env={}, capture_output=True, check=False, **NOBODY)
    except PermissionError:
        return False
    return done.returncode == 0


def free_ports() -> int:
    """Return the first of four ports in a row that nothing listens on."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        try:
            for each in range(port, port + 4):
                with socket.socket() as trial:
                    trial.bind(("127.0.0.1", each))
        except OSError:
            continue
        return port


def write_settings(repository: Path, place: Path, prefix: str, port: int, students: Sequence[str] = ()) -> Path:
    """Write the demo's own settings and roster, or a roster of ``students``, with other names, places and ports."""
    demo = repository / "deploy" / "jupyterhub"
    header, *lines = (demo / "roster.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"demo-{name},{name},,{name}@example.org" for name in students] or lines
    roster = "\n".join([header, *lines, ""]).replace("demo-", prefix)
    (place / "roster.csv").write_text(roster, encoding="utf-8")
    text = (demo / "demo.toml").read_text(encoding="utf-8")
    for old, new in (("/srv/one-neuron-up-demo", str(place / "srv")), ("demo-", prefix), ("8000", str(port))):
        if old not in text:
            raise RuntimeError(f"{demo / 'demo.toml'} has no {old}, in whose place {new} would be put")
        text = text.replace(old, new)
    (place / "hub.toml").write_text(text, encoding="utf-8")
    return place / "hub.toml"
