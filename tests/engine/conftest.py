from collections.abc import Iterator

import pytest

from grader.engine.trusted.warm import WarmParent


@pytest.fixture(scope="session")
def parent() -> Iterator[WarmParent]:
    """One warm parent for the whole run: starting it means importing torch and all the rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTERHUB_API_TOKEN", "a token of the grader's")  # for the tests of what a student can see
        with WarmParent() as running:
            yield running
