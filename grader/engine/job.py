"""What goes into grading one submission and what comes out: plain data, no paths, no handles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Notebook = dict[str, Any]

# The two ways to run tests: in a process of their own, or in one shell with the student's code.
APART, TOGETHER = "apart", "together"


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        cell_seconds: wall-clock time for one cell.
        call_seconds: wall-clock time for one request of a test to student code.
        submission_seconds: wall-clock time for everything.
        memory_bytes: memory of the student's process on top of the imported packages.
        folder_bytes: all files in its work folder together; `file_bytes` for a single one.
        output_bytes: output kept for one cell; `total_output_bytes` for all cells.
        message_bytes: the largest value that may travel between student code and tests.
        threads: threads of the student's process.
        restarts: how often the student's process is started again after it died.
        requests: of one test apart to the student's process; a test with more runs together, where nobody says
            otherwise. Ten seconds on a slow machine.
    """

    cell_seconds: float = 30.0
    call_seconds: float = 10.0
    submission_seconds: float = 300.0
    memory_bytes: int = 4 << 30
    file_bytes: int = 100 << 20
    folder_bytes: int = 500 << 20
    output_bytes: int = 1 << 20
    total_output_bytes: int = 8 << 20
    message_bytes: int = 128 << 20
    threads: int = 64
    restarts: int = 16
    requests: int = 20_000


@dataclass(frozen=True)
class Job:
    """One submission, rebuilt.

    Attributes:
        notebook: nbformat 4 JSON with nbgrader metadata: locked and test cells from the instructor's source,
            solution cells and extra cells from the student.
        source: the instructor's notebook; it alone decides which names are the student's to define.
        files: data files of the assignment, by relative name.
        seed: what unseeded random numbers come from (`draws`); who knows it can foresee what the tests draw.
        way: `APART` or `TOGETHER`; where it is empty, the engine tries the source itself (`choice`).
        gpu: patterns of the files of a GPU's driver, for a submission that is to see one; empty for all others.
    """

    notebook: Notebook
    source: Notebook
    files: Mapping[str, bytes] = field(default_factory=dict)
    seed: str = ""
    way: str = ""
    gpu: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """The points of one test cell; `reason` is one of "passed", "partial", "failed", "not run", "invalid"."""

    points: float
    max_points: float
    reason: str
    message: str = ""


@dataclass(frozen=True)
class Outcome:
    """What grading produced.

    Attributes:
        notebook: the job's notebook with outputs filled in as ordinary nbformat outputs.
        scores: by grade_id, for every automatically graded cell.
        layers: for each lock-down layer "on" or why it was missing.
        log: what happened that is worth telling, in order.
        way: how the tests ran, `APART` or `TOGETHER`.
        doubts: by grade_id the points that a test which can run apart gives apart, where they are fewer.
        asked: by grade_id how often a test that ran apart asked the student's process for something.
    """

    notebook: Notebook
    scores: Mapping[str, Score]
    layers: Mapping[str, str]
    log: tuple[str, ...]
    way: str = APART
    doubts: Mapping[str, float] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)
