"""Whatever one cell does, it costs that cell; the tests before it and after it still count."""

import pytest
from engine_notebooks import IMPORTS, check, given, notebook, only, reasons, solution

from grader.engine.execute import execute
from grader.engine.job import Job, Limits, Outcome
from grader.engine.trusted.warm import WarmParent

SHORT = Limits(
    cell_seconds=3, call_seconds=3, submission_seconds=90, memory_bytes=1 << 29, output_bytes=10_000, threads=32
)


def three_tasks(parent: WarmParent, middle: str, test: str = "assert g() == 2", limits: Limits = SHORT) -> Outcome:
    def cells(second: str) -> dict:
        return notebook(
            given(IMPORTS),
            solution("def f(): return 1", "s1"),
            check("assert f() == 1", "t1"),
            solution(second, "s2"),
            check(test, "t2"),
            solution("def h(): return 3", "s3"),
            check("assert h() == 3\nassert f() == 1", "t3"),
        )

    return execute(Job(cells(middle), cells("def g(): return 2")), limits, parent)


BROKEN_CELLS = {
    "exits": "import os; os._exit(0)",
    "aborts": "import os; os.abort()",
    "segmentation fault": "import ctypes; ctypes.string_at(0)",
    "hangs": "while True: pass",
    "swallows": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "ignores signals": "import signal\nfor s in (2, 14, 15): signal.signal(s, signal.SIG_IGN)\nwhile True: pass",
    "memory": "x = []\nwhile True:\n    try:\n        x.append(bytearray(1 << 24))\n    except MemoryError: pass",
    "threads": "import threading, time\nfor _ in range(500): threading.Thread(target=time.sleep, args=(60,)).start()\n"
    "time.sleep(60)",
    "raises": "raise RuntimeError('no')",
    "syntax": "def g(: pass",
    "system exit": "import sys; sys.exit(0)",
    "input": "x = input('?')",
    "fork": "import os; os.fork()",
    "garbage on the line": "import gc, socket, os\n"
    "for fd in range(3, 30):\n    try: os.write(fd, b'x' * 100)\n    except OSError: pass",
}


@pytest.mark.parametrize("code", BROKEN_CELLS.values(), ids=BROKEN_CELLS.keys())
def test_a_broken_cell_costs_its_own_task_only(parent: WarmParent, code: str) -> None:
    outcome = three_tasks(parent, code)
    assert reasons(outcome) == ["passed", "failed", "passed"], outcome.log


BROKEN_CALLS = {
    "exits": "import os\ndef g(): os._exit(0)",
    "hangs": "def g():\n    while True: pass",
    "sleeping thread": "import threading, time\ndef g():\n    t = threading.Thread(target=time.sleep, args=(99,))\n"
    "    t.start()\n    t.join()",
    "endless generator": "def g():\n    while True: yield 1",
    "recursion": "def g(): return g()",
    "system exit": "import sys\ndef g(): sys.exit()",
    "circle": "def g():\n    a = []\n    a.append(a)\n    return a",
    "huge": "def g(): return [0] * 5_000_000",
}


@pytest.mark.parametrize("code", BROKEN_CALLS.values(), ids=BROKEN_CALLS.keys())
def test_a_broken_call_costs_its_own_test_only(parent: WarmParent, code: str) -> None:
    test = "assert list(g()) == [2]" if "yield" in code else "assert g() == 2"
    outcome = three_tasks(parent, code, test)
    assert reasons(outcome) == ["passed", "failed", "passed"], outcome.log


@pytest.mark.parametrize("code", ["while True: print('again and again')", "print('x' * 200_000_000)"])
def test_output_without_end_is_cut(parent: WarmParent, code: str) -> None:
    outcome = three_tasks(parent, code)
    assert reasons(outcome) == ["passed", "failed", "passed"]
    assert len(str(outcome.notebook)) < 100_000


def test_stderr_costs_nothing(parent: WarmParent) -> None:
    noisy = (
        "import sys, warnings\ndef g():\n    warnings.warn('careful')\n    print('oh', file=sys.stderr)\n    return 2"
    )
    outcome = three_tasks(parent, noisy)
    assert reasons(outcome) == ["passed"] * 3
    assert not [o for cell in outcome.notebook["cells"] for o in cell["outputs"] if o.get("name") == "stderr"]


def test_a_submission_that_uses_up_its_time_keeps_what_it_has(parent: WarmParent) -> None:
    limits = Limits(cell_seconds=60, submission_seconds=4)
    outcome = three_tasks(parent, "import time; time.sleep(60)", limits=limits)
    assert reasons(outcome) == ["passed", "not run", "not run"]


def test_a_test_that_loops_over_a_students_number_ends(parent: WarmParent) -> None:
    outcome = three_tasks(parent, "def g(): return 10**15", "for _ in range(g()): pass")
    assert reasons(outcome) == ["passed", "failed", "passed"]
    assert "did not end" in outcome.scores["t2"].message


def test_numbers_at_the_end_of_a_students_cell_are_no_score(parent: WarmParent) -> None:
    outcome = three_tasks(parent, "def g(): return 0\n1")
    assert outcome.scores["t2"].points == 0


def test_the_untouched_stub_fails_with_its_own_error(parent: WarmParent) -> None:
    outcome = three_tasks(parent, "def g():\n    raise NotImplementedError")
    assert outcome.scores["t2"].message.startswith("NotImplementedError")


def test_an_empty_notebook_is_graded(parent: WarmParent) -> None:
    empty = notebook(check("assert True"))
    assert only(execute(Job(empty, empty), SHORT, parent)).points == 1
