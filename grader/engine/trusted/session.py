"""The trusted end of the line: asks the student's process, and believes nothing but plain data.

Threat: a student's process that sends anything at any time. A request has one answer; in between, only functions and
iterators that a test handed over can be called back. Whatever does not fit ends the student's process, not the
grading, and ends it here alone; what may fit is decided in `references` for descriptions and in `effects` for the
rest of an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import torch

from grader.engine.both.kinds import NO_EFFECTS, NOT_LINKED, USUAL_DTYPE, Context, Effects, Linked, Message, Request
from grader.engine.job import Limits
from grader.engine.names import Target
from grader.engine.trusted import effects, imported
from grader.engine.trusted.line import OpaqueValueError, StudentGoneError
from grader.engine.trusted.proxies import StudentCallable, StudentClass
from grader.engine.trusted.randomness import Mirror
from grader.engine.trusted.references import References
from grader.engine.trusted.watchdog import Watchdog
from grader.engine.wire.channel import BadFrameError, Channel, PeerGoneError
from grader.engine.wire.codec import Bounds, CodecError
from grader.engine.wire.decoder import Decoder
from grader.engine.wire.encoder import Encoder


class Session:
    """The conversation with one student's process; the `Line` of its proxies.

    Args:
        channel: leads there.
        watchdog: kills the process when it takes too long or too much.
        limits: of the submission.
        asked_for: names of the classes that the assignment's source defines in solution cells.
        given: returns the class that given code defines under a name, or None.

    Raises:
        StudentGoneError: when the process dies before its first message, or when that does not fit.
    """

    def __init__(
        self,
        channel: Channel,
        watchdog: Watchdog,
        limits: Limits,
        asked_for: frozenset[str],
        given: Callable[[str], type | None],
    ) -> None:
        self.channel, self.watchdog, self.limits = channel, watchdog, limits
        self.bounds = Bounds(message_bytes=limits.message_bytes)
        self.references = References(self, asked_for, given)
        self.gone = False
        self.asked = 0  # requests so far
        self.poison = ""
        self.replies: list[Encoder] = []
        self.names: dict[str, Any] = {}
        self.submission_text: tuple[str, ...] = ()
        self.layers = self._greeting()

    def _greeting(self) -> dict[str, str]:
        """Receive the first message: what the lock-down says of its layers."""
        message = self._receive(Decoder(self.references, self.bounds))
        if type(message) is not tuple or len(message) != 2 or message[0] != Message.READY:
            self.distrust("an unexpected first message")
        return dict(message[1])

    # -- asking -----------------------------------------------------------------------------------------------

    def request(self, name: str, *payload: Any, seconds: float | None = None) -> Any:
        """Ask the student's process and return its answer.

        Args:
            name: one of `kinds.Request`.
            payload: what follows it there.
            seconds: the limit, where it is not that of a call.

        Raises:
            StudentGoneError: when the process is dead, was killed, or sent something that is no answer.
            StudentError: or a built-in exception: what student code raised.
        """
        if self.gone:
            raise StudentGoneError(self.watchdog.verdict or "the student's process had ended before")
        self.asked += 1
        encoder = Encoder(self.references, self.bounds)
        self.references.is_request = True
        try:
            message = encoder.encode((name, payload, self._context()))
        except CodecError as error:
            self.references.random = Mirror()
            raise TypeError(f"this test hands student code something that cannot be graded: {error}") from None
        finally:
            self.references.is_request = False
        outer, self.replies = (self.watchdog.deadline, self.replies), []
        what = "a cell" if name == Request.RUN else "a call of this code"
        self.watchdog.expect(seconds or self.limits.call_seconds, what)
        try:
            self._send(message)
            return self._answer(encoder)
        finally:
            self.watchdog.deadline, self.replies = outer

    def look_up(self, name: str, target: Target | None = None) -> Any:
        """Return what the student's `name` is; functions and classes are asked for once, until they are rebound.

        Args:
            name: to look up.
            target: what the source's solution imports under that name. Where the student's is the same, this
                process's own is returned; another module in the place of a module is an error.
        """
        if name not in self.names:
            found = self._import(name, target) if target is not None else imported.NOTHING
            if found is imported.NOTHING:
                found = self.request(Request.GET, name)
                if not isinstance(found, (StudentCallable, StudentClass)):
                    return found
            self.names[name] = found
        return self.names[name]

    def _import(self, name: str, target: Target) -> Any:
        """Return this process's own import of a name that the student imports too, else `imported.NOTHING`."""
        own = imported.find(target)
        if own is imported.NOTHING or self.request(Request.IS_IMPORT, name, *target) is True:
            return own
        if imported.is_irreplaceable(target):
            wanted = ".".join(filter(None, target))
            raise self.opaque(f"something else as {name}, where {wanted} is asked for")
        return imported.NOTHING

    def bound_names(self) -> frozenset[str]:
        """Return the names that are bound in the student's process."""
        found = self.request(Request.NAMES)
        return frozenset(name for name in found if type(name) is str) if type(found) is list else frozenset()

    def assign(self, name: str, value: Any) -> None:
        """Bind a name of the student's; raises `TypeError` for a value that stays with the test."""
        before = set(self.references.functions)
        self.request(Request.ASSIGN, name, value)
        functions = self.references.functions
        self.references.assigned |= {number: functions[number] for number in functions.keys() - before}

    def _context(self) -> Context:
        context = self.references.news()
        if not torch.is_grad_enabled():
            context["grad"] = False
        if torch.get_default_dtype() is not USUAL_DTYPE:
            context["dtype"] = torch.get_default_dtype()
        return context

    def _answer(self, encoder: Encoder) -> Any:
        while True:
            decoder = Decoder(self.references, self.bounds)
            self.references.arguments = encoder.mutables
            message = self._receive(decoder)
            if type(message) is not tuple or not message:
                self.distrust("a message that is no answer")
            if message[0] in (Message.CALLBACK, Message.NEXT):
                self._serve(*message)
                continue
            if message[0] not in (Message.OK, Message.RAISE) or len(message) != 4:
                self.distrust("a message that is no answer")
            return self._conclude(encoder, decoder, *message)

    def _conclude(self, encoder: Encoder, decoder: Decoder, kind: str, value: Any, news: Any, linked: Any) -> Any:
        """Let an answer's effects hold, then return its value or raise its exception."""
        try:
            told, keeps = Effects(*news) if news else NO_EFFECTS, Linked(*linked) if linked else NOT_LINKED
            replies = [reply.mutables for reply in self.replies]
            effects.apply(told, self.references, encoder.mutables, replies)
            if decoder.is_shared:
                contents = effects.changed_by(told, self.references, encoder.mutables, replies)
                effects.check_extent([value, *contents], self.bounds.nodes)
            effects.link(self.references, encoder.mutables, keeps.arguments)
            effects.link(self.references, [result for result, _ in decoder.mutables], keeps.results)
            for name in told.rebound:
                self.names.pop(name, None)
            raised = effects.exception_of(value, self.references.exceptions) if kind == Message.RAISE else None
        except (TypeError, effects.MisfitError) as error:
            self.distrust(str(error))
        if raised is not None:
            raise raised
        return value

    def _serve(self, kind: Any, handle: Any, *payload: Any) -> None:
        """Call what the test handed over; only its value, or its exception's message, goes back."""
        target = self.references.functions.get(handle)
        try:
            if target is None or (kind == Message.CALLBACK) != callable(target):
                raise LookupError("this function belonged to an earlier test")
            with self.watchdog.paused():
                value = target(*payload[0], **payload[1]) if callable(target) else next(target)
            reply: Any = (Message.RETURNED, value)
        except StopIteration:
            reply = (Message.RAISED, None, "")
        except Exception as error:
            number = self.references.hand_over(error, self.references.exceptions)
            reply = (Message.RAISED, number, str(error)[:1000])
        encoder = Encoder(self.references, self.bounds)
        try:
            message = encoder.encode(reply)
        except CodecError as error:
            number = self.references.hand_over(TypeError(str(error)), self.references.exceptions)
            encoder, reply = Encoder(self.references, self.bounds), (Message.RAISED, number, str(error)[:1000])
            message = encoder.encode(reply)
        self._send(message)
        if reply[0] == Message.RETURNED:
            self.replies.append(encoder)

    def _send(self, message: bytes | bytearray) -> None:
        try:
            self.channel.send(message)
        except PeerGoneError:
            self._lost()

    def _receive(self, decoder: Decoder) -> Any:
        try:
            return decoder.decode(self.channel.receive())
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
        self.references.new_cell()

    def end_cell(self) -> None:
        """Let no function or iterator of a test be called once the test is over, but what it bound to names."""
        self.references.end_cell()

    def release(self, number: int) -> None:
        """Let go of a proxy of the student's object `number`."""
        self.references.release(number)
