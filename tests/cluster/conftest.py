"""What the tests of a cluster share: a scheduler, and the class that this machine has graded."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def jobqueue() -> None:
    """Skip where dask-jobqueue is missing; to import it is left to the grader, since that changes what Ctrl-C does."""
    if importlib.util.find_spec("dask_jobqueue") is None:
        pytest.skip("dask-jobqueue is not installed: make cluster installs it")


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """A scheduler with keys of its own, without a node."""
    pytest.importorskip("distributed", reason="Dask is not installed: make cluster installs it")
    from tests.support.dask_nodes import scheduled

    with scheduled(tmp_path_factory.mktemp("dask")) as processes:
        yield processes


@pytest.fixture(scope="module")
def ungraded(graded, tmp_path_factory) -> Path:
    """The class that another test has graded on this machine, without its marks and with the same secret."""
    from tests.support.dask_nodes import without_marks

    return without_marks(graded[0], tmp_path_factory.mktemp("cluster") / "course")
