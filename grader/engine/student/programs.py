"""Programs that cells of the course's own start where tests run with student code: by `subprocess`, `%%bash` and such.

A student's process starts none. What asks for one here asks the trusted end, which lets it run in a process of its own
(`commands`), if a cell of the course's is running and the course starts programs at all. A program runs to its end once
somebody asks for that end, or for what it wrote; no text asks whether one may run.
"""

from __future__ import annotations

import base64
import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils._process_common import arg_split

REFUSED = "Programs are not started while grading"
KILLED = -9  # the return code of what was ended by the watchdog, whose output is lost

Ask = Callable[[str], str | None]


def enable(shell: InteractiveShell, ask: Ask) -> None:
    """Let this process ask for programs."""
    Program.ask = staticmethod(ask)
    subprocess.Popen = Program  # type: ignore[misc]
    os.system = system  # type: ignore[assignment]
    magics = shell.magics_manager.registry["ScriptMagics"]
    parser = type(magics).shebang.parser

    def script(line: str, cell: str) -> None:
        """Run a cell by a program, as `%%script`, and all that are made of it, do."""
        options, command = parser.parse_known_args(arg_split(line))
        done = subprocess.run(command, input=cell, capture_output=True, text=True, check=False)  # noqa: S603
        for name, text, stream in ((options.out, done.stdout, sys.stdout), (options.err, done.stderr, sys.stderr)):
            if name:
                shell.user_ns[name] = text
            else:
                stream.write(text)
        if options.raise_error:
            done.check_returncode()

    magics.shebang = shell.magics_manager.magics["cell"]["script"] = script


def system(command: str) -> int:
    """Run a command as `os.system` does: return its status as `os.wait` has it."""
    code = subprocess.call(command, shell=True)  # noqa: S602 -- locked down; asked by the course's own cell
    return code << 8 if code >= 0 else -code


class Kept(io.BytesIO):
    """What is written to a program before it runs."""

    def close(self) -> None:
        """Keep it until then."""


class Program(subprocess.Popen):  # type: ignore[type-arg]
    """Stands for `subprocess.Popen`, whose other arguments make no difference here."""

    ask: Ask

    def __init__(
        self,
        args: Any,
        bufsize: int = -1,  # noqa: ARG002
        executable: Any = None,
        stdin: Any = None,
        stdout: Any = None,
        stderr: Any = None,
        *_: Any,
        shell: bool = False,
        cwd: Any = None,
        env: Any = None,
        universal_newlines: bool | None = None,
        encoding: str | None = None,
        errors: str | None = None,
        text: bool | None = None,
        **__: Any,
    ) -> None:
        if self.ask("") is None:
            raise PermissionError(errno.EPERM, REFUSED, str(args))
        self.args, self.pid, self.returncode = args, 0, None
        one = isinstance(args, (str, bytes, os.PathLike))
        self.asked = {
            "args": os.fsdecode(args) if one else [os.fsdecode(word) for word in args],
            "shell": bool(shell),
            "executable": None if executable is None else os.fsdecode(executable),
            "cwd": None if cwd is None else os.fsdecode(cwd),
            "env": None if env is None else {os.fsdecode(name): os.fsdecode(value) for name, value in env.items()},
            "merged": stderr == subprocess.STDOUT,
        }
        self.is_text = bool(text or universal_newlines or encoding or errors)
        self.encoding, self.errors = encoding or "utf-8", errors or "strict"
        self.source, self.places = stdin, (stdout, None if stderr == subprocess.STDOUT else stderr)
        kept = Kept() if stdin == subprocess.PIPE else None
        self.stdin: Any = io.TextIOWrapper(kept, self.encoding, write_through=True) if kept and self.is_text else kept
        self.kept, self.written = kept, [b"", b""]
        self.read: tuple[Any, ...] = ()

    def __exit__(self, *error: object) -> None:
        self.wait()

    @property
    def stdout(self) -> Any:  # type: ignore[override]
        return self.pipes()[0]

    @property
    def stderr(self) -> Any:  # type: ignore[override]
        return self.pipes()[1]

    def pipes(self) -> tuple[Any, ...]:
        """Return what stands for the pipes that the program wrote to, None where there is none."""
        if not self.read:
            self.wait()
            made = io.StringIO if self.is_text else io.BytesIO
            self.read = tuple(
                made(self.decoded(text)) if place == subprocess.PIPE else None
                for place, text in zip(self.places, self.written, strict=True)
            )
        return self.read

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:  # noqa: A002
        self.finish(input, timeout)
        return tuple(pipe and pipe.read() for pipe in self.pipes())

    def wait(self, timeout: float | None = None) -> int:
        self.finish(None, timeout)
        return int(self.returncode or 0)

    def poll(self) -> int:
        return self.wait()

    def send_signal(self, sig: int) -> None:
        """Do nothing: the program has not begun, or has ended."""

    def finish(self, given: Any, timeout: float | None) -> None:
        """Let the program run to its end, if it has not; what it wrote goes where it was to go."""
        if self.returncode is not None:
            return
        asked = self.asked | {"input": in_letters(self.input(given)), "timeout": timeout}
        answer = self.ask(json.dumps(asked))
        told: dict[str, Any] = json.loads(answer) if answer else {"code": KILLED, "written": ["", ""]}
        self.returncode = told.get("code", KILLED)
        if "late" in told:
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        if "error" in told:
            number, said, name = told["error"]
            raise OSError(number, said, name)
        self.written = [base64.b64decode(text) for text in told["written"]]
        for place, text, usual in zip(self.places, self.written, (sys.stdout, sys.stderr), strict=True):
            put(place, text, usual)

    def input(self, given: Any) -> bytes:
        """Return what the program reads: what it is given now, what was written to it, or a file."""
        if given is not None:
            return given.encode(self.encoding, self.errors) if isinstance(given, str) else bytes(given)
        if self.kept is not None:
            return self.kept.getvalue()
        read = getattr(self.source, "read", bytes)()
        return read.encode(self.encoding) if isinstance(read, str) else bytes(read)

    def decoded(self, text: bytes) -> Any:
        if not self.is_text:
            return text
        return text.decode(self.encoding, self.errors).replace("\r\n", "\n").replace("\r", "\n")


def put(place: Any, text: bytes, usual: Any) -> None:
    """Write what a program wrote to a file, or where a notebook shows it."""
    if place is None:
        usual.write(text.decode("utf-8", "replace"))
    elif hasattr(place, "fileno"):
        place.flush()
        os.write(place.fileno(), text)
    elif place not in (subprocess.PIPE, subprocess.DEVNULL):
        os.write(place, text)


def in_letters(text: bytes) -> str:
    return base64.b64encode(text).decode("ascii")
