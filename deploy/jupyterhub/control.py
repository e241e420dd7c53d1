"""Starts a hub and ends it."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from deploy.jupyterhub import accounts, folders
from deploy.jupyterhub.configuration import SETTINGS_VARIABLE, private_folder
from deploy.jupyterhub.settings import Settings, SettingsError

START_SECONDS = 300
STOP_SECONDS = 180
LEFTOVER_SECONDS = 10


def start(settings: Settings, file: Path) -> dict[str, str]:
    """Start the hub and return, once it answers, the passwords of accounts that were made.

    One that was killed is started again with the accounts it had, and finds the servers that still run.

    Raises SettingsError, with a line for each thing in the way, before anything is changed.
    """
    if os.geteuid() == 0 and not running(settings):
        _end_processes(leftovers(settings))
    if mistakes := [*_obstacles(settings)]:
        raise SettingsError("\n".join(mistakes))
    record = private_folder(settings) / accounts.RECORD
    accounts.check(settings, record)
    private_folder(settings).mkdir(parents=True, exist_ok=True)
    private_folder(settings).chmod(0o700)
    passwords = {}
    if settings.accounts.create:
        passwords = accounts.create(settings, record)
    folders.make(settings)
    folders.enter_roster(settings)
    log = private_folder(settings) / "hub.log"
    before = log.stat().st_size if log.exists() else 0
    _wait_until_it_runs(settings, _launch(settings, file), before)
    return passwords


def stop(settings: Settings) -> list[str]:
    """End the hub with its servers and return the accounts that were removed; their folders go with them."""
    if process := running(settings):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
    removed = accounts.remove(private_folder(settings) / accounts.RECORD)
    if settings.accounts.create and settings.server.folder.exists():
        shutil.rmtree(settings.server.folder)
    return removed


def running(settings: Settings) -> psutil.Process | None:
    """Return the hub's process if it runs."""
    try:
        process = psutil.Process(int((private_folder(settings) / "hub.pid").read_text(encoding="ascii")))
        return process if "jupyterhub" in process.cmdline() and process.is_running() else None
    except (OSError, ValueError, psutil.Error):
        return None


def leftovers(settings: Settings) -> Iterator[psutil.Process]:
    """Yield what a hub that was killed leaves behind in its ports: proxy and services, but no student's server."""
    interface = f":{settings.server.port + 1}/hub/api"
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            variables, command = process.environ(), " ".join(process.cmdline()) + " "
            of_this_hub = variables.get("JUPYTERHUB_API_URL", "").endswith(interface)
            is_proxy = "configurable-http-proxy" in command and f"--api-port {settings.server.port + 2} " in command
            if is_proxy or (of_this_hub and "JUPYTERHUB_SERVICE_NAME" in variables):
                yield process


def address(settings: Settings) -> str:
    """Return where people find the hub."""
    server = settings.server
    return f"{'https' if server.certificate else 'http'}://{server.address}:{server.port}"


def _end_processes(processes: Iterable[psutil.Process]) -> None:
    ended = [*processes]
    for process in ended:
        process.terminate()
    _, alive = psutil.wait_procs(ended, timeout=LEFTOVER_SECONDS)
    for process in alive:
        process.kill()


def _obstacles(settings: Settings) -> Iterator[str]:
    """Yield what keeps the hub from starting on this machine."""
    if os.geteuid() != 0:
        yield "only root can start servers for other people: run this with sudo"
        return
    if running(settings):
        yield f"this hub runs already, at {address(settings)}: make hub-stop ends it"
        return
    if accounts.was_interrupted(private_folder(settings) / accounts.RECORD):
        yield "a hub that was started here did not come up: make hub-stop removes what it left"
    if shutil.which("configurable-http-proxy") is None:
        yield "configurable-http-proxy is missing: install Node.js, then npm install --global configurable-http-proxy"
    if settings.slurm and shutil.which("sbatch") is None:
        yield "the settings ask for Slurm, but sbatch is not here: install Slurm's commands, or remove [slurm]"
    if not _others_can_run_python():
        yield f"{sys.executable} cannot be run by other accounts: install the hub where they can, such as in /opt"
    for port in range(settings.server.port, settings.server.port + 4):
        if _is_taken(port):
            yield f"port {port} is in use: end what listens there, or give another server.port"


def _others_can_run_python() -> bool:
    """Return whether an account with no rights can read what a student's server imports; importing it takes seconds."""
    packages = ("helpers", "jupyterhub", "jupyterlab", "nbgrader")
    look = f"from importlib.util import find_spec\nfor name in {packages}: open(find_spec(name).origin)"
    outcome = subprocess.run(  # noqa: S603
        [sys.executable, "-c", look],
        cwd="/",
        env={},
        user="nobody",
        group="nogroup",
        extra_groups=[],
        capture_output=True,
        check=False,
    )
    return outcome.returncode == 0


def _is_taken(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _launch(settings: Settings, file: Path) -> subprocess.Popen[bytes]:
    """Start JupyterHub in a session of its own, so that closing this terminal does not end it."""
    command = [sys.executable, "-m", "jupyterhub", "--config", str(folders.HERE / "jupyterhub_config.py")]
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = os.environ | {SETTINGS_VARIABLE: str(file.resolve()), "PATH": search}
    log = private_folder(settings) / "hub.log"
    log.touch(mode=0o600)
    with log.open("ab") as output:
        hub = subprocess.Popen(  # noqa: S603
            command,
            cwd=folders.REPOSITORY,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )
    # The hub writes this itself, but only seconds later, and until then nothing could end it.
    (private_folder(settings) / "hub.pid").write_text(str(hub.pid), encoding="ascii")
    return hub


def _hear_interrupts() -> None:
    """Undo what a shell does to commands in the background: they, and all that they start, ignore SIGINT.

    With that signal a hub asks its services to end, and waits half a minute for each before it uses a stronger one.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_until_it_runs(settings: Settings, process: subprocess.Popen[bytes], before: int) -> None:
    """Wait until JupyterHub says that it runs, in what it added to the ``before`` bytes of its log."""
    log = private_folder(settings) / "hub.log"
    until, said = time.monotonic() + START_SECONDS, ""
    while time.monotonic() < until and process.poll() is None:
        said = log.read_bytes()[before:].decode("utf-8", "replace")
        if "JupyterHub is now running" in said:
            return
        time.sleep(0.5)
    last = "\n".join(said.splitlines()[-5:])
    raise SettingsError(f"JupyterHub did not start; make hub-stop removes what was made. The end of {log}:\n{last}")
