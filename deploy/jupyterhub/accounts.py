"""The Unix accounts of a class: made for a demo and removed with it, or the machine's own."""

import json
import pwd
import secrets
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from deploy.jupyterhub.settings import Settings, SettingsError

RECORD = "accounts.json"
NO_LOGIN = "/usr/sbin/nologin"
PATIENCE_SECONDS = 10


def exists(name: str) -> bool:
    """Return whether this machine has the account."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def missing(settings: Settings, record: Path) -> list[str]:
    """Return the accounts that are this hub's to make and that it has not made before."""
    made = _made(record)
    everyone = (settings.course.grader, *settings.people)
    return [name for name in everyone if name not in made] if settings.accounts.create else []


def check(settings: Settings, record: Path) -> None:
    """Raise SettingsError, with a line for each account that is missing, or there but not ours to make."""
    everyone = [settings.course.grader, *settings.people]
    if settings.accounts.create:
        everyone = missing(settings, record)
        told = (
            "there is an account {} already, and it is not this hub's to use and remove: choose another prefix or name"
        )
        wrong = [name for name in everyone if exists(name)]
    else:
        told = "this machine has no account {}: make it, or correct the roster or the settings"
        wrong = [name for name in everyone if not exists(name)]
    if wrong:
        raise SettingsError("\n".join(told.format(name) for name in wrong))


def create(settings: Settings, record: Path) -> dict[str, str]:
    """Make the accounts that are missing and return the passwords of those who log in.

    Each is noted in ``record`` before it is made, so that what an interruption leaves is removed later.
    """
    passwords: dict[str, str] = {}
    made = _made(record)
    for name in missing(settings, record):
        made.append(name)
        _note(record, made, complete=False)
        grades = name == settings.course.grader
        _run(["useradd", "--create-home", "--shell", NO_LOGIN if grades else "/bin/bash", name])
        Path(f"~{name}").expanduser().chmod(0o700)
        if not grades:
            passwords[name] = secrets.token_urlsafe(9)
            _run(["chpasswd"], f"{name}:{passwords[name]}\n")
    _note(record, made, complete=True)
    return passwords


def was_interrupted(record: Path) -> bool:
    """Return whether accounts were being made, and not all of them were."""
    return record.exists() and not json.loads(record.read_text(encoding="utf-8"))["complete"]


def remove(record: Path) -> list[str]:
    """Remove the accounts that were noted, their processes and their folders, and return their names."""
    found = [name for name in _made(record) if exists(name)]
    _end_processes(pwd.getpwnam(name).pw_uid for name in found)
    for name in found:
        _run(["userdel", "--remove", name])
    record.unlink(missing_ok=True)
    return found


def _made(record: Path) -> list[str]:
    names: list[str] = json.loads(record.read_text(encoding="utf-8"))["names"] if record.exists() else []
    return names


def _note(record: Path, names: list[str], *, complete: bool) -> None:
    record.write_text(json.dumps({"names": names, "complete": complete}), encoding="utf-8")


def _end_processes(users: Iterable[int]) -> None:
    """Kill what is left of these users' processes: an account in use cannot be removed."""
    wanted, until = set(users), time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        left = [process for process in psutil.process_iter(["uids"]) if _user(process) in wanted]
        for process in left:
            process.kill()
        _, alive = psutil.wait_procs(left, timeout=1)
        if not alive:
            return


def _user(process: psutil.Process) -> int | None:
    uids = process.info["uids"]
    return uids.real if uids else None


def _run(command: list[str], text: str = "") -> None:
    """Run a command of the system. Raises SettingsError with what it had to say if it fails."""
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)  # noqa: S603
    # userdel says so where there is no mail folder to remove, and goes on.
    if done.returncode:
        raise SettingsError(f"{' '.join(command)} failed: {done.stderr.strip()}")
