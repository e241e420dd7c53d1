"""What the tests cost: with ``--clock FILE`` the twenty slowest and the seconds of each room are shown and kept.

A room is a folder of tests; its seconds are those of all its tests with their fixtures, as the workers spent them.

With ``--until TIME``, in Unix time, no lecture is run and no assignment proven that has not begun by then: a machine
that is several times slower than that of benchmarks/ci.md would be stopped in the middle, and would have told nothing.
What was left out for that is named, one by one, below everything else.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from benchmarks.ci import by_room

SHOWN = 20
BEGIN = pytest.StashKey[float]()
BEGUN = pytest.StashKey[set[str]]()
LONG = ("lecture", "proof")  # marks of what takes minutes where a machine is slow
TIME_IS_UP = "not begun, since the time was up (--until)"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--until", metavar="TIME", type=float, help="begin no lecture and no proof later, in Unix time")
    parser.addoption("--clock", metavar="FILE", type=Path, help="show what the tests cost, and write it to FILE")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BEGIN] = time.monotonic()
    config.stash[BEGUN] = set()


@pytest.hookimpl(tryfirst=True)  # before its fixtures, which are what takes the time
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out a lecture or proof that has not begun when the time is up."""
    until, begun = item.config.getoption("until"), item.config.stash[BEGUN]
    if until is None or not any(map(item.get_closest_marker, LONG)):
        return
    what = f"{item.nodeid.partition('::')[0]} {item.name.partition('[')[2]}"
    if what not in begun and time.time() > until:
        pytest.skip(TIME_IS_UP)
    begun.add(what)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show and keep what every test took, in all its phases: pytest's own list counts a fixture as another entry."""
    left_out = [one.nodeid for one in terminalreporter.stats.get("skipped", []) if TIME_IS_UP in str(one.longrepr)]
    for name in left_out:
        terminalreporter.write_line(f"NOT RUN, since the time was up: {name}")
    if (file := config.getoption("clock")) is None:
        return
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    tests = seconds_of(report for report in reports if isinstance(report, pytest.TestReport))
    wall, workers = time.monotonic() - config.stash[BEGIN], config.getoption("numprocesses", None) or 1
    for line in summary(tests, wall, workers):
        terminalreporter.write_line(line)
    file.parent.mkdir(exist_ok=True)
    record = {
        "workers": workers,
        "seconds": round(wall),
        "tests": {name: round(took, 2) for name, took in tests.items()},
    }
    file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def seconds_of(reports: Iterable[pytest.TestReport]) -> Counter[str]:
    """Return the seconds of each test, with what its fixtures took before and after it."""
    tests: Counter[str] = Counter()
    for report in reports:
        tests[report.nodeid] += report.duration
    return tests


def summary(tests: Counter[str], wall: float, workers: int) -> Iterator[str]:
    yield f"===== the {SHOWN} slowest of {len(tests)} tests, their fixtures included ====="
    for name, took in tests.most_common(SHOWN):
        yield f"{took:7.1f} s  {name}"
    yield f"===== {sum(tests.values()):.0f} s of {workers} workers in {wall:.0f} s, by room ====="
    for name, took in by_room(tests).items():
        yield f"{took.now:7.1f} s  {name}"
