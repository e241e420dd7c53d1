"""A warm command does what a new interpreter does, and leaves nothing behind for the next one."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests import warm_command

# What a program can know of how it was started. Of all that is imported for it, setuptools alone adds to the path.
SHOWS = """
import atexit, json, os, runpy, signal, sys, threading
atexit.register(print, "the end")
main = sys.modules["__main__"]
print(json.dumps({
    "name": [__name__, __file__, __spec__.name, __package__, vars(main) is globals()],
    "arguments": [sys.argv, sys.orig_argv],
    "environment": dict(os.environ),
    "folder": [os.getcwd(), os.umask(0), os.listdir("/dev/fd")],
    "path": [folder for folder in sys.path if not folder.endswith("_vendor")],
    "flags": list(sys.flags),
    "streams": [[each.isatty(), each.line_buffering, each.encoding, each.errors] for each in (sys.stdout, sys.stderr)],
    "signals": [str(signal.getsignal(number)) for number in sorted(signal.valid_signals())],
    "threads": [threading.current_thread() is threading.main_thread(), threading.active_count()],
    "modules": [name for name in ("left", "numpy", "torch", "warm_command", "grader.__main__") if name in sys.modules],
    "left": hasattr(runpy, "left"),
}, indent=1, sort_keys=True))
print("told", file=sys.stderr)
"""
# One that changes what the next one must not find changed.
CHANGES = """
import os, runpy, signal, sys, left
os.environ.update(JUPYTER_CONFIG_DIR="elsewhere", LEFT="left")
os.chdir("/")
os.umask(0o77)
signal.signal(signal.SIGINT, signal.SIG_IGN)
runpy.left = True
sys.path.append("left")
"""
ENDS = {
    "in words": 'import sys; sys.exit("in words")',
    "with a number": "import sys; print('out'); sys.exit(3)",
    "with an error": "def fail():\n    raise ValueError('no \\u00e9')\nfail()",
    "without cleaning up": "import os, atexit; atexit.register(print, 'no'); os._exit(7)",
    "by a signal": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "by Ctrl-C, unless that is ignored, as in the background": "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
    "after its threads": "import threading, time; threading.Timer(0.1, print, ['late']).start(); print('early')",
}


def environment_of(folder: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "JUPYTER_CONFIG_DIR": str(folder)}


def both(module: str, *arguments: str, folder: Path, **more: str):
    """Return what a warm command is and what one in a new interpreter is: exit code, output, errors."""
    environment = environment_of(folder) | more
    warm = warm_command.run(module, *arguments, folder=folder, environment=environment)
    command = [sys.executable, "-m", module, *arguments]
    new = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)
    return [(done.returncode, done.stdout, without_runner(done.stderr)) for done in (warm, new)]


def without_runner(errors: str) -> str:
    """Return a traceback without the frames of what runs a module."""
    return re.sub(r'  File "(<frozen runpy>|\S+warm_command\.py)".*\n(    .*\n)*', "", errors)


def test_a_program_finds_what_it_finds_in_a_new_interpreter_and_nothing_of_the_one_before(tmp_path):
    for name, text in (("shows.py", SHOWS), ("changes.py", CHANGES), ("left.py", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    changed = warm_command.run("changes", folder=tmp_path, environment=environment_of(tmp_path))
    assert (changed.returncode, changed.stderr) == (0, "")
    warm, new = both("shows", "two words", "--option=é", folder=tmp_path)
    assert new[0] == 0, new[2]
    assert warm == new
    assert "the end\n" in warm[1]


def test_what_python_reads_when_it_starts_is_the_commands(tmp_path):
    (tmp_path / "reads.py").write_text("import locale, sys; print(hash('a'), locale.setlocale(0), sys.flags)")
    warm, new = both("reads", folder=tmp_path, PYTHONHASHSEED="7", LC_ALL="C", PYTHONUTF8="0")
    assert warm == new
    assert "hash_randomization=1" in warm[1]


@pytest.mark.parametrize("code", ENDS.values(), ids=ENDS)
def test_a_program_ends_as_in_a_new_interpreter(tmp_path, code):
    (tmp_path / "ends.py").write_text(code, encoding="utf-8")
    warm, new = both("ends", folder=tmp_path)
    assert warm == new
    assert ("late" in code) == ("late" in warm[1])


def test_a_command_says_the_same_in_a_new_interpreter(tmp_path):
    warm, new = both("grader", "grade", folder=tmp_path)
    assert warm == new
    assert "There is nothing to grade" in warm[2]


def test_two_threads_run_two_commands_at_once(tmp_path):
    """The first waits for a file that the second makes; before, the second waited for the first."""
    (tmp_path / "waits.py").write_text("import os, time\nwhile not os.path.exists('made'): time.sleep(0.01)\n")
    (tmp_path / "makes.py").write_text("open('made', 'w').close()\n")
    environment, ended = {"PATH": os.environ["PATH"]}, []

    def run(name: str) -> None:
        starter = warm_command.starter((), environment | {"PYTHONPATH": str(tmp_path)})
        ended.append(starter.start([name], tmp_path, environment, os.devnull, os.devnull).wait())

    waits, makes = (threading.Thread(target=run, args=(name,)) for name in ("waits", "makes"))
    waits.start()
    makes.start()
    waits.join()
    makes.join()
    run("makes")  # after the end of the threads that asked for a process that forks
    assert ended == [0, 0, 0]


def test_the_process_that_forks_ends_with_the_tests_however_they_end(tmp_path):
    kill = "os.kill(os.getpid(), signal.SIGKILL)"
    program = "import os, signal, sys, pathlib, warm_command\n"
    program += f"warm_command.run('this', folder=pathlib.Path(sys.argv[1]), environment=os.environ)\n{kill}"
    path = os.pathsep.join(str(folder) for folder in (Path(__file__).parent, Path(__file__).parents[1]))
    command = [sys.executable, "-c", program, str(tmp_path)]
    # It has the same stderr, whose end comes when the last process that has it open ends.
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (-9, b"")
