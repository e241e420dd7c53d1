"""A real hub with a demo class of its own: accounts, folder and ports that no other hub on the machine has."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest
from hub_pages import PATIENCE, log_in

NOBODY = {"user": "nobody", "group": "nogroup", "extra_groups": [], "cwd": "/"}
ALEMBIC = "#!{python}\nimport sys\nfrom alembic.config import main\nsys.exit(main())\n"


@dataclass(frozen=True)
class Hub:
    """A running hub: the names of its class follow from ``prefix``."""

    base: str
    prefix: str
    passwords: dict[str, str]
    folder: Path
    settings: Path
    python: Path
    repository: Path

    def name(self, person: str) -> str:
        return f"{self.prefix}{person}"

    def start(self) -> subprocess.CompletedProcess[str]:
        """Start the hub again."""
        return command(self.repository, self.python, "start", self.settings)

    def server(self, person: str) -> psutil.Process:
        """Return the process of a person's server."""
        running = psutil.process_iter(["username", "cmdline"])
        mine = (process for process in running if process.info["username"] == self.name(person))
        return next(process for process in mine if "jupyterhub.singleuser" in process.info["cmdline"])

    def run_as(self, person: str, program: str, user: str = "", **variables: str) -> str:
        """Run Python with the environment of a person's server, as them or as ``user``, and return what it prints."""
        environment = self.server(person).environ() | variables
        return subprocess.run(
            [self.python, "-c", program],
            cwd=environment["HOME"],
            env=environment,
            user=user or self.name(person),
            group=user or self.name(person),
            extra_groups=[],
            text=True,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout


@pytest.fixture(scope="session")
def hub(repository) -> Iterator[Hub]:
    """A hub started by the command of `make hub`, and ended by that of `make hub-stop`."""
    for missing, reason in obstacles():
        if missing:
            pytest.skip(reason)
    place = Path(tempfile.mkdtemp(prefix="hub-"))
    place.chmod(0o755)
    python, prefix, port = hub_python(place / "venv", repository), f"demo-{secrets.token_hex(2)}-", free_ports()
    settings = write_settings(repository, place, prefix, port)
    try:
        started = command(repository, python, "start", settings)
        assert started.returncode == 0, started.stderr
        passwords = dict(re.findall(rf"^  (?:instructor|student) +({prefix}\S+) +(\S+)$", started.stdout, re.MULTILINE))
        yield Hub(f"http://127.0.0.1:{port}", prefix, passwords, place / "srv", settings, python, repository)
        keep_log(place, repository)
    finally:
        stopped = command(repository, python, "stop", settings)
        shutil.rmtree(place)
    assert stopped.returncode == 0, stopped.stderr
    assert prefix not in Path("/etc/passwd").read_text(encoding="utf-8")


def obstacles() -> list[tuple[bool, str]]:
    return [
        (find_spec("jupyterhub") is None, "JupyterHub is not installed: make test installs it"),
        (os.geteuid() != 0, "only root can start servers for other accounts"),
        (shutil.which("useradd") is None, "this system has no useradd"),
        (
            shutil.which("configurable-http-proxy") is None,
            "configurable-http-proxy is missing: npm install --global configurable-http-proxy",
        ),
    ]


def command(repository: Path, python: Path, *arguments) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [python, "-m", "deploy.jupyterhub", *arguments],
        cwd=repository,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
    )


def hub_python(venv: Path, repository: Path) -> Path:
    """Make what `make hub` installs, from packages that are installed already, for accounts other than root."""
    packages = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    version = (
        f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]}; import os; map(os.listdir, {packages})"
    )
    # The Python of this run first, unless it is in a home folder, as root's mostly is.
    candidates = [os.path.realpath(sys.executable), "/usr/bin/python3"]
    usable = [python for python in candidates if runs_for_nobody([python, "-c", version])]
    if not usable:
        pytest.skip("no Python of this version that other accounts can run: install the distribution's")
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
    if not runs_for_nobody([python, "-c", "import helpers, jupyterhub.singleuser, jupyterlab, nbgrader"]):
        pytest.skip("the installed packages are in a folder that other accounts cannot read")
    return python


def runs_for_nobody(arguments: list) -> bool:
    try:
        return subprocess.run(arguments, env={}, capture_output=True, check=False, **NOBODY).returncode == 0
    except PermissionError:
        return False


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


def write_settings(repository: Path, place: Path, prefix: str, port: int) -> Path:
    """Write the demo's own settings and roster with other names, places and ports."""
    demo = repository / "deploy" / "jupyterhub"
    roster = (demo / "roster.csv").read_text(encoding="utf-8").replace("demo-", prefix)
    (place / "roster.csv").write_text(roster, encoding="utf-8")
    text = (demo / "demo.toml").read_text(encoding="utf-8")
    for old, new in (("/srv/one-neuron-up-demo", str(place / "srv")), ("demo-", prefix), ("8000", str(port))):
        assert old in text
        text = text.replace(old, new)
    (place / "hub.toml").write_text(text, encoding="utf-8")
    return place / "hub.toml"


def keep_log(place: Path, repository: Path) -> None:
    (repository / "artifacts").mkdir(exist_ok=True)
    shutil.copy(place / "srv" / "hub" / "hub.log", repository / "artifacts" / "hub.log")


@pytest.fixture(scope="module")
def people(hub, chromium):
    """A window for each person, logged in."""
    contexts = {}

    def page(person: str):
        if person not in contexts:
            context = chromium.new_context(viewport={"width": 1400, "height": 1000})
            context.set_default_timeout(PATIENCE)
            contexts[person] = context.new_page()
            log_in(contexts[person], hub, person)
        return contexts[person]

    yield page
    for window in contexts.values():
        window.context.close()
