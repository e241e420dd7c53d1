"""The benchmark of the hub runs with a small class, finds every grade, and leaves nothing behind."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks.hub import scratch
from deploy.jupyterhub import accounts
from deploy.jupyterhub.configuration import SETTINGS_VARIABLE
from tests.waiting import until


@pytest.fixture(scope="module")
def usable(repository) -> None:
    """Skip where no hub can be started."""
    for missing, reason in scratch.obstacles():
        if missing:
            pytest.skip(reason)
    with open_folder() as folder:
        try:
            scratch.hub_python(folder / "venv", repository)
        except scratch.UnusableError as error:
            pytest.skip(str(error))


@pytest.fixture
def place(usable) -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that other accounts can enter, as they cannot those that pytest makes."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def start(repository: Path, place: Path) -> subprocess.Popen[str]:
    """Start the benchmark of a class of four, as from a terminal, where Ctrl-C reaches all that it starts."""
    small = ["--students=2", "--servers=1", "--submissions=4", "--idle-seconds=1"]
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.hub", *small],
        cwd=repository,
        env=os.environ | {"TMPDIR": str(place)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A program in the background ignores Ctrl-C; so would this one, if the tests ran there.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        process_group=0,
    )


def launched(place: Path) -> list[str]:
    """Return the accounts of the class, once the hub is being started for them."""
    until(lambda: [*place.glob("hub-*/srv/hub/hub.log")])
    (record,) = place.glob(f"hub-*/srv/hub/{accounts.RECORD}")
    return json.loads(record.read_text(encoding="utf-8"))["names"]


def left(place: Path, names: list[str]) -> list[str]:
    """Return what is left of the hub: accounts, files, processes."""
    processes = [process for process in psutil.process_iter(["environ"]) if is_of(process, place)]
    return [*filter(accounts.exists, names), *map(str, place.iterdir()), *map(str, processes)]


def is_of(process: psutil.Process, place: Path) -> bool:
    environment = process.info["environ"] or {}
    return environment.get(SETTINGS_VARIABLE, "").startswith(f"{place}/")


def test_a_small_class_hands_in_and_is_graded(repository, place):
    process = start(repository, place)
    names = launched(place)
    said, complaints = process.communicate()
    assert process.returncode == 0, complaints
    assert len(names) == 6  # four students, the instructor, the grader
    assert "4 submissions were collected" in said
    assert "; 0 grades were lost or wrong." in said
    people = dict(re.findall(r"^\| ([a-z ]+) \| (\d+) \| 0 \|", said, flags=re.MULTILINE))
    assert people == {
        "start a server": "1",
        "fetch and submit on servers": "1",
        "log in": "2",
        "fetch and submit by account": "2",
        "autograde in the formgrader": "4",
    }
    assert re.search(r"^\| server: Assignment List \|( \d+ / \d+ \|)( \d+ / \d+ \| [\d.]+ \|){3}$", said, re.MULTILINE)
    assert left(place, names) == []


def test_ctrl_c_takes_everything_away(repository, place):
    process = start(repository, place)
    names = launched(place)
    # The hub's process is there, which at first only imports, and knows nothing of signals yet.
    until(lambda: any(is_of(each, place) for each in psutil.process_iter(["environ"])))
    os.killpg(process.pid, signal.SIGINT)
    process.communicate()
    assert process.returncode != 0
    assert left(place, names) == []
