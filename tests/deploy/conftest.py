"""A real hub with a demo class of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_pages import PATIENCE, log_in

from benchmarks.hub import scratch
from benchmarks.hub.scratch import Hub


@pytest.fixture(scope="session")
def hub(repository) -> Iterator[Hub]:
    """A hub started by the command of `make hub`, and ended by that of `make hub-stop`."""
    for missing, reason in scratch.obstacles():
        if missing:
            pytest.skip(reason)
    try:
        with scratch.running(repository) as hub:
            yield hub
            keep_log(hub)
    except scratch.UnusableError as error:
        pytest.skip(str(error))
    assert hub.prefix not in Path("/etc/passwd").read_text(encoding="utf-8")


def keep_log(hub: Hub) -> None:
    (hub.repository / "artifacts").mkdir(exist_ok=True)
    shutil.copy(hub.folder / "hub" / "hub.log", hub.repository / "artifacts" / "hub.log")


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
