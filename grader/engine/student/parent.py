"""The warm parent: a process that has imported everything, and forks a student's process for each submission.

Threat: whatever this process holds, every student's process inherits. So it is started afresh with a cleaned
environment, never sees a test, a solution, a gradebook or a submission, and answers only two requests: start a
student's process, and end one. It runs no tensor operation and starts no thread, because neither survives a fork.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import shutil
import signal
import site
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from grader.engine.both.together import COMMAND
from grader.engine.job import TOGETHER

WARM_MODULES = (
    *("numpy", "numpy.testing", "torch", "torch.testing", "torch.utils.data", "torch.nn.functional", "torch._dynamo"),
    *("matplotlib", "matplotlib.pyplot", "sklearn", "sklearn.datasets", "sklearn.metrics", "scipy", "tqdm.auto"),
    *("ipywidgets", "helpers", "helpers.data", "helpers.training", "helpers.metrics", "helpers.plots"),
    *(
        "helpers.widgets",
        "grader.engine.student.together",
        "unittest",
        "inspect",
        "random",
        "statistics",
        "dataclasses",
    ),
    *("math", "pandas"),  # pandas is there where somebody has installed it
)


def main(*descriptors: int) -> None:
    """Import, then serve each of the given sockets in a fork of this process, until its other end is closed."""
    gc.disable()  # nothing of what imports make is garbage
    missing = import_all()
    from grader.engine.student import lockdown, shell, together

    lockdown.warm_up()
    shell.warm_up()
    together.warm_up()
    gc.collect()
    gc.freeze()  # the children then do not touch, and copy, these pages when they collect garbage
    gc.enable()
    controls = [socket.socket(fileno=descriptor) for descriptor in descriptors]
    for control in controls:
        if os.fork() == 0:
            for other in controls:
                if other is not control:
                    other.close()
            serve_and_exit(control, missing)
    for control in controls:
        control.close()
    for _ in controls:
        os.wait()


def serve_and_exit(control: socket.socket, missing: list[str]) -> None:
    """Answer requests until the other end closes the socket; never returns."""
    try:
        serve(control, missing)
    finally:
        os._exit(0)


def serve(control: socket.socket, missing: list[str]) -> None:
    send(control, {"ready": missing})
    children: dict[int, Path] = {}
    try:
        while (request := receive(control)) is not None:
            if request["do"] == "start":
                start(control, request, children)
            else:
                send(control, end(int(request["pid"]), children))
    finally:
        for pid in list(children):
            end(pid, children)


def import_all() -> list[str]:
    missing = []
    for name in WARM_MODULES:
        try:
            importlib.import_module(name)
        except (ImportError, OSError, RuntimeError) as error:
            missing.append(f"{name}: {error}")
    return missing


def start(control: socket.socket, request: dict[str, Any], children: dict[int, Path]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="submission-"))
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        become_student(control, ours, theirs, folder, request)
    theirs.close()
    children[pid] = folder
    socket.send_fds(control, [json.dumps({"pid": pid, "folder": str(folder)}).encode() + b"\n"], [ours.fileno()])
    ours.close()


def become_student(
    control: socket.socket, ours: socket.socket, theirs: socket.socket, folder: Path, request: dict[str, Any]
) -> None:
    """Turn the forked copy into a student's process; never returns."""
    try:
        from grader.engine.student import commands, server, together

        control.close()
        ours.close()
        os.setsid()
        lives = {TOGETHER: together.live, COMMAND: commands.live}
        lives.get(request["way"], server.live)(theirs, folder, readable_paths(), request)
    finally:
        os._exit(0)


def readable_paths() -> list[Path]:
    """Return where Python and the warm packages live, without the folder that merely holds the course's packages."""
    places = {Path(sys.prefix), Path(sys.base_prefix), *map(Path, site.getsitepackages())}
    places.add(Path(site.getusersitepackages()))
    for name in ("helpers", "numpy", "torch", "matplotlib", "sklearn", "IPython"):
        module = sys.modules.get(name)
        if module is not None and module.__file__:
            places.add(Path(module.__file__).parent)
    return sorted(places)


def end(pid: int, children: dict[int, Path]) -> dict[str, Any]:
    """Kill a student's process with its whole group and remove its folder; say how it ended and what it used."""
    folder = children.pop(pid, None)
    if folder is None:
        return {"status": 0, "cpu_seconds": 0.0}
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    shutil.rmtree(folder, ignore_errors=True)
    return {"status": os.waitstatus_to_exitcode(status), "cpu_seconds": usage.ru_utime + usage.ru_stime}


def send(control: socket.socket, message: dict[str, Any]) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


def receive(control: socket.socket) -> dict[str, Any] | None:
    """Read one line; requests are small and strictly alternate with answers, so nothing is left over."""
    line = b""
    while not line.endswith(b"\n"):
        piece = control.recv(65536)
        if not piece:
            return None
        line += piece
    message: dict[str, Any] = json.loads(line)
    return message
