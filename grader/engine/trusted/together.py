"""The trusted end of the line where tests run with the student's code: sends them compiled, and reads the reports.

Threat: a process in which student code and tests share everything. What it says cannot be proven, so this end makes
sure of the rest: a report has the form of one, belongs to the test that was sent, and points stay within their bounds.
The source of a hidden test never goes there; what a student reads of a failure is put together here.
"""

from __future__ import annotations

import ast
import functools
import marshal
import secrets
from collections.abc import Callable
from typing import Any, NoReturn

from IPython.core.inputtransformer2 import TransformerManager

from grader.engine.both.kinds import Message
from grader.engine.both.together import COMMAND, ERROR, PRINTED, PROGRAM, TEST, VALUE
from grader.engine.job import Limits, Score
from grader.engine.scoring import score_of
from grader.engine.trusted.line import StudentGoneError
from grader.engine.trusted.testcells import CellResult, message_or_line
from grader.engine.trusted.watchdog import Watchdog
from grader.engine.wire.channel import BadFrameError, Channel, PeerGoneError
from grader.engine.wire.codec import Bounds, CodecError
from grader.engine.wire.decoder import Decoder
from grader.engine.wire.encoder import encode

MISFITS = (TypeError, LookupError, ValueError, AttributeError)
MESSAGE, TEXT = 4000, 100_000  # letters of an error's message, and of anything else that a test shows
WHAT = {TEST: "this test"}


class Conversation:
    """The conversation with one student's process that runs the tests too.

    Args:
        channel: leads there.
        watchdog: kills the process when it takes too long or too much.
        limits: of the submission.
        command: runs a system command or program of the course's own, which of the two and what it is, and returns
            what it wrote; None for any other.

    Raises:
        StudentGoneError: when the process dies before its first message, or when that does not fit.
    """

    def __init__(
        self, channel: Channel, watchdog: Watchdog, limits: Limits, command: Callable[[str, str], str | None]
    ) -> None:
        self.channel, self.watchdog, self.limits, self.command = channel, watchdog, limits, command
        self.bounds = Bounds(message_bytes=limits.message_bytes)
        self.gone = False
        message = self._receive()
        if type(message) is not tuple or len(message) != 2 or message[0] != Message.READY:
            self.distrust("an unexpected first message")
        self.layers: dict[str, str] = dict(message[1])

    def request(self, name: str, *payload: Any, seconds: float | None = None) -> Any:
        """Ask the student's process and return its answer.

        Raises:
            StudentGoneError: when the process is dead, was killed, or sent something that is no answer.
        """
        if self.gone:
            raise StudentGoneError(self.watchdog.verdict or "the student's process had ended before")
        number = secrets.token_bytes(16)
        self.watchdog.expect(seconds or self.limits.call_seconds, WHAT.get(name, "a cell"))
        try:
            self.channel.send(encode((number, name, payload), bounds=self.bounds))
            answer = self._receive()
            while answers(answer, number, 3) and is_wish(answer[1]) and type(answer[2]) is str:
                with self.watchdog.paused():
                    written = self.command(answer[1], answer[2])
                self.channel.send(encode(written, bounds=self.bounds))
                answer = self._receive()
        except PeerGoneError:
            self._lost()
        finally:
            self.watchdog.relax()
        if not answers(answer, number, 2):
            self.distrust("a message that is no answer")
        return answer[1]

    def distrust(self, why: str) -> NoReturn:
        """End a student's process that does not keep to the protocol."""
        self.gone = True
        self.watchdog.kill(f"the code sent something that cannot be read: {why}")
        raise StudentGoneError(self.watchdog.verdict)

    def _receive(self) -> Any:
        try:
            return Decoder(None, self.bounds).decode(self.channel.receive())
        except PeerGoneError:
            self._lost()
        except (BadFrameError, CodecError) as error:
            self.distrust(str(error))

    def _lost(self) -> NoReturn:
        self.gone = True
        raise StudentGoneError(self.watchdog.verdict or "the code ended its Python process")


def answers(message: Any, number: bytes, parts: int) -> bool:
    """Return whether a message answers a request; an array in its place would equal a number in part."""
    return type(message) is tuple and len(message) == parts and type(message[0]) is bytes and message[0] == number


def is_wish(value: Any) -> bool:
    return type(value) is str and value in (COMMAND, PROGRAM)


@functools.lru_cache(maxsize=1000)
def compiled(source: str) -> bytes:
    """Return a test cell's statements and its last expression as marshalled code; a test may await something.

    Raises:
        SyntaxError: when it is no valid code.
    """
    tree = ast.parse(TransformerManager().transform_cell(source), "<test>")
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    value = last.value if isinstance(last, ast.Expr) else ast.Constant(None)
    expression = ast.fix_missing_locations(ast.Expression(value))
    await_at_top = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    return marshal.dumps(
        (compile(tree, "<test>", "exec", await_at_top), compile(expression, "<test>", "eval", await_at_top))
    )


def result_of(report: dict[str, Any], source: str, max_points: float) -> CellResult:
    """Return the result of a test from the report on it, whose texts are cut, for any of them may be forged.

    Raises:
        ValueError: where it is none.
    """
    try:
        printed, value, failure = text_in(report[PRINTED]), report[VALUE], report[ERROR]
        if failure is None:
            return CellResult(score_of(value, max_points), printed, "")
        name, message, details = (text_in(failure[place]) for place in (0, 1, 3))
        line = failure[2] if type(failure[2]) is int else 0
        told = message_or_line(message[:MESSAGE], name == "AssertionError", line, source)
        return CellResult(Score(0.0, max_points, "failed", f"{name[:MESSAGE]}: {told}"), printed, details)
    except MISFITS as error:
        raise ValueError(f"no report of a test ({error})") from error


def text_in(value: Any) -> str:
    """Return a text of a report, cut to size.

    Raises:
        TypeError: if it is none.
    """
    if type(value) is not str:
        raise TypeError("no text where there has to be one")
    return value[:TEXT]
