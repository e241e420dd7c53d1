"""The student's process where tests run in it too: one shell for all cells, as nbgrader means them.

Threat: student code shares the interpreter with the tests, so whatever it does to the tests themselves can be made
harder, but not kept out: SECURITY.md and `tests/grading/attacks.py` say what works. Tests arrive compiled, one by one,
when it is their turn. Before each, modules and built-ins are put back (`pristine`), and so are functions and classes of
the course's own cells. A report answers to a number that came with the test, over the one descriptor where nothing that
is printed goes.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import marshal
import socket
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from grader.engine.both.kinds import Message, Request
from grader.engine.both.together import BEGIN, COMMAND, ERROR, GIVEN, PRINTED, PROGRAM, TEST, VALUE
from grader.engine.draws import SEEDERS, Draws
from grader.engine.student import programs, server, shell
from grader.engine.student.pristine import Pristine, is_librarys
from grader.engine.student.requests import put
from grader.engine.wire.channel import Channel, PeerGoneError
from grader.engine.wire.codec import Bounds, CodecError
from grader.engine.wire.decoder import Decoder
from grader.engine.wire.encoder import encode

PRINTED_BYTES = 100_000
TEST_FILE = "<test>"
OWN = "helpers"  # a package that is there because the grader is; a course's module of that name goes before
HISTORY = 1000  # values that `Out` keeps, as IPython does

warm: list[Pristine] = []


def warm_up() -> None:
    """Look at all modules, before the fork."""
    warm[:] = [Pristine()]


def live(connection: socket.socket, folder: Path, readable: list[Path], request: dict[str, Any]) -> None:
    """Become a student's process: enter the folder, lock down, report the layers, serve until the line closes."""
    console, layers = server.entered(folder, readable, request)
    console.displayhook.cache_size, console.displayhook.do_full_cache = HISTORY, 1
    sys.path.insert(0, "")  # the folder, as in a notebook
    channel, bounds = Channel(connection, request["message_bytes"]), Bounds(message_bytes=request["message_bytes"])
    channel.send(encode((Message.READY, layers), bounds=bounds))
    with Draws(request["seed"]) as draws:
        serve(channel, bounds, Classroom(console, draws))


class Classroom:
    """The shell, and what of the course's own is put back into it."""

    def __init__(self, console: shell.StudentShell, draws: Draws) -> None:
        self.console, self.draws, self.names = console, draws, console.user_ns
        self.history: list[str] = console.user_ns["In"]
        self.pristine = warm[0] if warm else Pristine()
        self.pristine.accept(["builtins", *(seeder.module for seeder in SEEDERS.values())])
        self.exempt: frozenset[str] = frozenset()
        self.packages: frozenset[str] = frozenset()
        self.restore: Callable[[], None] = lambda: None
        self.kept: dict[str, Any] = {}
        self.touched = False  # whether a cell of the student's has run

    def begin(self, exempt: Iterable[str], packages: Iterable[str]) -> None:
        self.exempt, self.packages = frozenset(exempt), frozenset(packages)
        self.restore = self.pristine.restorer(self.exempt, self.packages)

    def files(self, contents: dict[str, bytes]) -> None:
        put(contents)
        if any(name.partition("/")[0].removesuffix(".py") == OWN for name in contents):
            self.pristine.packages.pop(OWN, None)
            for module in [name for name in sys.modules if name.partition(".")[0] == OWN]:
                del sys.modules[module]
            self.pristine.count = len(sys.modules)
            self.begin(self.exempt, self.packages)

    def run(self, source: str, room: int) -> dict[str, Any]:
        """Run a cell of the student's."""
        self.touched = True
        return self.ran(source, room)

    def given(self, source: str, room: int, names: Iterable[str]) -> dict[str, Any]:
        """Run a cell of the course's that is no test."""
        self.put_back()
        report = self.ran(source, room)
        if not self.touched and self.pristine.learn():
            self.restore = self.pristine.restorer(self.exempt, self.packages)
        self.keep(names)
        return report

    def ran(self, source: str, room: int) -> dict[str, Any]:
        self.history.append(source)
        try:
            return shell.run_cell(self.console, source, room)
        finally:
            self.console.execution_count += 1

    def test(self, code: bytes, key: str, name: str, names: Iterable[str]) -> dict[str, Any]:
        """Run a test; return what it printed and ended with, or how it failed."""
        self.put_back()
        own, self.draws.key = self.draws.key, key
        self.draws.begin(name)
        shell.RECORDER.start(PRINTED_BYTES)
        value, failure = None, None
        try:
            with self.console.builtin_trap, self.console.display_trap:
                for part in marshal.loads(code):  # noqa: S302 -- the grader's, in the same Python
                    value = result_of(part, self.names)
            value = number(value)
        except BaseException as error:
            value, failure = None, described(error)
        self.draws.key = own
        shown = shell.RECORDER.finish()
        printed = "".join(out["text"] for out in shown if out.get("name") == "stdout")
        # Under `%%capture` a test that fails only shows that it did, which is enough for nbgrader.
        errors = [(out["ename"], out["evalue"], 0, "") for out in shown if out["output_type"] == "error"]
        failure = failure or next(iter(errors), None)
        shell.close_figures_of_tests()
        self.keep(names)
        self.history.append("")  # a later cell could read it
        self.console.execution_count += 1
        return {PRINTED: printed, VALUE: value, ERROR: failure}

    def put_back(self) -> None:
        """Undo what student code did to modules, built-ins, and functions and classes of the course's own cells.

        What a student imports under a name of the course's is theirs to import.
        """
        self.restore()
        for name, value in self.kept.items():
            if name not in self.names or not (self.names[name] is value or is_librarys(self.names[name])):
                self.names[name] = value

    def keep(self, names: Iterable[str]) -> None:
        for name in names:
            value = self.names.get(name)
            if isinstance(value, (FunctionType, type, ModuleType)):
                self.kept[name] = value
            else:
                self.kept.pop(name, None)


def result_of(code: CodeType, names: dict[str, Any]) -> Any:
    """Run code and return its value; where it awaits something, until that is there."""
    value = eval(code, names)  # noqa: S307 -- the instructor's own code
    return asyncio.run(value) if code.co_flags & inspect.CO_COROUTINE else value


def number(value: Any) -> Any:
    """Return the number that a test ended with; None where it is none.

    An array or tensor without axes is the number that it holds.
    """
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        value = value.item()
    return value if type(value) in (int, float) else None


def described(error: BaseException) -> tuple[str, str, int, str]:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == TEST_FILE]
    line = (frames[-1].lineno or 0) if frames else 0
    return type(error).__name__, server.message_of(error), line, server.student_traceback(error)


def serve(channel: Channel, bounds: Bounds, room: Classroom) -> None:
    """Answer requests until the line closes."""
    operations: dict[str, Callable[..., Any]] = {
        BEGIN: room.begin,
        GIVEN: room.given,
        TEST: room.test,
        Request.RUN: room.run,
        Request.FILES: room.files,
    }

    def ask(kind: str, text: str) -> str | None:
        channel.send(encode((number, kind, text), bounds=bounds))
        written: str | None = Decoder(None, bounds).decode(channel.receive())
        return written

    room.console.commands = functools.partial(ask, COMMAND)
    programs.enable(room.console, functools.partial(ask, PROGRAM))
    room.pristine.accept(["os", "subprocess"])
    while True:
        try:
            number, name, payload = Decoder(None, bounds).decode(channel.receive())
        except PeerGoneError:
            return
        answer = operations[name](*payload)
        try:
            message = encode((number, answer), bounds=bounds)
        except CodecError:  # something that a cell displayed
            message = encode((number, json.loads(json.dumps(answer, default=str))), bounds=bounds)
        channel.send(message)
