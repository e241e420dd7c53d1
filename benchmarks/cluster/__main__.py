"""How fast a cluster grades beside this machine alone: python -m benchmarks.cluster; see benchmarks/cluster.md."""

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from benchmarks.cluster import course, model, runs
from benchmarks.cluster.runs import Run
from benchmarks.grading import adopt_orphans

PAGE = Path(__file__).parents[1] / "cluster.md"
KEPT = PAGE.with_suffix(".json")
MARK = "<!-- python -m benchmarks.cluster --write puts here what was measured -->"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 where marks of the same class differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000, 10_000], help="(1000 3000 10000)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="side by side (1 2)")
    write = f"put it into {PAGE.name}, beside what {KEPT.name} keeps of other sizes"
    parser.add_argument("--write", action="store_true", help=write)
    given = parser.parse_args(arguments)
    # As Ctrl-C does, this ends the blocks that end scheduler and nodes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    adopt_orphans()
    measured = [run for size in given.sizes for run in measure(size, given.workers)]
    different = sorted({run.submissions for run in measured if len(marks_of(measured, run.submissions)) > 1})
    if given.write and not different:
        measured = keep(measured)
    text = "\n".join(report(measured))
    print(text)
    if given.write and not different:
        head, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(f"{head}{mark}\n\n{text}\n", encoding="utf-8")
    for size in different:
        print(f"The marks of {size} submissions are not the same in all runs.", file=sys.stderr)
    return int(bool(different))


def measure(size: int, workers: Sequence[int]) -> Iterator[Run]:
    """Yield the runs of one class, this machine and the cluster in turn."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "course"
        course.write(root, size)
        for count in workers:
            for grade in (runs.here, runs.on_cluster):
                run = grade(root, count)
                print(f"{size} submissions, {count} workers, {run.way}: {run.wall:.0f} s", file=sys.stderr, flush=True)
                yield run


def marks_of(measured: Sequence[Run], size: int) -> set[str]:
    """Return the different marks that a class of this size has got."""
    return {run.marks for run in measured if run.submissions == size}


def keep(measured: Sequence[Run]) -> list[Run]:
    """Return the runs with those of other sizes and workers that were kept, and keep all."""
    kept = [Run(**row) for row in json.loads(KEPT.read_text(encoding="utf-8"))] if KEPT.exists() else []
    by_what = {(run.submissions, run.workers, run.way): run for run in (*kept, *measured)}
    everything = [by_what[what] for what in sorted(by_what)]
    KEPT.write_text(json.dumps([asdict(run) for run in everything], indent=1) + "\n", encoding="utf-8")
    return everything


def report(measured: Sequence[Run]) -> Iterator[str]:
    """Yield the lines of cluster.md."""
    names = ("distributed", "nbgrader", "torch")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    yield f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}."
    yield ""
    for section in (model.table, model.overhead, model.growth, model.projection):
        if lines := list(section(measured)):
            yield from (*lines, "")


if __name__ == "__main__":
    sys.exit(main())
