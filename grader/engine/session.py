# ruff: noqa: ANN401 -- what travels can be of any type
"""The trusted end of the line: asks the student's process, and believes nothing but plain data.

Threat: a student's process that sends anything at any time. A request has one answer; in between, only functions and
iterators that a test handed over can be called back, and gradients asked for. Every description is checked before a
proxy is made of it, and whatever does not fit ends the student's process, not the grading.
"""

from __future__ import annotations

import builtins
import itertools
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import numpy as np
import torch

from grader.engine import modules, optimizers
from grader.engine.autograd import detached, state_of, write
from grader.engine.channel import BadFrameError, Channel, PeerGoneError
from grader.engine.codec import Bounds, CodecError
from grader.engine.decoder import Decoder
from grader.engine.encoder import Encoder
from grader.engine.job import Limits
from grader.engine.proxies import (
    OpaqueValueError,
    StudentCallable,
    StudentClass,
    StudentError,
    StudentObject,
    special_methods,
)
from grader.engine.randomness import Mirror
from grader.engine.watchdog import Watchdog

# Functions and classes that exist on both sides travel by name, from the trusted side only.
SHARED_ROOTS = (
    "builtins",
    "math",
    "operator",
    "numpy",
    "torch",
    "scipy",
    "sklearn",
    "statistics",
    "itertools",
    "helpers",
)


class StudentGoneError(BaseException):
    """The student's process died or was killed; a `BaseException`, so that no test catches it by accident."""


class _Result(torch.autograd.Function):
    """Ties a tensor that came from the student's process to the leaves of its graph there."""

    @staticmethod
    def forward(ctx: Any, session: Session, number: int, value: torch.Tensor, *leaves: torch.Tensor) -> torch.Tensor:
        ctx.session, ctx.number, ctx.leaves = session, number, [(leaf.shape, leaf.dtype) for leaf in leaves]
        ctx.keep = _Release(session, number)
        return value.clone()

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[Any, ...]:
        found = ctx.session.request("backward", ctx.number, gradients[0])
        if type(found) is not tuple or len(found) != len(ctx.leaves):
            ctx.session.distrust("gradients that do not fit")
        return (None, None, None, *found)


class _Release:
    """Tells the student's process that a graph is no longer needed."""

    def __init__(self, session: Session, number: int) -> None:
        self.session, self.number = session, number

    def __del__(self) -> None:
        self.session.results_released.append(self.number)


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
        self.modules: dict[int, Any] = {}
        self.replies: list[Encoder] = []
        self.names: dict[str, Any] = {}
        self.optimizers: dict[int, torch.optim.Optimizer] = {}
        self.functions: dict[int, Callable[..., Any] | Iterator[Any]] = {}
        self.exceptions: dict[int, BaseException] = {}
        self.counter = itertools.count(1)
        self.random = Mirror()
        self.mirrored: dict[int, torch.Tensor] = {}
        self.mirror_numbers: dict[int, int] = {}
        self.mirror_seen: dict[int, tuple[Any, ...]] = {}
        self.training: dict[int, bool] = {}
        self.tokens: dict[int, torch.Tensor] = {}
        self.token_numbers: dict[int, int] = {}
        self.forget = False
        self.held: Counter[int] = Counter()
        self.released: list[int] = []
        self.results_released: list[int] = []
        message = self._receive(None)
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

    def _answer(self, encoder: Encoder) -> Any:
        while True:
            message = self._receive(encoder)
            if type(message) is not tuple or not message:
                self.distrust("a message that is no answer")
            if message[0] in ("callback", "next"):
                self._serve(*message)
                continue
            if message[0] not in ("ok", "raise") or len(message) != 3:
                self.distrust("a message that is no answer")
            self._apply(message[2], encoder)
            if message[0] == "ok":
                return message[1]
            self._raise(message[1])

    def _send(self, message: bytes | bytearray) -> None:
        try:
            self.channel.send(message)
        except PeerGoneError:
            self._lost()

    def _receive(self, encoder: Encoder | None) -> Any:  # noqa: ARG002
        try:
            return Decoder(self, self.bounds).decode(self.channel.receive())
        except PeerGoneError:
            self._lost()
        except (BadFrameError, CodecError) as error:
            self.distrust(str(error))

    def _lost(self) -> NoReturn:
        self.gone = True
        raise StudentGoneError(self.watchdog.verdict or "the code ended its Python process")

    def distrust(self, why: str) -> NoReturn:
        """End a student's process that does not keep to the protocol."""
        self.gone = True
        self.watchdog.kill(f"the code sent something that cannot be read: {why}")
        raise StudentGoneError(self.watchdog.verdict)

    def opaque(self, what: str) -> OpaqueValueError:
        """Note that a test met an object where it needs data; the test scores 0 whatever it does with the error."""
        self.poison = self.poison or f"your code gave {what}"
        return OpaqueValueError(self.poison)

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

    def abandon(self) -> None:
        """End the student's process after a test was interrupted in the middle of a message."""
        self.gone = True
        self.watchdog.kill("the test before was interrupted")

    def new_cell(self) -> None:
        """Forget what belonged to the test cell before."""
        self.poison = ""
        self.functions.clear()
        self.exceptions.clear()
        self.optimizers.clear()
        self.tokens.clear()
        self.token_numbers.clear()
        self.forget = True

    # -- what goes along with a request -----------------------------------------------------------------------

    def _context(self) -> dict[str, Any]:
        context: dict[str, Any] = {"grad": torch.is_grad_enabled(), "dtype": torch.get_default_dtype()}
        released, self.released = self.released, []
        results, self.results_released = self.results_released, []
        training = tuple(
            (number, module.training)
            for number, module in self.modules.items()
            if module.training != self.training.get(number)
        )
        self.training.update(training)
        extras = {
            "random": self.random.news(),
            "released": tuple(released),
            "results": tuple(results),
            "tensors": self._tensor_news(),
            "training": training,
            "forget": self.forget,
        }
        self.forget = False
        return context | {name: value for name, value in extras.items() if value}

    def _tensor_news(self) -> tuple[Any, ...]:
        for module in self.modules.values():
            self._adopt(module)
        news = []
        for number, tensor in self.mirrored.items():
            state = state_of(tensor)
            if state != self.mirror_seen[number]:
                same_numbers = state[:2] == self.mirror_seen[number][:2]
                self.mirror_seen[number] = state
                value = None if same_numbers else tensor.detach()
                news.append((number, tensor.requires_grad, value, detached(tensor.grad)))
        return tuple(news)

    def _adopt(self, module: Any) -> None:
        """Follow a test that puts a new tensor in the place of a mirrored one (`to(float64)`, `fc.weight = ...`)."""
        for name, number in module._mirrors.items():
            now = module._parameters.get(name, module._buffers.get(name))
            if now is not None and self.mirrored[number] is not now:
                self.mirror_numbers.pop(id(self.mirrored[number]), None)
                self.mirrored[number], self.mirror_numbers[id(now)] = now, number

    # -- what comes back with an answer -----------------------------------------------------------------------

    def _apply(self, effects: Any, encoder: Encoder) -> None:
        try:
            for name, text in effects["printed"]:
                (sys.stderr if name == "stderr" else sys.stdout).write(text)
            self.random.jump(effects["drawn"])
            for position, new in effects["changed"]:
                change(encoder.mutables[position], new)
            for reply, changes in zip(self.replies, effects["returned"], strict=True):
                for position, new in changes:
                    change(reply.mutables[position], new)
            for name in effects["rebound"]:
                self.names.pop(name, None)
            for token, grad in effects["grads"]:
                self.tokens[token].grad = grad
            self._take_tensors(effects["tensors"])
            for number, state in effects["optimizers"]:
                optimizers.load(self.optimizers[number], state)
        except (LookupError, TypeError, ValueError, RuntimeError, AttributeError) as error:
            self.distrust(f"effects that do not fit ({error})")

    def _take_tensors(self, news: dict[str, Any]) -> None:
        for number, requires_grad, value, grad in news["changed"]:
            tensor = self.mirrored[number]
            write(tensor, value)
            tensor.requires_grad_(requires_grad)
            tensor.grad = grad
            self.mirror_seen[number] = state_of(tensor)
        for number, training in news["training"]:
            if number in self.modules:
                self.modules[number].__dict__["training"] = training is True
                self.training[number] = training is True

    def _raise(self, error: Any) -> NoReturn:
        if type(error) is tuple and error[0] == "test" and error[1] in self.exceptions:
            raise self.exceptions[error[1]]
        try:
            _, names, message, trace, own = error
            kind = exception_class(names) if own is None else own
            raised = kind.__new__(kind, message)
            raised.args = (str(message),)
            raised.student_trace = str(trace)
        except (TypeError, ValueError) as problem:
            self.distrust(f"an exception that does not fit ({problem})")
        raise raised

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

    # -- references -------------------------------------------------------------------------------------------

    def describe(self, value: Any) -> Any:
        if isinstance(value, (StudentCallable, StudentObject, modules.StudentModule)):
            return ("object", value.__dict__["_number"])
        if isinstance(value, StudentClass) and "_number" in value.__dict__:
            return ("object", value._number)
        if (shared := shared_name(value)) is not None:
            return ("global", *shared)
        if (generator := self.random.describe(value)) is not None:
            return generator
        if isinstance(value, torch.optim.Optimizer):
            number = next((number for number, known in self.optimizers.items() if known is value), next(self.counter))
            self.optimizers[number] = value
            return optimizers.describe(number, value)
        if callable(value):
            return ("function", self._hand_over(value), getattr(value, "__name__", "function"))
        if isinstance(value, Iterator):
            return ("iterator", self._hand_over(value))
        raise TypeError(f"an object of type {type(value).__name__} stays with the test")

    def _hand_over(self, value: Any) -> int:
        number = next(self.counter)
        self.functions[number] = value
        return number

    def describe_tensor(self, tensor: torch.Tensor) -> Any:
        number = self.mirror_numbers.get(id(tensor))
        if number is not None:
            return ("mirrored", number)
        if not tensor.requires_grad:
            return None
        token = self.token_numbers.get(id(tensor))
        if token is None:
            token = next(self.counter)
            self.tokens[token], self.token_numbers[id(tensor)] = tensor, token
        grad = detached(tensor.grad) if tensor.is_leaf else None
        return ("tensor", token, tensor.detach(), isinstance(tensor, torch.nn.Parameter), grad)

    def resolve(self, description: Any) -> Any:
        try:
            kind, *rest = description
            return RESOLVERS[kind](self, *rest)
        except (LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
            raise CodecError(f"a description that does not fit: {error}") from None

    def resolve_callable(self, number: int, name: str, doc: str) -> StudentCallable:
        self.hold(number)
        return StudentCallable(self, int(number), str(name), str(doc))

    def resolve_object(self, number: int, kind: Any) -> Any:
        kind = self.resolve(kind)
        self.hold(number)
        proxy = kind.__new__(kind)
        proxy.__dict__.update(_session=self, _number=int(number))
        return proxy

    def resolve_class(self, number: int, name: str, bases: tuple[Any, ...], root: Any, special: Any) -> Any:
        if type(name) is not str or type(number) is not int or number in self.classes:
            raise CodecError("a malformed class")
        space = {
            **special_methods(tuple(special)),
            "__module__": "student",
            "_session": self,
            "_number": number,
            "_special": frozenset(special),
            "_asked_for": name in self.asked_for,
        }
        bases = tuple(map(self.resolve, bases))
        roots = root_classes(root)
        if root[0] == "module":
            space.pop("__bool__", None)  # every module is true
        try:
            kind = StudentClass(name, (*bases, *(one for one in roots if not bases)), space)
        except TypeError:  # bases whose order contradicts the root's: keep the root
            kind = StudentClass(name, roots, space)
        self.classes[number] = kind
        return kind

    def resolve_module(self, number: int, kind: Any, training: bool, *parts: Any) -> Any:
        parameters, buffers, children = (
            [(name, None if part is None else self.resolve(part), *rest) for name, part, *rest in group]
            for group in parts
        )
        module = modules.build(self, self.resolve(kind), number, training is True, (parameters, buffers, children))
        named = (*parameters, *((name, tensor) for name, tensor, _ in buffers))
        module.__dict__["_mirrors"] = {
            name: self.mirror_numbers[id(tensor)] for name, tensor in named if tensor is not None
        }
        self.modules[number] = module
        self.training[number] = training is True
        return module

    def resolve_mirrored(
        self, number: int, value: torch.Tensor, requires_grad: bool, parameter: bool, grad: torch.Tensor | None
    ) -> torch.Tensor:
        if number in self.mirrored:
            raise CodecError("a tensor described twice")
        tensor = torch.nn.Parameter(value, requires_grad is True) if parameter is True else value
        tensor.requires_grad_(requires_grad is True)
        tensor.grad = grad
        self.mirrored[number], self.mirror_numbers[id(tensor)] = tensor, number
        self.mirror_seen[number] = state_of(tensor)
        return tensor

    def resolve_result(self, number: int, value: torch.Tensor, leaves: tuple[torch.Tensor, ...]) -> Any:
        return _Result.apply(self, number, value, *map(self.resolve, leaves))  # type: ignore[no-untyped-call]


RESOLVERS: dict[str, Callable[..., Any]] = {
    "callable": Session.resolve_callable,
    "object": Session.resolve_object,
    "class": Session.resolve_class,
    "known class": lambda session, number: session.classes[number],
    "module": Session.resolve_module,
    "known module": lambda session, number: session.modules[number],
    "mirrored": Session.resolve_mirrored,
    "known": lambda session, number: session.mirrored[number],
    "yours": lambda session, number: (
        session.tokens.get(number) if number in session.tokens else session.functions[number]
    ),
    "result": Session.resolve_result,
}


def root_classes(root: Any) -> tuple[type, ...]:
    family, name = root
    if family == "exception":
        return (StudentError,) if (base := exception_class((name,))) is StudentError else (StudentError, base)
    if family == "module":
        known = modules.library_class(name)
        return (modules.StudentModule, known) if known else (modules.StudentModule,)
    return (StudentObject,)


def exception_class(names: Any) -> type[BaseException]:
    """Return the first built-in `Exception` among the names of an exception's classes, else `StudentError`."""
    for name in names:
        found = getattr(builtins, str(name), None)
        if isinstance(found, type) and issubclass(found, Exception) and found is not Exception:
            return found
    return StudentError


def shared_name(value: Any) -> tuple[str, str] | None:
    """Return module and name of a function or class that the student's process has too."""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    module = getattr(value, "__module__", None) or ("numpy" if isinstance(value, np.ufunc) else None)
    if not isinstance(name, str) or not isinstance(module, str) or module.split(".")[0] not in SHARED_ROOTS:
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return (module, name) if found is value else None


def change(target: Any, new: tuple[str, Any]) -> None:
    """Give an argument of the test the content that student code left in it."""
    kind, content = new
    if kind == "array" and isinstance(target, np.ndarray):
        if target.flags.writeable:
            np.copyto(target, content)
    elif kind == "tensor" and isinstance(target, torch.Tensor):
        write(target, content)
    elif kind == "list" and isinstance(target, list):
        target[:] = content
    elif (kind == "dict" and isinstance(target, dict)) or (kind == "set" and isinstance(target, set)):
        target.clear()
        target.update(content)
    else:
        raise ValueError("an argument changed its type")
