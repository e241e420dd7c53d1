"""Tests together: all cells of the rebuilt notebook in one shell of the student's process, as nbgrader means them.

Machine, gradebook and other submissions are as safe as where tests run apart. Against a student who attacks the tests
themselves it only hardens: they are compiled here, modules and built-ins are put back before each, a report belongs to
the test that was sent, and where a test can also run apart, `execute` looks at both marks.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import re
import socket

from grader.engine import cells, imports
from grader.engine.both.together import BEGIN, COMMAND, GIVEN, TEST
from grader.engine.draws import derived
from grader.engine.job import TOGETHER, Job, Limits, Outcome, Score
from grader.engine.names import names_of
from grader.engine.running import Running
from grader.engine.trusted.line import StudentGoneError
from grader.engine.trusted.testcells import CellResult
from grader.engine.trusted.together import Conversation, compiled, result_of
from grader.engine.trusted.warm import WarmParent
from grader.engine.trusted.watchdog import GroupWatchdog, Watchdog
from grader.engine.wire.channel import Channel

# What needs the network, and would wait for it in vain.
NETWORK = re.compile(r"\s*(sudo\s+)?(\S*python\S*\s+-m\s+)?(pip\d?|conda|mamba|uv|apt|apt-get|wget|curl|git|gdown)\b")
SYSTEM = ("get_ipython().system", "get_ipython().getoutput")
PROGRAMS = re.compile(r"\bsubprocess\b|\bos\.(system|popen)\b|^%%(script|bash|sh|python\w*|perl|ruby)\b", re.MULTILINE)
ASKED_BYTES = 1 << 20  # of what is asked for, with what the program reads
PATCHERS = ("patch", "object", "setattr", "dict")


def grade(job: Job, limits: Limits, parent: WarmParent) -> Outcome:
    """Grade one submission with the tests in the student's process."""
    run = Together(job, limits, parent)
    try:
        return run.grade()
    finally:
        run.end_process()


class Together(Running[Conversation]):
    """The student's process, which runs everything."""

    way = TOGETHER

    def __init__(self, job: Job, limits: Limits, parent: WarmParent) -> None:
        super().__init__(job, limits, parent)
        source = [cell for cell in job.source["cells"] if cell["cell_type"] == "code"]
        given = [cell for cell in source if not cells.is_solution(cell)]
        self.commands = frozenset().union(*(commands_in(cells.text_of(cell)) for cell in given))
        self.programs = any(PROGRAMS.search(cells.text_of(cell)) for cell in given)
        self.own = False  # whether a cell of the course's is running
        self.ours = {cells.text_of(cell) for cell in given}
        self.exempt = sorted(set().union(*(rebound_attributes(cells.text_of(cell)) for cell in source)))
        self.packages = sorted(imports.packages(job.source))
        solved = [bound_names(cells.text_of(cell)) for cell in source if cells.is_solution(cell)]
        self.students = frozenset().union(*solved)

    def begin(self, channel: Channel, watchdog: Watchdog) -> Conversation:
        conversation = Conversation(channel, watchdog, self.limits, self.command)
        conversation.request(BEGIN, self.exempt, self.packages)
        return conversation

    def run_in_student(self, position: int) -> dict[str, object]:
        cell, source = self.code[position], cells.text_of(self.code[position])
        self.own = not cells.is_solution(cell) and source in self.ours
        if not self.own:
            return super().run_in_student(position)
        names = self.kept_names(source) if is_locked(cell) else []
        return self.report(GIVEN, source, self.room_of_cell(), names)

    def test(self, position: int, grade_id: str, points: float) -> CellResult:
        reason, told = "not run", "NotRun: this test could not be run: "
        try:
            self.ready()
            reason, told = "failed", "StudentProcessEnded: "
            result = self.run_test(position, points)
        except StudentGoneError as gone:
            if self.second_chance(position):
                return self.test(position, grade_id, points)
            return CellResult(Score(0.0, points, reason, f"{told}{gone}"), "", "")
        except SyntaxError as error:
            return CellResult(Score(0.0, points, "failed", f"SyntaxError: {error}"), "", "")
        self.done.append(position)
        return result

    def run_test(self, position: int, points: float) -> CellResult:
        self.own, source = True, cells.text_of(self.code[position])
        grade_id = str(self.code[position]["metadata"]["nbgrader"]["grade_id"])
        key = derived(self.job.seed, "tests", grade_id)
        report = self.report(TEST, compiled(source), key, grade_id, self.kept_names(source))
        try:
            return result_of(report, source, points)
        except ValueError as error:
            self.session().distrust(str(error))

    def run_again(self, position: int) -> None:
        if cells.is_test(self.code[position]):
            self.run_test(position, 0.0)
        else:
            self.run_in_student(position)

    def command(self, kind: str, text: str) -> str | None:
        """Run a system command that a cell of the course's has word for word, or a program that one asks for.

        Returns what it wrote. What a student's function asks for while a test of such a course calls it cannot be told
        from what the test asks for: it runs with the same limits.
        """
        allowed = text in self.commands if kind == COMMAND else self.programs and self.own and len(text) <= ASKED_BYTES
        if not allowed or self.process is None:
            return None
        if not text:  # whether it may run something
            return ""
        limits = self.limits
        process = self.parent.start(
            {
                "way": COMMAND,
                kind: text,
                "folder": str(self.process.folder),
                "memory_bytes": limits.memory_bytes,
                "file_bytes": limits.file_bytes,
                "cpu_seconds": int(limits.cell_seconds) + 1,
                "output_bytes": limits.output_bytes,
            }
        )
        watchdog = GroupWatchdog(process.pid, process.folder, limits)
        watchdog.expect(self.seconds(limits.cell_seconds), "a command")
        try:
            return read(process.connection, limits.output_bytes)
        finally:
            watchdog.stop()
            self.parent.end(process)

    def kept_names(self, source: str) -> list[str]:
        """Return the names that a cell of the course's binds and that no solution does."""
        return sorted(bound_names(source) - self.students)


def read(line: socket.socket, room: int) -> str:
    """Return what comes over a line until it ends or is too much."""
    written = bytearray()
    with contextlib.suppress(OSError):
        while len(written) < room and (piece := line.recv(65536)):
            written += piece
    return written[:room].decode("utf-8", "replace")


@functools.lru_cache(maxsize=1000)
def commands_in(source: str) -> frozenset[str]:
    """Return the system commands (`!command`) of a cell that need no network; none where it is no valid code."""
    with contextlib.suppress(SyntaxError, ValueError):
        calls = [node for node in ast.walk(ast.parse(cells.plain_python(source))) if isinstance(node, ast.Call)]
        texts = [call.args[0] for call in calls if call.args and ast.unparse(call.func) in SYSTEM]
        commands = (str(text.value) for text in texts if isinstance(text, ast.Constant))
        return frozenset(command for command in commands if not NETWORK.match(command))
    return frozenset()


def is_locked(cell: dict[str, object]) -> bool:
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else {}
    return bool(mark.get("locked"))


@functools.lru_cache(maxsize=1000)
def bound_names(source: str) -> frozenset[str]:
    """Return the names that a cell binds; none where it is no valid code."""
    with contextlib.suppress(SyntaxError, ValueError):
        return names_of(cells.plain_python(source)).bound
    return frozenset()


@functools.lru_cache(maxsize=1000)
def rebound_attributes(source: str) -> frozenset[str]:
    """Return the attributes that a cell of the course's assigns or patches, which are then not put back."""
    with contextlib.suppress(SyntaxError, ValueError):
        nodes = list(ast.walk(ast.parse(cells.plain_python(source))))
        stored = {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
        patching = [node for node in nodes if isinstance(node, ast.Call) and name_of(node.func) in PATCHERS]
        texts = [leaf.value for node in patching for leaf in ast.walk(node) if isinstance(leaf, ast.Constant)]
        return frozenset(stored | {text.rpartition(".")[2] for text in texts if isinstance(text, str)})
    return frozenset()


def name_of(function: ast.expr) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))
