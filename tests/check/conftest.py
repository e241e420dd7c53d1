from collections.abc import Iterator

import pytest

from grader.engine.trusted.warm import WarmParent


@pytest.fixture(scope="session")
def parent() -> Iterator[WarmParent]:
    """One warm parent for the whole run: starting it means importing torch and all the rest."""
    with WarmParent() as running:
        yield running
