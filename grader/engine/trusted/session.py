# ruff: noqa: ANN401 -- what travels can be of any type
"""The trusted end of the line: asks the student's process, and believes nothing but plain data.

Threat: a student's process that sends anything at any time. A request has one answer; in between, only functions and
iterators that a test handed over can be called back. Whatever does not fit ends the student's process, not the
grading; what may fit is decided in `references` for descriptions and in `effects` for the rest of an answer.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import torch

from grader.engine.job import Limits
from grader.engine.trusted import effects, references
from grader.engine.trusted.graphs import TrustedGraphs
from grader.engine.trusted.optimizers import LRScheduler
from grader.engine.trusted.proxies import OpaqueValueError, StudentCallable, StudentClass
from grader.engine.trusted.randomness import Mirror
from grader.engine.trusted.watchdog import Watchdog
from grader.engine.wire.channel import BadFrameError, Channel, PeerGoneError
from grader.engine.wire.codec import Bounds, CodecError
from grader.engine.wire.decoder import Decoder
from grader.engine.wire.encoder import Encoder

# What of a test's the student's process has a twin of.
Lent = torch.optim.Optimizer | LRScheduler | torch.nn.Module


class StudentGoneError(BaseException):
    """The student's process died or was killed; a `BaseException`, so that no test catches it by accident."""


class Session:
    """The conversation with one student's process.

    Args:
        channel: the line.
        watchdog: kills the process when it takes too long or too much.
        limits: of the submission.
        asked_for: names of the classes that the assignment's source defines in solution cells.
    """

    def __init__(self, channel: Channel, watchdog: Watchdog, limits: Limits, asked_for: frozenset[str]) -> None:
        self.channel, self.watchdog, self.limits, self.asked_for = channel, watchdog, limits, asked_for
        self.bounds = Bounds(message_bytes=limits.message_bytes)
        self.gone = False
        self.poison = ""
        self.classes: dict[int, Any] = {}
        self.replies: list[Encoder] = []
        self.names: dict[str, Any] = {}
        self.lent: dict[int, Lent] = {}
        self.functions: dict[int, Callable[..., Any] | Iterator[Any]] = {}
        self.exceptions: dict[int, BaseException] = {}
        self.counter = itertools.count(1)
        self.random = Mirror()
        self.graphs = TrustedGraphs(self.counter)
        self.forget = 0
        self.held: Counter[int] = Counter()
        self.released: list[int] = []
        message = self._receive()
        if type(message) is not tuple or len(message) != 3 or message[0] != "ready":
            self.distrust("an unexpected first message")
        self.layers: dict[str, str] = dict(message[1])
        self.submission_text: tuple[str, ...] = ()

    # -- asking -----------------------------------------------------------------------------------------------

    def request(self, name: str, *payload: Any, seconds: float | None = None) -> Any:
        """Ask the student's process and return its answer.

        Raises:
            StudentGoneError: when the process is dead, was killed, or sent something that is no answer.
            StudentError: or a built-in exception: what student code raised.
        """
        if self.gone:
            raise StudentGoneError(self.watchdog.verdict or "the student's process had ended before")
        context = self._context()
        encoder = Encoder(self, self.bounds)
        try:
            message = encoder.encode((name, payload, context))
        except CodecError as error:
            self.random = Mirror()
            raise TypeError(f"this test hands student code something that cannot be graded: {error}") from None
        nested, self.replies = (self.watchdog.deadline, self.replies), []
        self.watchdog.expect(seconds or self.limits.call_seconds, "a cell" if name == "run" else "a call of this code")
        try:
            self._send(message)
            return self._answer(encoder)
        finally:
            self.watchdog.deadline, self.replies = nested

    def look_up(self, name: str) -> Any:
        """Return what the student's `name` is; functions and classes are asked for once, until they are rebound."""
        if name not in self.names:
            found = self.request("get", name)
            if not isinstance(found, (StudentCallable, StudentClass)):
                return found
            self.names[name] = found
        return self.names[name]

    def _context(self) -> dict[str, Any]:
        context: dict[str, Any] = {"grad": torch.is_grad_enabled(), "dtype": torch.get_default_dtype()}
        released, self.released = self.released, []
        extras = {
            "random": self.random.news(),
            "released": tuple(released),
            **self.graphs.changes(),
            "forget": self.forget,
        }
        self.forget = 0
        return context | {name: value for name, value in extras.items() if value}

    def _answer(self, encoder: Encoder) -> Any:
        while True:
            message = self._receive()
            if type(message) is not tuple or not message:
                self.distrust("a message that is no answer")
            if message[0] in ("callback", "next"):
                self._serve(*message)
                continue
            if message[0] not in ("ok", "raise") or len(message) != 3:
                self.distrust("a message that is no answer")
            effects.apply(self, message[2], encoder)
            if message[0] == "ok":
                return message[1]
            effects.raise_error(self, message[1])

    def _serve(self, name: Any, handle: Any, *payload: Any) -> None:
        """Call what the test handed over; only its value, or its exception's message, goes back."""
        target = self.functions.get(handle)
        try:
            if target is None or (name == "callback") != callable(target):
                raise LookupError("this function belonged to an earlier test")
            with self.watchdog.paused():
                value = target(*payload[0], **payload[1]) if callable(target) else next(target)
            reply: Any = ("returned", value)
        except StopIteration:
            reply = ("raised", None, "")
        except Exception as error:
            number = next(self.counter)
            self.exceptions[number] = error
            reply = ("raised", number, str(error)[:1000])
        encoder = Encoder(self, self.bounds)
        self._send(encoder.encode(reply))
        if reply[0] == "returned":
            self.replies.append(encoder)

    def _send(self, message: bytes | bytearray) -> None:
        try:
            self.channel.send(message)
        except PeerGoneError:
            self._lost()

    def _receive(self) -> Any:
        try:
            return Decoder(self, self.bounds).decode(self.channel.receive())
        except PeerGoneError:
            self._lost()
        except (BadFrameError, CodecError) as error:
            self.distrust(str(error))

    def _lost(self) -> NoReturn:
        self.gone = True
        raise StudentGoneError(self.watchdog.verdict or "the code ended its Python process")

    # -- when trust ends --------------------------------------------------------------------------------------

    def distrust(self, why: str) -> NoReturn:
        """End a student's process that does not keep to the protocol."""
        self.gone = True
        self.watchdog.kill(f"the code sent something that cannot be read: {why}")
        raise StudentGoneError(self.watchdog.verdict)

    def opaque(self, what: str) -> OpaqueValueError:
        """Note that a test met an object where it needs data; the test scores 0 whatever it does with the error."""
        self.poison = self.poison or f"your code gave {what}"
        return OpaqueValueError(self.poison)

    def abandon(self) -> None:
        """End the student's process after a test was interrupted in the middle of a message."""
        self.gone = True
        self.watchdog.kill("the test before was interrupted")

    def new_cell(self) -> None:
        """Forget what belonged to the test cell before."""
        self.poison = ""
        self.functions.clear()
        self.exceptions.clear()
        self.lent.clear()
        self.graphs.forget_arguments()
        # A request is read before it is obeyed: what it hands over itself has higher numbers, and stays.
        self.forget = next(self.counter)

    # -- references -------------------------------------------------------------------------------------------

    def hold(self, number: int) -> None:
        """Count a proxy of the student's object `number`."""
        self.held[number] += 1
        if number in self.released:
            self.released.remove(number)

    def release(self, number: int) -> None:
        """Let go of a proxy; with the last one, the student's process may let go of the object."""
        self.held[number] -= 1
        if not self.held[number]:
            self.released.append(number)

    def describe(self, value: Any) -> Any:
        return references.describe(self, value)

    def describe_tensor(self, tensor: torch.Tensor) -> Any:
        return self.graphs.describe(tensor)

    def resolve(self, description: Any) -> Any:
        return references.resolve(self, description)
