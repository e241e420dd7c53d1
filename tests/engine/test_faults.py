"""The student's process killed at random points, the parent ended, the line cut: no lost and no wrong grade.

Run this file as a program for a longer campaign: `python tests/engine/test_faults.py 500`.
"""

import os
import random
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from engine_notebooks import IMPORTS, QUICK, check, given, notebook, reasons, solution

from grader.engine import execute as engine
from grader.engine.job import APART, Job, Outcome
from grader.engine.trusted.session import Session
from grader.engine.trusted.warm import WarmParent

SOURCE = notebook(
    given(IMPORTS),
    solution("def f(x):\n    return x + 1", "s1"),
    check("for n in range(5):\n    assert f(n) == n + 1", "t1"),
    solution("class Counter:\n    n = 0\n    def up(self): self.n += 1", "s2"),
    check("c = Counter()\nfor _ in range(4):\n    c.up()\nassert c.n == 4", "t2"),
    solution("def g(): return 3", "s3"),
    check("assert g() == 3\nassert f(0) == 1\n0.5", "t3"),
    check("orig = g\ndel g\ntry:\n    g()\nexcept NameError: pass\nfinally:\n    g = orig\nassert g() == 3", "t4"),
)
WRONG = notebook(*(c | {"source": c["source"].replace("x + 1", "x + 2")} for c in SOURCE["cells"]))
RIGHT_REASONS = ["passed", "passed", "partial", "passed"]
WRONG_REASONS = ["failed", "passed", "failed", "passed"]
REQUESTS = 45  # about as many as the tests above make


@contextmanager
def killed_at(request: int, late: bool, delay: float = 0.0) -> Iterator[None]:
    """Kill the student's process at the n-th message to it: before it is sent, or a moment after."""
    send, count = Session._send, 0

    def kill(pid: int) -> None:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def counted(self: Session, message: bytes) -> None:
        nonlocal count
        count += 1
        if count == request and not late:
            kill(self.watchdog.pid)
        send(self, message)
        if count == request and late:
            timer = threading.Timer(delay, kill, (self.watchdog.pid,))
            timer.start()
            timer.join()

    Session._send = counted
    try:
        yield
    finally:
        Session._send = send


def graded(parent: WarmParent, submitted: dict, rng: random.Random) -> Outcome:
    with killed_at(rng.randint(1, REQUESTS), rng.random() < 0.5, rng.choice([0.0, 0.001, 0.01])):
        return engine.execute(Job(submitted, SOURCE, way=APART), QUICK, parent)


@pytest.mark.parametrize("seed", range(24))
def test_a_kill_at_a_random_point_changes_no_grade(parent: WarmParent, seed: int) -> None:
    rng = random.Random(seed)
    submitted, expected = rng.choice([(SOURCE, RIGHT_REASONS), (WRONG, WRONG_REASONS)])
    outcome = graded(parent, submitted, rng)
    assert reasons(outcome) == expected, outcome.log
    assert outcome.scores["t3"].points in (0, 0.5)


def test_a_code_that_always_ends_its_process_is_not_tried_for_ever(parent: WarmParent) -> None:
    deadly = notebook(
        *(c | {"source": c["source"].replace("return 3", "import os; os._exit(1)")} for c in SOURCE["cells"])
    )
    outcome = engine.execute(Job(deadly, SOURCE, way=APART), QUICK, parent)
    assert reasons(outcome) == ["passed", "passed", "failed", "failed"]


def main(runs: int) -> None:
    """Kill `runs` times and print how many grades were right."""
    right, rng = 0, random.Random(2026)
    with WarmParent() as parent:
        for number in range(runs):
            submitted, expected = rng.choice([(SOURCE, RIGHT_REASONS), (WRONG, WRONG_REASONS)])
            outcome = graded(parent, submitted, rng)
            right += reasons(outcome) == expected
            if reasons(outcome) != expected:
                print(f"run {number}: {reasons(outcome)} instead of {expected}: {outcome.log}")
    print(f"{right} of {runs} grades right, the process killed once at a random point in each")


if __name__ == "__main__":
    main(int(sys.argv[1]))
