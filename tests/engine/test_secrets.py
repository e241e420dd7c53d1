# ruff: noqa: E501 -- small programs as text
"""What student code cannot see or reach: files, environment, other processes, the network, the tests."""

import os
import sys
from pathlib import Path

import pytest
from engine_notebooks import IMPORTS, QUICK, check, given, notebook, only, solution

from grader.engine.execute import execute
from grader.engine.job import APART, TOGETHER, Job, Outcome
from grader.engine.student import lockdown, seccomp
from grader.engine.trusted.warm import WarmParent

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")

SECRET = "swordfish" + "-in-a-hidden-test"


def probe(parent: WarmParent, code: str) -> Outcome:
    """Run `code` as the body of a student's function `f`; the test passes only if it returns the text 'reached'."""
    body = "\n".join(f"    {line}" for line in code.splitlines())
    cells = [given(IMPORTS), solution(f"def f():\n{body}\n    return 'reached'"), check("assert f() == 'reached'")]
    reference = [given(IMPORTS), solution("def f(): return 'reached'"), check("assert f() == 'reached'")]
    return execute(Job(notebook(*cells), notebook(*reference), way=APART), QUICK, parent)


def test_the_probe_itself_can_succeed(parent: WarmParent) -> None:
    assert only(probe(parent, "open('own.txt', 'w').write('x')\nassert open('own.txt').read() == 'x'")).points == 1


TEMPORARY = """import os, tempfile
with tempfile.TemporaryDirectory() as place, tempfile.TemporaryFile() as file:
    file.write(os.fsencode(place))
    os.mkdir(os.path.join(place, 'own'))"""


@pytest.mark.parametrize("way", [APART, TOGETHER])
def test_a_temporary_file_lies_where_the_process_may_write(parent: WarmParent, way: str) -> None:
    cells = notebook(solution(f"{TEMPORARY}\nreached = True"), check(f"{TEMPORARY}\nassert reached"))
    assert only(execute(Job(cells, cells, way=way), QUICK, parent)).points == 1


FORBIDDEN = {
    "course files": f"open({str(Path(__file__))!r}).read()",
    "list the course": f"import os; os.listdir({str(Path(__file__).parents[2])!r})",
    "list temporary files": "import os, pathlib; os.listdir(pathlib.Path(os.getcwd()).parent)",
    "accounts": "open('/etc/passwd').read()",
    "environment of the grader": f"open('/proc/{os.getpid()}/environ', 'rb').read()",
    "environment of the parent": "import os; open(f'/proc/{os.getppid()}/environ', 'rb').read()",
    "memory of the parent": "import os; open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
    "signal the parent": "import os; os.kill(os.getppid(), 0)",
    "signal the grader": f"import os; os.kill({os.getpid()}, 0)",
    "signal everybody": "import os; os.kill(-1, 0)",
    "limits of the grader": f"import resource; resource.prlimit({os.getpid()}, resource.RLIMIT_NOFILE)",
    "network": "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
    "udp": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "unix socket": "import socket; socket.socket(socket.AF_UNIX)",
    "fork": "import os; os.fork()",
    "program": "import subprocess; subprocess.run(['true'], check=True)",
    "thread to process": "import multiprocessing\np = multiprocessing.Process(target=print)\np.start()\np.join()\n"
    "assert p.exitcode == 0",
    "write to the packages": "import numpy, pathlib; (pathlib.Path(numpy.__file__).parent / 'evil.py').write_text('')",
    "link to a course file": f"import os; os.symlink({str(Path(__file__))!r}, 'link'); open('link').read()",
    "named pipe": "import os; os.mkfifo('pipe')",
    "large file": "open('large', 'wb').write(bytes(200 << 20))",
    "large memory": "bytearray(64 << 30)",
}


@linux_only
@pytest.mark.parametrize("code", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_what_is_outside_is_out_of_reach(parent: WarmParent, code: str) -> None:
    assert only(probe(parent, code)).points == 0


@linux_only
def test_every_layer_is_on_and_reported(parent: WarmParent) -> None:
    layers = probe(parent, "pass").layers
    assert set(layers) == {"no new privileges", "capabilities", "resource limits", "landlock", "seccomp"}
    assert all(state.startswith("on") for state in layers.values()), layers


def test_the_environment_is_clean(parent: WarmParent) -> None:
    assert "JUPYTERHUB_API_TOKEN" in os.environ  # conftest.py sets it before it starts the parent
    assert only(probe(parent, "import os\nassert 'JUPYTERHUB_API_TOKEN' in os.environ")).points == 0


def test_no_descriptor_but_the_line_is_open(parent: WarmParent) -> None:
    code = (
        "import os\nopen_ones = []\nfor fd in range(3, 256):\n    try:\n        os.fstat(fd)\n        open_ones.append(fd)\n"
        "    except OSError: pass\nassert len(open_ones) > 1"
    )
    assert only(probe(parent, code)).points == 0


def test_the_text_of_a_test_is_nowhere_in_the_students_memory(parent: WarmParent) -> None:
    search = """
def f(x):
    import gc, sys
    needle = '-'.join(['', 'in', 'a', 'hidden', 'test'])  # built here, or the search would find itself
    found = []
    for thing in gc.get_objects():
        try:
            text = repr(thing) if isinstance(thing, (dict, list, tuple)) and len(thing) < 50 else ''
        except Exception: continue
        if needle in text: found.append(text[:100])
    frame = sys._getframe().f_back
    while frame:
        if needle in repr(frame.f_locals)[:100_000]: found.append(frame.f_code.co_name)
        frame = frame.f_back
    return len(found)
"""
    test = f"# {SECRET}\nsecret = {SECRET!r}\nassert f(1) > 0, 'nothing found'"
    source = notebook(given(IMPORTS), solution("def f(x): return x"), check(test))
    score = only(
        execute(Job(notebook(given(IMPORTS), solution(search), check(test)), source, way=APART), QUICK, parent)
    )
    assert score.message == "AssertionError: nothing found"


def test_feedback_tells_the_message_and_never_the_hidden_source(parent: WarmParent) -> None:
    test = (
        "assert f(1) == 2, 'add one to x'\n### BEGIN HIDDEN TESTS\n"
        f"hidden_{SECRET.replace('-', '_')} = 41\nassert f(40) == 41\n### END HIDDEN TESTS"
    )
    source = notebook(solution("def f(x): return x + 1"), check(test))
    wrong = notebook(solution("def f(x): return 2"), check(test))
    outcome = execute(Job(wrong, source, way=APART), QUICK, parent)
    shown = str([cell["outputs"] for cell in outcome.notebook["cells"]])
    assert only(outcome).points == 0
    assert "in_a_hidden_test" not in shown
    assert "f(40)" not in shown
    visible = notebook(solution("def f(x): return 3"), check(test))
    assert only(execute(Job(visible, source, way=APART), QUICK, parent)).message == "AssertionError: add one to x"


def test_no_work_folder_is_left(parent: WarmParent) -> None:
    outcome = probe(parent, "import os\nopen('x', 'w').close()\nraise ValueError(os.getcwd())")
    folder = Path(only(outcome).message.removeprefix("ValueError: "))
    assert folder.is_absolute()
    assert not folder.exists()


def test_a_system_without_libseccomp_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise OSError("libseccomp.so.2: cannot open shared object file")

    monkeypatch.setattr(seccomp, "library", missing)
    lockdown.warm_up()
    allowance = lockdown.Allowance(Path(), (), 0, 0, 0)
    reason = lockdown.attempt(lockdown.filter_system_calls, allowance)
    assert reason == "missing: libseccomp.so.2: cannot open shared object file"


def test_what_a_test_expects_is_not_known_by_the_name_that_a_given_cell_has_for_something_else(
    parent: WarmParent,
) -> None:
    before = given("expected = 3\nprint(expected)"), given("def show(): return shown", "show")
    test = check("expected = 41\nassert f(40) == expected, 'add one'")
    source = notebook(*before, solution("def f(x): return x + 1"), test)
    thief = notebook(*before, solution("def f(x): return globals()['expected']"), test)
    assert only(execute(Job(source, source, way=APART), QUICK, parent)).points == 1
    assert only(execute(Job(thief, source, way=APART), QUICK, parent)).message == "AssertionError: add one"
