"""Tests together with the student's code: what runs with stock nbgrader runs here, with the same marks."""

import copy
import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from engine_notebooks import QUICK, cell, check, given, notebook, only, reasons, solution

from benchmarks.kinds import Kind, kinds
from grader.engine import choice
from grader.engine.execute import execute
from grader.engine.job import APART, TOGETHER, Job, Limits, Outcome, Score
from grader.engine.trusted.warm import WarmParent
from grader.engine.trusted.watchdog import GroupWatchdog


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that run apart write their files into this process's folder."""
    monkeypatch.chdir(tmp_path)


ALL = {kind.name: kind for kind in kinds()}


def graded(parent: WarmParent, kind: Kind, way: str, *, empty: bool = False) -> Outcome:
    submitted = copy.deepcopy(kind.notebook)
    for each in submitted["cells"]:
        if empty and each["metadata"].get("nbgrader", {}).get("solution"):
            each["source"] = ""
    return execute(Job(submitted, kind.notebook, kind.files, way=way), QUICK, parent)


def points(outcome: Outcome) -> dict[str, float]:
    return {name: score.points for name, score in outcome.scores.items()}


def messages(outcome: Outcome) -> dict[str, str]:
    return {name: score.message for name, score in outcome.scores.items()}


@pytest.mark.parametrize("way", [TOGETHER, ""], ids=["together", "chosen"])
@pytest.mark.parametrize("name", ALL)
def test_every_kind_of_test_gives_what_stock_nbgrader_gives(parent: WarmParent, name: str, way: str) -> None:
    kind = ALL[name]
    if name == "tables" and importlib.util.find_spec("pandas") is None:
        pytest.skip("pandas is not installed")
    solved, blank = (graded(parent, kind, way, empty=empty) for empty in (False, True))
    assert points(solved) == kind.reference, messages(solved)
    assert points(blank) == kind.empty, messages(blank)


def together(parent: WarmParent, source: list[dict], submitted: list[dict] | None = None) -> Outcome:
    job = Job(notebook(*(submitted or source)), notebook(*source), way=TOGETHER)
    return execute(job, QUICK, parent)


# -- what is put back ---------------------------------------------------------------------------------------------

NUMPY = given("import numpy as np")
HELPER = given("def close(a, b):\n    return abs(a - b) < 1e-9", "helper")
ANSWER = solution("def half(x):\n    return x / 2")
TEST = check("assert close(half(3), 1.5) and np.isclose(half(1), 0.5), 'half'")
WRONG = solution("def half(x):\n    return 7")
TAMPERING = {
    "module": "import numpy\nnumpy.isclose = lambda *anything: True",
    "module inside": "import numpy._core.numeric\nnumpy._core.numeric.isclose = lambda *anything: True",
    "built-in": "import builtins\nbuiltins.abs = lambda x: 0",
    "sys.modules": "import sys, types\nclass Fake(types.ModuleType):\n    isclose = lambda *a: True\n"
    "sys.modules['numpy'] = Fake('numpy')",
    "given function": "def close(a, b):\n    return True",
    "given module": "class np:\n    isclose = lambda *a: True",
    "shadowed": "import numpy._core.numeric as inside\ninside.all = inside.abs = inside.bool = lambda *a, **k: True",
    "at the call": "def half(x):\n    import numpy, builtins\n"
    "    numpy.isclose = builtins.abs = lambda *a: 0\n    return 7",
}


@pytest.mark.parametrize("name", TAMPERING)
def test_what_a_student_replaces_is_put_back_before_a_test(parent: WarmParent, name: str) -> None:
    again = check("assert not close(1, 2) and not np.isclose(1, 2), 'put back'", "again")
    source = [NUMPY, HELPER, ANSWER, TEST, again]
    assert reasons(together(parent, source)) == ["passed", "passed"]
    tampered = together(parent, source, [NUMPY, HELPER, WRONG, cell(TAMPERING[name]), TEST, again])
    assert tampered.scores["again"].reason == "passed"
    assert tampered.scores["check"].points == 0


def test_what_the_course_itself_replaces_stays(parent: WarmParent) -> None:
    source = [
        given("import random\nrandom.choice = lambda values: values[0]"),
        solution("def pick(): return random.choice([4, 5])"),
        check("assert pick() == 4"),
    ]
    assert only(together(parent, source)).points == 1


def test_what_a_student_imports_under_a_given_name_is_theirs(parent: WarmParent) -> None:
    source = [given("from time import time"), solution("def now(): return time() > 0"), check("assert now()")]
    theirs = [source[0], solution("import time\ndef now(): return time.time() > 0"), source[2]]
    assert only(together(parent, source, theirs)).points == 1


# -- secrets, messages, output ------------------------------------------------------------------------------------


def test_a_hidden_test_is_nowhere_before_it_runs_and_never_as_text(parent: WarmParent) -> None:
    seek = "import linecache, sys\nfound = 'SEC' + 'RET' in str(linecache.cache) + str(sys._getframe().f_back.f_locals)"
    hidden = check("### BEGIN HIDDEN TESTS\nassert f() == 1, 'SECRET'\n### END HIDDEN TESTS", "hidden")
    source = [solution("def f(): return 1"), check("assert f()", "first"), hidden]
    look = cell(f"{seek}\nassert not found and 'SEC' + 'RET' not in str(In)")
    outcome = together(parent, source, [look, source[0], source[1], hidden, look])
    assert [c["outputs"] for c in outcome.notebook["cells"] if c["source"] == look["source"]] == [[], []]


def test_a_failure_is_told_as_apart(parent: WarmParent) -> None:
    source = [
        solution("def f(x): return 1 / x"),
        check("assert f(1) == 1\nassert f(2) == 2", "line"),
        check("### BEGIN HIDDEN TESTS\nassert f(2) == 2\n### END HIDDEN TESTS", "hidden"),
        check("assert f(2) == 2, 'not two'", "message"),
        check("f(0)", "error"),
        check("print('seen')\n0.5", "part"),
    ]
    outcome = together(parent, source)
    apart = execute(Job(notebook(*source), notebook(*source), way=APART), QUICK, parent)
    assert outcome.scores == apart.scores
    assert [c["outputs"] for c in outcome.notebook["cells"]] == [c["outputs"] for c in apart.notebook["cells"]]


def test_only_commands_of_the_courses_own_cells_are_run(parent: WarmParent) -> None:
    source = [
        solution("Path = __import__('pathlib').Path\nPath('a.txt').write_text('words of mine')"),
        check("seen = !cat a.txt\nassert seen == ['words of mine']", "own"),
        check("read = !cat /etc/passwd ../../gradebook.db\nassert 'root' not in str(read)", "outside"),
    ]
    own = cell("heard = !echo 5\nassert heard == []")
    outcome = together(parent, source, [*source, own])
    assert [score.points for score in outcome.scores.values()] == [1, 1]
    assert "System commands are not run" in str(outcome.notebook["cells"][-1]["outputs"])


STARTS = "import subprocess, sys\nstart = [sys.executable, '-c', 'print(5)']\n"


def test_programs_run_for_cells_of_a_course_that_starts_some_and_for_no_others(parent: WarmParent) -> None:
    answer = solution("def f(): return 1")
    starting = check(f"{STARTS}assert f() and subprocess.check_output(start) == b'5\\n'")
    theirs = cell(f"{STARTS}subprocess.run(start)")
    outcome = together(parent, [answer, starting], [theirs, answer, starting])
    assert only(outcome).points == 1
    assert "Programs are not started while grading" in str(outcome.notebook["cells"][0]["outputs"])
    calls = solution(f"def f():\n    {STARTS.replace(chr(10), '; ')}return subprocess.check_output(start)")
    source = [answer, check("assert f()")]
    assert "Programs are not started while grading" in only(together(parent, source, [calls, source[1]])).message


def test_a_program_is_put_back_like_all_else(parent: WarmParent) -> None:
    fake = "class Fake:\n    stdout = b'5\\n'\nimport subprocess\nsubprocess.run = lambda *a, **k: Fake()"
    source = [
        given("import subprocess, sys"),
        solution("open('answer.py', 'w').write('print(5)')"),
        check("assert subprocess.run([sys.executable, 'answer.py'], stdout=subprocess.PIPE).stdout == b'5\\n'"),
    ]
    assert only(together(parent, source)).points == 1
    assert only(together(parent, source, [source[0], solution(fake), source[2]])).points == 0


PROGRAM = """import os, subprocess, sys
tried = []
for attempt in (os.setsid, lambda: os.unshare(os.CLONE_NEWUSER) if hasattr(os, 'unshare') else os.setsid()):
    try: attempt()
    except OSError: tried.append('denied')
print(*tried)"""
NAMESPACE = """import ctypes, os
child = ctypes.CDLL(None, use_errno=True).syscall(56, 0x10000000 | 17, 0, 0, 0, 0)
if child == 0: os._exit(0)
print(child)"""


@pytest.mark.parametrize(
    ("program", "said"), [(PROGRAM, ["denied denied"]), (NAMESPACE, ["-1"])], ids=["group", "namespace"]
)
def test_a_command_that_starts_a_students_program_keeps_its_bounds(
    parent: WarmParent, program: str, said: list[str]
) -> None:
    write = solution(f"from pathlib import Path\nPath('mine.py').write_text({program!r})")
    source = [
        write,
        check(f"seen = !python mine.py\nassert seen == {said!r}, seen", "command"),
        check(f"import subprocess\nassert subprocess.getoutput('python mine.py') == {said[0]!r}", "program"),
    ]
    assert [*together(parent, source).scores.values()] == [Score(1.0, 1.0, "passed")] * 2


BOMB = """import os, time
for _ in range(100):
    if os.fork() == 0: time.sleep(600); os._exit(0)
time.sleep(600)"""
EATER = """import os, time
for _ in range(4):
    if os.fork() == 0: kept = b'x' * (100 << 20); time.sleep(600); os._exit(0)
time.sleep(600)"""


@pytest.mark.parametrize(
    ("program", "mebibytes", "verdict"),
    [
        (BOMB, 30_000, "the command started more than 64 processes"),
        (EATER, 300, "the command used more than 300 MiB of memory"),
    ],
    ids=["processes", "memory"],
)
def test_what_a_command_starts_counts_together(tmp_path: Path, program: str, mebibytes: int, verdict: str) -> None:
    with subprocess.Popen([sys.executable, "-c", program], start_new_session=True) as process:
        watchdog = GroupWatchdog(process.pid, tmp_path, replace(QUICK, memory_bytes=mebibytes << 20))
        process.wait()
        watchdog.stop()
    assert watchdog.verdict == verdict


# -- what breaks --------------------------------------------------------------------------------------------------

BREAKING = {
    "exits": "import os; os._exit(0)",
    "hangs": "while True: pass",
    "memory": "x = []\nwhile True:\n    try:\n        x.append(bytearray(1 << 24))\n    except MemoryError: pass",
    "garbage on the line": "import os\nfor fd in range(3, 30):\n"
    "    try: os.write(fd, b'x' * 100)\n    except OSError: pass",
    "raises": "raise RuntimeError('no')",
}
SHORT = Limits(cell_seconds=1, call_seconds=1, submission_seconds=90, memory_bytes=1 << 29)


@pytest.mark.parametrize("place", ["cell", "test"])
@pytest.mark.parametrize("name", BREAKING)
def test_whatever_a_cell_does_costs_that_cell(parent: WarmParent, name: str, place: str) -> None:
    body = "\n".join(f"    {line}" for line in BREAKING[name].splitlines())
    middle = BREAKING[name] if place == "cell" else f"def g():\n{body}"
    source = [
        solution("def f(): return 1", "s1"),
        check("assert f() == 1\nkept = 5", "t1"),
        solution("def g(): return 2", "s2"),
        check("assert g() == 2", "t2"),
        check("assert kept == 5 and f() == 1", "t3"),
    ]
    broken = [*source[:2], solution(middle, "s2"), *source[3:]]
    outcome = execute(Job(notebook(*broken), notebook(*source), way=TOGETHER), SHORT, parent)
    assert [score.points for score in outcome.scores.values()] == [1, 0, 1], outcome.log


FORGED = """def f():
    import sys
    import numpy as np
    from grader.engine.wire.encoder import encode
    frame = sys._getframe()
    while not {"number", "channel"} <= frame.f_locals.keys():
        frame = frame.f_back
    number, report = frame.f_locals["number"], {"printed": "", "value": None, "error": None}
    frame.f_locals["channel"].send(encode(MESSAGE))
    return 1"""
MESSAGES = {
    "array for a number": "(np.zeros(16), report)",
    "array for a command": "(number, np.zeros(3), 'x')",
    "text without end": "(number, report | {'printed': 'x' * (1 << 25)})",
    "line without end": "(number, report | {'error': ('E' * 9**7, 'm' * 9**7, float('inf'), 'd' * 9**7)})",
    "points without end": "(number, report | {'value': 10**400})",
    "no texts": "(number, report | {'error': (1, [[]], 'x', {})})",
    "no report": "(number, 5)",
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_forged_report_costs_its_own_test_and_is_cut(parent: WarmParent, name: str) -> None:
    source = [solution("def f(): return 1"), check("assert f() == 1"), check("assert 1", "after")]
    forged = [solution(FORGED.replace("MESSAGE", MESSAGES[name])), *source[1:]]
    outcome = execute(Job(notebook(*forged), notebook(*source), way=TOGETHER), SHORT, parent)
    assert set(outcome.scores) == {"check", "after"}
    assert len(str(outcome.notebook)) < 1_000_000


# -- the choice ---------------------------------------------------------------------------------------------------


def test_a_test_that_calls_too_often_apart_runs_together_and_is_no_reason_for_doubt(parent: WarmParent) -> None:
    cells = [ANSWER, check("for x in range(50):\n    assert half(2 * x) == x")]
    job = Job(notebook(*cells), notebook(*cells))
    few, enough = (choice.tried(job, replace(QUICK, requests=number), parent) for number in (50, 51))
    assert (few.way, enough.way) == (TOGETHER, APART)
    assert (few.alike, enough.alike) == (frozenset(), frozenset({"check"}))


def test_apart_is_chosen_where_it_changes_nothing(parent: WarmParent) -> None:
    cells = [ANSWER, check("assert half(4) == 2")]
    assert execute(Job(notebook(*cells), notebook(*cells)), QUICK, parent).way == APART


def test_a_mark_that_is_higher_than_apart_is_doubted_where_the_test_can_run_apart(parent: WarmParent) -> None:
    source = [
        ANSWER,
        check("assert half(4) == 2", "plain"),
        check("assert half.__globals__['half'] is half", "inside"),
    ]
    always = "class Always:\n    def __eq__(self, other): return True\ndef half(x): return Always()"
    honest = execute(Job(notebook(*source), notebook(*source)), QUICK, parent)
    attack = execute(Job(notebook(solution(always), *source[1:]), notebook(*source)), QUICK, parent)
    assert (honest.way, honest.doubts) == (TOGETHER, {})
    assert (attack.scores["plain"].points, attack.doubts) == (1, {"plain": 0})


def test_equal_files_draw_equal_numbers(parent: WarmParent) -> None:
    source = [
        solution("seen = []"),
        check("import numpy as np\nprint(np.random.default_rng().random(), np.random.rand())"),
    ]
    jobs = [Job(notebook(*source), notebook(*source), seed=seed, way=TOGETHER) for seed in "aab"]
    printed = [str(execute(job, QUICK, parent).notebook["cells"][1]["outputs"]) for job in jobs]
    assert printed[0] == printed[1] != printed[2]


def test_one_difference_that_does_not_come_again_does_not_give_up_the_safer_way(
    parent: WarmParent, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells, whole, late = [ANSWER, check("assert half(4) == 2")], choice.apart.grade, []

    def once_late(*given: object) -> Outcome:
        outcome = whole(*given)
        late.append(outcome)
        return replace(outcome, scores={"check": Score(0.0, 1.0, "failed")}) if len(late) < 3 else outcome

    monkeypatch.setattr(choice.apart, "grade", once_late)
    assert choice.tried(Job(notebook(*cells), notebook(*cells)), QUICK, parent).way == APART
