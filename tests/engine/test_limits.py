"""Whatever one cell does, it costs that cell; the tests before it and after it still count."""

import pytest
from engine_notebooks import IMPORTS, check, given, notebook, only, reasons, solution

from grader.engine.execute import execute
from grader.engine.job import APART, Job, Limits, Outcome
from grader.engine.trusted.warm import WarmParent

SHORT = Limits(
    cell_seconds=1, call_seconds=1, submission_seconds=90, memory_bytes=1 << 29, output_bytes=10_000, threads=32
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

    return execute(Job(cells(middle), cells("def g(): return 2"), way=APART), limits, parent)


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
    assert only(execute(Job(empty, empty, way=APART), SHORT, parent)).points == 1


def graded(parent: WarmParent, *cells: dict, submitted: tuple[dict, ...] | None = None) -> Outcome:
    return execute(Job(notebook(*(submitted or cells)), notebook(*cells), way=APART), SHORT, parent)


@pytest.mark.parametrize("body", ["while True: pass", "import os; os._exit(0)", "raise SystemExit"])
def test_given_code_that_calls_a_students_function_is_the_students_to_run(parent: WarmParent, body: str) -> None:
    demo = given("def demo():\n    return [f(i) for i in range(3)]\ndemo()", "demo")
    tests = (check("assert f(1) == 2", "t1"), check("assert 1 + 1 == 2", "t2"))
    source = (solution("def f(x): return x + 1"), demo, *tests)
    outcome = graded(parent, *source, submitted=(solution(f"def f(x):\n    {body}"), demo, *tests))
    assert reasons(outcome) == ["failed", "passed"]


@pytest.mark.parametrize("body", ["while True: pass", "import os; os._exit(0)"])
def test_given_code_that_reaches_student_code_by_another_way_has_limits(parent: WarmParent, body: str) -> None:
    hidden = given("value = eval('f' + '(1)')", "hidden")
    tests = (check("assert f(1) == 2", "t1"), check("assert 1 + 1 == 2", "t2"))
    source = (solution("def f(x): return x + 1"), hidden, *tests)
    outcome = graded(parent, *source, submitted=(solution(f"def f(x):\n    {body}"), hidden, *tests))
    assert reasons(outcome) == ["failed", "passed"]


@pytest.mark.parametrize("body", ["while True: pass", "import os; os._exit(0)"])
@pytest.mark.parametrize("before", ["x = 0", "x = [0]\ndef h(): return x"])
def test_a_given_value_of_a_students_name_needs_no_student(parent: WarmParent, body: str, before: str) -> None:
    tests = (check("assert x == 5", "t1"), check("assert 1 + 1 == 2", "t2"))
    source = (given(before), solution("x = 5"), *tests)
    outcome = graded(parent, *source, submitted=(given(before), solution(body), *tests))
    assert reasons(outcome) == ["failed", "passed"]


@pytest.mark.parametrize("body", ["while True: pass", "import os; os._exit(0)", "raise ValueError", "return 3"])
def test_a_message_that_is_a_students_object_is_asked_for_within_limits(parent: WarmParent, body: str) -> None:
    right = "class A:\n    def __str__(self): return 'a'"
    wrong = f"class A:\n    def __str__(self):\n        {body}"
    tests = (check("assert 1 == 2, A()", "t1"), check("assert 1 + 1 == 2", "t2"))
    outcome = graded(parent, solution(right), *tests, submitted=(solution(wrong), *tests))
    assert reasons(outcome) == ["failed", "passed"]


def test_a_function_of_a_test_does_not_run_when_the_test_is_over(parent: WarmParent) -> None:
    late = "kept = []\ndef f(g):\n    kept.append(g)\n    return g(1)"
    calls = solution("try:\n    kept[0](10**18)\nexcept Exception as error:\n    said = str(error)", "s2")
    tests = (check("def count(n):\n    while n: n -= 1\n    return 0\nassert f(count) == 0", "t1"),)
    more = check("assert 'earlier test' in said", "t2")
    outcome = graded(parent, solution(late, "s1"), *tests, calls, more)
    assert reasons(outcome) == ["passed", "passed"]


def test_a_function_that_a_test_gave_a_name_has_the_limits_of_the_cell_that_calls_it(parent: WarmParent) -> None:
    tests = check("def count(n):\n    while n: n -= 1\n    return 0", "t1"), check("assert 1 + 1 == 2", "t2")
    calls = solution("count(10**18)", "s2")
    outcome = graded(parent, solution("a = 1", "s1"), tests[0], calls, tests[1])
    assert reasons(outcome) == ["passed", "passed"]
    assert "StudentProcessEnded" in str(outcome.notebook["cells"][2]["outputs"])


BROKEN_SHELLS = {
    "raises": "get_ipython().run_cell = lambda *a, **k: 1 / 0",
    "exits": "import sys\nget_ipython().run_cell = lambda *a, **k: sys.exit()",
    "nothing": "get_ipython().run_cell = lambda *a, **k: None",
}


@pytest.mark.parametrize("code", BROKEN_SHELLS.values(), ids=BROKEN_SHELLS.keys())
def test_a_shell_that_was_broken_costs_that_submission_cells_only(parent: WarmParent, code: str) -> None:
    outcome = three_tasks(parent, f"def g(): return 2\n{code}")
    assert outcome.scores["t1"].reason == "passed"
    assert len(outcome.scores) == 3


def test_files_that_cannot_be_written_are_told_and_cost_nothing_else(parent: WarmParent) -> None:
    cells = notebook(solution("x = 1"), check("assert x == 1"))
    outcome = execute(Job(cells, cells, {"a": b"", "a/b": b""}, way=APART), SHORT, parent)
    assert reasons(outcome) == ["passed"]
    assert outcome.log[0].startswith("the files beside the notebook: ")


def test_a_callback_that_returns_what_cannot_travel_fails_where_it_was_called(parent: WarmParent) -> None:
    cells = (solution("def f(g): return g()"), check("f(lambda: object())", "t1"), check("assert f(int) == 0", "t2"))
    outcome = graded(parent, *cells)
    assert reasons(outcome) == ["failed", "passed"]


def test_many_calls_fit_into_one_test(parent: WarmParent) -> None:
    cells = (solution("def f(x): return x + 1"), check("for n in range(20_000):\n    assert f(n) == n + 1"))
    assert reasons(execute(Job(notebook(*cells), notebook(*cells), way=APART), Limits(), parent)) == ["passed"]
