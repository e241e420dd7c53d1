"""Commands of tests that need not wait for their imports: forks of a process that has imported nbgrader and grader.

``python -m grader`` spends 1.7 s on imports before it does anything, and the tests run a hundred such commands. A fork
takes over what a new interpreter would be given (arguments, folder, environment, standard output and error), runs the
module as ``python -m`` does, and ends as a program ends. What else a process inherits, such as its umask, is as it was
at the first command; its command line and first environment, as /proc shows them, are not those of a new interpreter.
"""

import atexit
import functools
import gc
import importlib
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

WARM = (
    "nbgrader.apps.nbgraderapp",
    "grader.__main__",
    "grader.lms.export",
    "grader.feedback.plugin",
    "grader.grading.plugin",
)
# What is another for each test, and read when a command runs. (PATH is searched for pandoc before, but all that tests
# do to it is to name one folder once more.) Any other variable may be read by Python when it starts or by a module
# when it is imported: where one differs, a process of its own is started.
READ_LATER = ("JUPYTER_CONFIG_DIR", "PATH", "PYTEST_CURRENT_TEST")


def run(module: str, *arguments: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Return what ``python -m MODULE`` with these arguments does in ``folder``, as `subprocess.run` returns it."""
    line = starter(frozenset(item for item in environment.items() if item[0] not in READ_LATER))
    with tempfile.NamedTemporaryFile("r") as output, tempfile.NamedTemporaryFile("r") as errors:
        line.send(([module, *arguments], str(folder), dict(environment), output.name, errors.name))
        code = line.recv()
        return subprocess.CompletedProcess(["-m", module, *arguments], code, output.read(), errors.read())


@functools.cache
def starter(environment: frozenset[tuple[str, str]]) -> Connection:
    """Return the line to a process that forks, started in ``environment``; it ends with this one."""
    ours, theirs = Pipe()
    command = [sys.executable, __file__, str(theirs.fileno())]
    process = subprocess.Popen(
        command, cwd="/", env=dict(environment), stdout=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
    )
    theirs.close()
    atexit.register(end, process)
    return ours


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def serve(line: Connection) -> tuple:
    """Fork for each command that comes and answer with its exit code; return in the fork, with what it takes over."""
    # Ctrl-C is for the command. It is ignored already where the tests run in the background.
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            command = line.recv()
        except EOFError:  # the tests have ended
            sys.exit()
        if (process := os.fork()) == 0:
            line.close()
            signal.signal(signal.SIGINT, interrupt)
            return command
        line.send(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))


def take_over(command: list[str], folder: str, environment: dict[str, str], output: str, errors: str) -> str:
    """Make this process look like a new interpreter that was started for a module, and return that."""
    os.chdir(folder)
    for place, descriptor in ((output, 1), (errors, 2)):
        file = os.open(place, os.O_WRONLY | os.O_APPEND)
        os.dup2(file, descriptor)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    sys.path.insert(0, str(Path.cwd()))
    sys.argv[:] = command
    sys.orig_argv[:] = [sys.executable, "-m", *command]
    return command[0]


if __name__ == "__main__":
    del sys.path[0]  # this file's folder, which no command has
    for name in WARM:
        importlib.import_module(name)
    del sys.modules["grader.__main__"]  # a command runs it anew
    gc.collect()
    gc.freeze()  # what is here now is no garbage, and stays shared with the forks
    runpy.run_module(take_over(*serve(Connection(int(sys.argv[1])))), run_name="__main__", alter_sys=True)
