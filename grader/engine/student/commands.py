"""A system command of a cell of the course's own, in a process of its own, where tests run with the student's code.

Threat: a command may start what a student wrote (`!python answer.py`). So it is locked down like a student's process,
in the same folder, but for what a command is made of: it may start programs of the system and of this Python. None of
them can leave the process group, which ends when the command does.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from grader.engine.student import lockdown
from grader.engine.student.server import PRIVATE

SHELL = "/bin/sh"


def live(connection: socket.socket, folder: Path, readable: list[Path], request: dict[str, Any]) -> None:
    """Become the command: enter the folder of the student's process, lock down, run; returns where that cannot be.

    What it writes goes over the line.
    """
    lockdown.die_with_parent(signal.SIGKILL)
    work = Path(request["folder"])
    os.chdir(work)
    for name in PRIVATE:
        os.environ[name] = str(folder)
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for descriptor in (1, 2):
        os.dup2(connection.fileno(), descriptor)
    allowance = lockdown.Allowance(
        work, readable, request["memory_bytes"], request["file_bytes"], request["cpu_seconds"]
    )
    try:
        lockdown.lock_for_programs(allowance)
    except OSError as error:
        os.write(1, f"[System commands are not run here: {error}]\n".encode())
        return
    os.closerange(3, 256)
    os.execv(SHELL, [SHELL, "-c", request["command"]])  # noqa: S606 -- locked down; the command is the course's own
