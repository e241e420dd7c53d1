"""The trusted end of the warm parent: start it, ask it for student processes, end them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

# All that the parent, and with it every student's process, inherits of the grader's environment.
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SYSTEMROOT", "MPLCONFIGDIR", "XDG_CACHE_HOME")
SET = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",  # an import that asks for a GPU does not start CUDA, and a fork can
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}
BOOT = """\
import sys
sys.path.append(sys.argv[1])
from grader.engine.student import parent
parent.main(*map(int, sys.argv[2:]))
"""


class WarmParentError(RuntimeError):
    """The warm parent could not be started, or has ended."""


@dataclass(frozen=True)
class StudentProcess:
    """A running student's process: its line, its id and its work folder."""

    connection: socket.socket
    pid: int
    folder: Path


def launch(count: int) -> tuple[subprocess.Popen[bytes], list[socket.socket]]:
    """Start a warm process and return it with ``count`` lines, each to a fork of it; it ends when all are closed."""
    pairs = [socket.socketpair() for _ in range(count)]
    theirs = [pair[1].fileno() for pair in pairs]
    package = Path(__file__).parents[3]
    process = subprocess.Popen(  # noqa: S603 -- this interpreter, fixed arguments
        [sys.executable, "-P", "-c", BOOT, str(package), *map(str, theirs)],
        pass_fds=theirs,
        env={name: os.environ[name] for name in KEPT if name in os.environ} | SET,
        stdin=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # Ctrl-C is for the grader to handle, not for its helpers
    )
    for pair in pairs:
        pair[1].close()
    return process, [pair[0] for pair in pairs]


def ended(process: subprocess.Popen[bytes]) -> None:
    """Wait for a warm process whose lines are closed; it takes all that it started with it."""
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class WarmParent:
    """A process that forks student processes; a context manager.

    Args:
        line: leads to a warm process; one is started for this alone when None.

    Raises:
        WarmParentError: when the process does not come up or is gone.
    """

    def __init__(self, line: socket.socket | None = None) -> None:
        self.lock = threading.Lock()
        self.process = None
        if line is None:
            self.process, (line,) = launch(1)
        self.control = line
        self.missing: list[str] = self._line()["ready"]

    def start(self, allowance: dict[str, Any]) -> StudentProcess:
        """Fork a student's process; `allowance` holds plain numbers, see `student.server.live`."""
        with self.lock:
            self._send({"do": "start", **allowance})
            try:
                line, descriptors, _, _ = socket.recv_fds(self.control, 65536, 1)
                answer = json.loads(line)
            except (OSError, ValueError) as error:
                raise WarmParentError("the warm parent has ended") from error
        return StudentProcess(socket.socket(fileno=descriptors[0]), answer["pid"], Path(answer["folder"]))

    def end(self, student: StudentProcess) -> dict[str, Any]:
        """Kill and reap a student's process; return its exit status and the CPU seconds it used."""
        student.connection.close()
        with self.lock:
            self._send({"do": "end", "pid": student.pid})
            return self._line()

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self.control.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise WarmParentError("the warm parent has ended") from error

    def _line(self) -> dict[str, Any]:
        line = b""
        while not line.endswith(b"\n"):
            piece = self.control.recv(65536)
            if not piece:
                raise WarmParentError("the warm parent has ended")
            line += piece
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the parent; it takes its children with it."""
        self.control.close()
        if self.process is not None:
            ended(self.process)

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
