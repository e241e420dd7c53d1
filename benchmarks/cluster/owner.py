"""The process that owns the gradebook: grades a course once, and prints as JSON what that took.

`runs` starts it as ``python -m benchmarks.cluster.owner ROOT WORKERS PLACE [PID ...]``: PLACE is what --on names, and
the processes are scheduler and nodes, whose CPU seconds are read at both ends.
"""

import hashlib
import json
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from benchmarks.cluster import course
from grader.cluster import where
from grader.course import LOG, quietly
from grader.grading.results import Result, grade_all

STATUS, LOOPBACK = Path("/proc/self/status"), Path("/proc/net/dev")


def grade(root: Path, workers: int, on: str, others: Iterable[psutil.Process]) -> dict[str, Any]:
    """Grade a course anew; return seconds by the clock, CPU seconds, MiB of memory, bytes of the loopback, and marks.

    The clock begins when all nodes are there, and ends with the last mark in the gradebook; no feedback is written.
    """
    api = course.begin_anew(root, workers)
    with quietly(root / LOG), where.workers(on) as pool:
        if pool:
            pool.client.wait_for_workers(workers)
        before = _read(others)
        results = list(grade_all(api, course.work(root), workers=pool))
        after = _read(others)
    used = {name: after[name] - before[name] for name in before}
    return {"submissions": len(results), **used, "memory": _peak_memory(), "marks": _digest(results)}


def _read(others: Iterable[psutil.Process]) -> dict[str, float]:
    scheduler, *nodes = [sum(process.cpu_times()[:2]) for process in others] or [0.0]
    received = re.search(r"\blo:\s*(\d+)", LOOPBACK.read_text(encoding="utf-8"))
    return {
        "wall": time.perf_counter(),
        "owner": time.process_time(),
        "scheduler": scheduler,
        "nodes": sum(nodes),
        "wire": float(received[1]) if received else 0.0,
    }


def _peak_memory() -> float:
    """Return the most memory (MiB) that this process has had at once."""
    found = re.search(r"VmHWM:\s*(\d+) kB", STATUS.read_text(encoding="utf-8"))
    return int(found[1]) / 1024 if found else 0.0


def _digest(results: Iterable[Result]) -> str:
    """Return a hash of all marks. Raises RuntimeError where the grader failed."""
    marks = []
    for result in results:
        if result.failure:
            raise RuntimeError(f"{result.student}: {result.failure}")
        marks.append((result.student, sorted((task, score.points) for task, score in result.scores.items())))
    return hashlib.sha256(json.dumps(sorted(marks)).encode()).hexdigest()


if __name__ == "__main__":
    root, workers, on, *pids = sys.argv[1:]
    print(json.dumps(grade(Path(root), int(workers), on, [psutil.Process(int(pid)) for pid in pids])))
