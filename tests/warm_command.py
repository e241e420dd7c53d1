"""Commands of tests that need not wait for their imports: forks of a process that has imported nbgrader and grader.

``python -m grader`` spends 1.7 s on imports before it does anything, and the tests run a hundred such commands. A fork
takes over what a new interpreter would be given (arguments, folder, environment, standard output and error), runs the
module as ``python -m`` does, and ends as a program ends. What else a process inherits, such as its umask, is as it was
at the first command; its command line and first environment, as /proc shows them, are not those of a new interpreter.

Kernels of lectures are such commands too, with imports of their own (tests/lectures/warm_kernel.py).
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
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
READ_LATER = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "PATH", "PYTEST_CURRENT_TEST")
LOOK = 0.02  # seconds between two looks whether the tests, or a command, have ended


@dataclass
class Command:
    """A warm command that runs, or has ended: what is used of a `subprocess.Popen`."""

    line: Connection
    pid: int
    returncode: int | None = None
    stdin = stdout = stderr = None  # it has no pipes

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = self.line.recv()
        return self.returncode

    def poll(self) -> int | None:
        return self.wait() if self.returncode is not None or self.line.poll() else None

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@dataclass
class Starter:
    """A process that forks for one command after the other, and the line to it; it ends with this process."""

    process: subprocess.Popen[bytes]
    line: Connection
    last: Command | None = None

    def start(self, command: Sequence[str], folder: Path, environment: Mapping[str, str], *files: str) -> Command:
        """Start ``python -m COMMAND`` in ``folder``, with its output and errors in ``files``."""
        if self.last is not None:
            self.last.wait()
        self.line.send((list(command), str(folder), dict(environment), *files))
        self.last = Command(self.line, self.line.recv())
        return self.last

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def run(module: str, *arguments: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Return what ``python -m MODULE`` with these arguments does in ``folder``, as `subprocess.run` returns it."""
    command = [module, *arguments]
    with tempfile.NamedTemporaryFile("r") as output, tempfile.NamedTemporaryFile("r") as errors:
        code = starter(WARM, environment).start(command, folder, environment, output.name, errors.name).wait()
        return subprocess.CompletedProcess(["-m", *command], code, output.read(), errors.read())


def starter(imports: tuple[str, ...], environment: Mapping[str, str]) -> Starter:
    """Return the process that has these imports and in which Python was started in such an environment.

    It runs one command at a time, so each thread has its own.
    """
    read_first = frozenset(item for item in environment.items() if item[0] not in READ_LATER)
    return _starter(imports, read_first, threading.get_ident())


@functools.cache
def _starter(imports: tuple[str, ...], environment: frozenset[tuple[str, str]], thread: int) -> Starter:
    ours, theirs = Pipe()
    command = [sys.executable, __file__, str(theirs.fileno()), *imports]
    process = subprocess.Popen(
        command, cwd="/", env=dict(environment), stdout=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
    )
    theirs.close()
    made = Starter(process, ours)
    atexit.register(made.end)
    return made


def serve(line: Connection) -> tuple:
    """Fork for each command, and answer with its id and its exit code; return in the fork, with what it takes over."""
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
        line.send(process)
        line.send(exit_code(process, line))


def exit_code(process: int, line: Connection) -> int:
    """Wait for a command, and return its exit code; kill it when the tests have ended, for a kernel would go on."""
    while not (ended := os.waitpid(process, os.WNOHANG))[0]:
        if line.poll(LOOK):  # nothing is sent meanwhile, so this is the end of the line
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            sys.exit()
    return os.waitstatus_to_exitcode(ended[1])


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
    for name in sys.argv[2:]:
        importlib.import_module(name)
    sys.modules.pop("grader.__main__", None)  # a command runs it anew
    gc.collect()
    gc.freeze()  # what is here now is no garbage, and stays shared with the forks
    runpy.run_module(take_over(*serve(Connection(int(sys.argv[1])))), run_name="__main__", alter_sys=True)
