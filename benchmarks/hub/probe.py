"""Loads pages again and again, about twice a second each, and keeps how long each took."""

import contextlib
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import requests

EVERY_SECONDS = 0.5

Pages = Mapping[str, Callable[[], object]]  # by name; each loads its page, and raises if it does not come


@dataclass
class Loads:
    """The seconds that each page took, by its name, and what became of those that did not come."""

    seconds: dict[str, list[float]]
    failures: list[str] = field(default_factory=list)


@contextlib.contextmanager
def probing(pages: Pages) -> Iterator[Loads]:
    """Load all pages, one after the other, every half a second (or as fast as they come) until the block ends."""
    loads, ended = Loads({name: [] for name in pages}), threading.Event()
    thread = threading.Thread(target=_load_until, args=(ended, pages, loads), daemon=True)
    thread.start()
    try:
        yield loads
    finally:
        ended.set()
        thread.join()


def percentile(seconds: Sequence[float], percent: int) -> float:
    """Return a percentile of at least one measurement; 50 is the median."""
    if len(seconds) == 1:
        return seconds[0]
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def table(loads: Mapping[str, Loads]) -> str:
    """Return a row for each page: its median and 95th percentile (ms), and that percentile over the first column's."""
    (first, idle), *others = loads.items()
    head = ["page", first, *(column for name, _ in others for column in (name, "ratio"))]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for page, seconds in idle.seconds.items():
        row = [page, _cell(seconds)]
        for _, busy in others:
            row += [_cell(busy.seconds[page]), _ratio(busy.seconds[page], seconds)]
        rows.append(row)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(seconds: Sequence[float]) -> str:
    return f"{1000 * percentile(seconds, 50):.0f} / {1000 * percentile(seconds, 95):.0f}" if seconds else ""


def _ratio(busy: Sequence[float], idle: Sequence[float]) -> str:
    return f"{percentile(busy, 95) / percentile(idle, 95):.1f}" if busy and idle else ""


def _load_until(ended: threading.Event, pages: Pages, loads: Loads) -> None:
    while True:  # once at least
        began = time.perf_counter()
        for name, load in pages.items():
            start = time.perf_counter()
            try:
                load()
            except requests.RequestException as error:
                loads.failures.append(f"{name}: {error}")
            else:
                loads.seconds[name].append(time.perf_counter() - start)
        if ended.wait(max(0.0, EVERY_SECONDS - (time.perf_counter() - began))):
            return
