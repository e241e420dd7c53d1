"""What was measured, as tables; lines through it; and what they say of a cluster that is not here."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.cluster.runs import CLUSTER, HERE, Run

NODES, CORES, CLASS = 64, 32, 10_000
HEAD = (
    "| submissions | workers | way | a minute | CPU s each | owner, ms | scheduler, ms | Dask on nodes, ms "
    "| owner, MiB | kB by wire each |",
    "| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
)


@dataclass(frozen=True)
class Line:
    """The least squares line through values by submissions: ``start + each * submissions``.

    ``residuals`` are relative to the values.
    """

    start: float
    each: float
    residuals: tuple[float, ...]


def fit(runs: Sequence[Run], value: Callable[[Run], float]) -> Line:
    """Return the line through the runs, which are of two sizes or more."""
    sizes, values = [run.submissions for run in runs], [value(run) for run in runs]
    each, start = statistics.linear_regression(sizes, values)
    residuals = ((found - start - each * size) / found for size, found in zip(sizes, values, strict=True))
    return Line(start, each, tuple(residuals))


def table(runs: Sequence[Run]) -> Iterator[str]:
    """Yield a row for each run; what is told of each submission is the whole run's, its start included."""
    yield from HEAD
    for run in sorted(runs, key=lambda run: (run.submissions, run.workers, run.way == CLUSTER)):
        each = [1000 * took / run.submissions for took in (run.owner, run.scheduler, run.nodes)]
        dask = [f"{each[1]:.1f}", f"{each[2]:.1f}"] if run.way == CLUSTER else ["", ""]
        wire = f"{run.wire / run.submissions / 1000:.0f}" if run.way == CLUSTER else ""
        cells = [f"{run.submissions:,}", str(run.workers), run.way, f"{run.per_minute:,.0f}"]
        cells += [f"{run.cpu / run.submissions:.3f}", f"{each[0]:.1f}", *dask, f"{run.memory:.0f}", wire]
        yield f"| {' | '.join(cells)} |"


def overhead(runs: Sequence[Run]) -> Iterator[str]:
    """Yield how much longer the cluster took than this machine's own workers, as many of them, in the same run."""
    for run, other in _pairs(runs):
        took, cpu = run.wall / other.wall - 1, run.cpu / other.cpu - 1
        yield (
            f"- {run.submissions:,} submissions, {run.workers} workers: {took:+.1%} by the clock, "
            f"{cpu:+.1%} CPU seconds beside the local pool"
        )


def growth(runs: Sequence[Run]) -> Iterator[str]:
    """Yield the line of each way, where there are two sizes."""
    for way, workers, same in _alike(runs):
        for name, value in (("by the clock", _wall), ("CPU", _cpu)):
            line = fit(same, value)
            off = ", ".join(f"{residual:+.1%}" for residual in line.residuals)
            yield (
                f"- {way}, {workers} workers, seconds {name}: {line.start:.1f} + {line.each:.4f} × submissions; "
                f"off the line by {off}"
            )


def projection(runs: Sequence[Run]) -> Iterator[str]:
    """Yield what ``NODES`` nodes of ``CORES`` cores would do, by the runs of a cluster with the fewest workers."""
    same = next((same for way, _, same in _alike(runs) if way == CLUSTER), None)
    if same is None:
        return
    owner = fit(same, lambda run: run.owner + run.scheduler).each
    node = fit(same, _cpu).each - owner
    wire = fit(same, lambda run: run.wire).each
    start = fit(same, _wall).start
    cores = NODES * CORES
    rate = min(cores / node, 1 / owner)
    yield f"- A node's core spends {node:.4f} s on a submission, owner and scheduler together {owner:.4f} s."
    yield f"- {cores:,} cores could execute {60 * cores / node:,.0f} a minute; owner and scheduler keep up with "
    yield f"  {60 / owner:,.0f}, for which {node / owner:.0f} cores are enough."
    yield f"- So {NODES} nodes of {CORES} cores grade {60 * rate:,.0f} a minute, and {CLASS:,} submissions in "
    yield f"  {(start + CLASS / rate) / 60:.1f} minutes, with {8 * wire * rate / 1e6:.0f} Mbit/s through the scheduler."


def _pairs(runs: Sequence[Run]) -> Iterator[tuple[Run, Run]]:
    """Yield each run of a cluster with the local one of as many submissions and workers."""
    local = {(run.submissions, run.workers): run for run in runs if run.way == HERE}
    for run in runs:
        if run.way == CLUSTER and (run.submissions, run.workers) in local:
            yield run, local[run.submissions, run.workers]


def _alike(runs: Sequence[Run]) -> Iterator[tuple[str, int, list[Run]]]:
    """Yield the runs that differ in nothing but their size, where there are two sizes or more."""
    for way, workers in sorted({(run.way, run.workers) for run in runs}):
        same = sorted((run for run in runs if (run.way, run.workers) == (way, workers)), key=lambda r: r.submissions)
        if len({run.submissions for run in same}) > 1:
            yield way, workers, same


def _wall(run: Run) -> float:
    return run.wall


def _cpu(run: Run) -> float:
    return run.cpu
