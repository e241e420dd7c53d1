"""A real hub with a demo class of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.jupyterhub import scratch
from deploy.jupyterhub.scratch import Hub


@pytest.fixture(scope="module")
def hub(repository) -> Iterator[Hub]:
    """A hub started by the command of `make hub`, and ended by that of `make hub-stop`."""
    for missing, reason in scratch.obstacles():
        if missing:
            pytest.skip(reason)
    try:
        with scratch.running(repository) as hub:
            yield hub
            keep_log(hub, repository)
    except scratch.UnusableError as error:
        pytest.skip(str(error))
    assert hub.prefix not in Path("/etc/passwd").read_text(encoding="utf-8")


def keep_log(hub: Hub, repository: Path) -> None:
    (repository / "artifacts").mkdir(exist_ok=True)
    shutil.copy(hub.folder / "hub" / "hub.log", repository / "artifacts" / "hub.log")
