"""Waiting for a state, however long a busy machine takes to reach it; the limit is for what never comes."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 600


def until(seen: Callable[[], object], told: Callable[[], str] = lambda: "") -> None:
    """Wait until ``seen()`` is true. Fails with what ``told`` says then, if that never comes."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not seen():
        assert time.monotonic() < end, f"not seen within {PATIENCE_SECONDS} s. {told()}"
        time.sleep(0.1)
