"""A system command of the course's own, or a program that one of its cells starts, where tests run with student code.

Threat: either may start what a student wrote (`!python answer.py`). So it runs in a process of its own, in the folder
of the student's and locked down like that one, but for what a command is made of: it may start programs of the system
and of this Python. None of them can leave the process group, which ends when the command does.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from grader.engine.both.together import PROGRAM
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
    if PROGRAM in request:
        with os.fdopen(1, "w") as line:
            json.dump(ended(json.loads(request[PROGRAM]), request["output_bytes"]), line)
        return
    os.execv(SHELL, [SHELL, "-c", request["command"]])  # noqa: S606 -- locked down; the command is the course's own


def ended(asked: dict[str, Any], room: int) -> dict[str, Any]:
    """Run a program that `programs.Program` asks for; return its code and what it wrote, or why there is none."""
    given, merged = base64.b64decode(asked.pop("input")), asked.pop("merged")
    timeout, second = asked.pop("timeout"), subprocess.STDOUT if merged else subprocess.PIPE
    try:
        process = subprocess.Popen(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=second, **asked)
        texts = process.communicate(given, timeout)
    except subprocess.TimeoutExpired:  # it cannot be killed from here, and is with its group
        return {"late": True}
    except OSError as error:
        return {"error": (error.errno, error.strerror, error.filename)}
    written = (text[: room // 4] for text in (texts[0], texts[1] or b""))
    return {"code": process.returncode, "written": [base64.b64encode(text).decode("ascii") for text in written]}
