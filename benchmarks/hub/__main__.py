"""How a hub bears a class of real accounts on one machine: python -m benchmarks.hub, as root; see benchmarks/hub.md."""

import argparse
import os
import platform
import signal
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.hub import cycle, run, scratch


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print what benchmarks/hub.md shows, and return 1 if anything went wrong or was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hub", description=__doc__)
    parser.add_argument("--students", type=int, default=100, help="who fetch and submit at once (100)")
    parser.add_argument("--servers", type=int, default=10, help="who do it on servers of their own (10)")
    parser.add_argument("--submissions", type=int, default=300, help="to be graded: theirs, and later ones (300)")
    parser.add_argument("--idle-seconds", type=float, default=60, help="how long pages are loaded before (60)")
    given = parser.parse_args(arguments)
    if min(given.students, given.servers) < 1:
        parser.error("give at least one student and one server")
    if reasons := [reason for missing, reason in scratch.obstacles() if missing]:
        print("\n".join(reasons), file=sys.stderr)
        return 1
    # As Ctrl-C does, this ends the blocks that take the hub and its accounts away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        report = measure(given)
    except scratch.UnusableError as error:
        print(error, file=sys.stderr)
        return 1
    print(report.text)
    for line in report.errors:
        print(line, file=sys.stderr)
    return 1 if report.errors else 0


def measure(given: argparse.Namespace) -> run.Report:
    """Stand a hub up, run the class on it, and take it away."""
    size = max(given.submissions, given.students + given.servers)
    names = [f"s{number:03}" for number in range(size)]
    load, begin = os.getloadavg()[0], time.perf_counter()
    with scratch.running(cycle.REPOSITORY, names) as hub:
        standing, made = time.perf_counter() - begin, _seconds_for_accounts(hub)
        people = [hub.name(name) for name in names]
        report = run.whole_class(hub, people, given.students, given.servers, given.idle_seconds)
        begin = time.perf_counter()
    machine = (
        f"{os.cpu_count()} cores (load {load:.1f} before), {psutil.virtual_memory().total / 2**30:.0f} GB, Python "
        f"{platform.python_version()}, JupyterHub {version('jupyterhub')}, nbgrader {version('nbgrader')}."
    )
    stood = (
        f"The hub and its {size} students stood in {standing:.0f} s, {made:.0f} s of them for the "
        f"accounts, and were taken away in {time.perf_counter() - begin:.0f} s."
    )
    return run.Report("\n\n".join([machine, stood, report.text]), report.errors)


def _seconds_for_accounts(hub: scratch.Hub) -> float:
    """Return how long it took to make the accounts, by their homes, in which nobody has been yet."""
    made = [Path(f"~{name}").expanduser().stat().st_ctime for name in hub.passwords]
    return max(made) - min(made)


if __name__ == "__main__":
    sys.exit(main())
