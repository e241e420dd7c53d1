"""What a number of people do at the same time: how long each took, how long all took, and what went wrong."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

from benchmarks.hub.probe import percentile

HEAD = (
    "| what | people | errors | all done after, s | one: median, s | 95th percentile, s |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
)


@dataclass(frozen=True)
class Batch:
    """The seconds of each who succeeded, those from the first's begin to the last's end, and a line for each error."""

    what: str
    seconds: Sequence[float]
    wall: float
    errors: Sequence[str]


def together(what: str, people: Sequence[str], act: Callable[[str], object], threads: int = 0) -> Batch:
    """Let ``act`` be done for all people at once, or for as many as ``threads`` at a time.

    Threads do here, since they only wait for what the hub does.
    """
    begin = time.perf_counter()
    with ThreadPoolExecutor(threads or max(1, len(people))) as executor:
        outcomes = list(executor.map(lambda person: _timed(act, person), people))
    wall = time.perf_counter() - begin
    errors = [f"{what}, {person}: {said}" for person, (_, said) in zip(people, outcomes, strict=True) if said]
    return Batch(what, [seconds for seconds, said in outcomes if not said], wall, errors)


def table(batches: Sequence[Batch]) -> str:
    """Return a row for each batch."""
    rows = list(HEAD)
    for batch in batches:
        each = [f"{percentile(batch.seconds, percent):.1f}" if batch.seconds else "" for percent in (50, 95)]
        people = len(batch.seconds) + len(batch.errors)
        cells = [batch.what, str(people), str(len(batch.errors)), f"{batch.wall:.1f}", *each]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _timed(act: Callable[[str], object], person: str) -> tuple[float, str]:
    begin = time.perf_counter()
    try:
        act(person)
    except (requests.RequestException, RuntimeError) as error:
        return 0.0, str(error) or type(error).__name__
    return time.perf_counter() - begin, ""
