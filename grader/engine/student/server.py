# ruff: noqa: ANN401 -- a student's objects can be of any type
"""The student's process: one submission's cells, and answers to the tests' requests.

Everything here is at the mercy of the student's code, which shares the interpreter; nothing that this module says is
believed. What keeps the grades right is that tests and scores are elsewhere, that the messages it sends are plain
data, and that the process gave up its powers in `lockdown.lock` before it saw the first line of the submission.

A request is `(operation, payload, context)`; the answer `("ok", value, effects)` or `("raise", error, effects)`.
In between, a student's function may call back a function that the test handed over: `("callback", handle, ...)`.
"""

from __future__ import annotations

import inspect
import operator
import os
import random
import signal
import socket
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from grader.engine.student import graphs, lockdown, objects, shell
from grader.engine.trusted import optimizers, own_modules
from grader.engine.trusted.randomness import same_state
from grader.engine.wire.channel import Channel, PeerGoneError
from grader.engine.wire.codec import Bounds, CodecError
from grader.engine.wire.decoder import Decoder
from grader.engine.wire.encoder import Encoder

PRINTED_BYTES = 1 << 20


def live(connection: socket.socket, folder: Path, readable: list[Path], request: dict[str, Any]) -> None:
    """Become a student's process: enter the folder, lock down, report the layers, serve until the line closes."""
    lockdown.die_with_parent(signal.SIGKILL)
    quiet_descriptors()
    os.chdir(folder)
    for name in ("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR", "XDG_CACHE_HOME"):
        os.environ[name] = str(folder)
    torch.set_num_threads(1)
    console = shell.open_shell()
    allowance = lockdown.Allowance(
        folder, readable, request["memory_bytes"], request["file_bytes"], request["cpu_seconds"]
    )
    layers = lockdown.lock(allowance)
    bounds = Bounds(message_bytes=request["message_bytes"])
    server = Server(Channel(connection, bounds.message_bytes), console, bounds)
    server.send(("ready", layers, {}))
    server.serve()


def quiet_descriptors() -> None:
    """Point the three standard descriptors at nothing; the shell's own streams are recorded elsewhere."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)


class CallbackError(Exception):
    """An exception that a test's function raised while student code called it; travels back as itself."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


class Server:
    """Answers requests; holds the student's objects that a test has a proxy for."""

    def __init__(self, channel: Channel, console: shell.StudentShell, bounds: Bounds) -> None:
        self.channel, self.console, self.bounds = channel, console, bounds
        self.objects: dict[int, Any] = {}
        self.numbers: dict[int, int] = {}
        self.count = 0
        self.known_classes: set[int] = set()
        self.graphs = graphs.StudentGraphs()
        self.generators: dict[int, Any] = {}
        self.printed: list[tuple[str, str]] = []
        self.replies: list[list[tuple[Any, Any]]] = []
        self.looked_up: dict[str, Any] = {}
        self.lent: dict[int, Any] = {}
        self.just_lent: set[int] = set()

    # -- references -------------------------------------------------------------------------------------------

    def number(self, value: Any) -> int:
        number = self.numbers.get(id(value))
        if number is None:
            self.count += 1
            number = self.count
            self.objects[number] = value
            self.numbers[id(value)] = number
        return number

    def describe(self, value: Any) -> Any:
        if isinstance(value, RemoteFunction):
            return ("yours", value.handle)
        handle = next((number for number, lent in self.lent.items() if lent is value), None)
        if handle is not None and (not isinstance(value, torch.nn.Module) or own_modules.is_given(value)):
            return ("yours", handle)
        return objects.describe(self, value)

    def describe_tensor(self, tensor: torch.Tensor) -> Any:
        return self.graphs.describe(tensor)

    def resolve(self, description: Any) -> Any:
        kind, *rest = description
        if kind == "object":
            return self.objects[rest[0]]
        if kind == "function":
            return RemoteFunction(self, rest[0], rest[1])
        if kind == "iterator":
            return RemoteIterator(self, rest[0])
        if kind == "global":
            return operator.attrgetter(rest[1])(__import__(rest[0], fromlist=["*"]))
        if kind == "generator":
            return self.graphs_generator(*rest)
        if kind in TWINS:
            self.just_lent.add(rest[0])
            self.lent[rest[0]] = TWINS[kind](self.lent.get(rest[0]), *rest[1:])
            return self.lent[rest[0]]
        return self.graphs.resolve(description)

    def graphs_generator(self, number: int, flavor: str, state: Any) -> Any:
        """Return this side's twin of a random generator of the test; it keeps its own place in the stream."""
        if number not in self.generators:
            self.generators[number] = make_generator(flavor)
        if state is not None:
            set_state(self.generators[number], state)
        return self.generators[number]

    # -- messages ---------------------------------------------------------------------------------------------

    def send(self, message: Any) -> None:
        self.channel.send(Encoder(self, self.bounds).encode(message))

    def receive(self) -> tuple[Any, Decoder]:
        decoder = Decoder(self, self.bounds)
        return decoder.decode(self.channel.receive()), decoder

    def serve(self) -> None:
        while True:
            try:
                message, decoder = self.receive()
            except PeerGoneError:
                return
            self.answer(message, decoder)

    def answer(self, message: Any, decoder: Decoder) -> None:
        name, payload, context = message
        outer, self.printed, self.replies = (self.printed, self.replies), [], []
        shell.RECORDER.listener = None if name == "run" else self.note
        before: dict[str, Any] = {}
        try:
            self.prepare(context)
            before = random_states()
            with torch.set_grad_enabled(context["grad"]):
                value = OPERATIONS[name](self, *payload)
            answer: Any = ("ok", value, self.effects(decoder, before))
            encoded = Encoder(self, self.bounds).encode(answer)
        except BaseException as error:
            answer = ("raise", self.error(error), self.effects(decoder, before))
            encoded = Encoder(self, self.bounds).encode(answer)
        finally:
            shell.RECORDER.listener = None
        self.printed, self.replies = outer
        self.channel.send(encoded)

    def note(self, name: str, text: str) -> None:
        if sum(len(piece) for _, piece in self.printed) < PRINTED_BYTES:
            self.printed.append((name, text[:PRINTED_BYTES]))

    def prepare(self, context: dict[str, Any]) -> None:
        for number in context.get("released", ()):
            value = self.objects.pop(number, None)
            self.numbers.pop(id(value), None)
        for flavor, state in context.get("random", {}).items():
            GLOBAL_STATES[flavor][1](state)
        self.graphs.apply(context)
        self.lent = {number: lent for number, lent in self.lent.items() if number > context.get("forget", 0)}
        torch.set_default_dtype(context["dtype"])

    def effects(self, decoder: Decoder, before: dict[str, Any]) -> dict[str, Any]:
        after = random_states() if before else {}
        return {
            "printed": list(self.printed),
            "drawn": [flavor for flavor in after if not same_state(before[flavor], after[flavor])],
            "changed": changed_arguments(decoder.mutables),
            "returned": [changed_arguments(mutables) for mutables in self.replies],
            "rebound": self.rebound(),
            "lent": self.lent_states(),
            "grads": self.graphs.argument_grads(),
            "tensors": self.graphs.changes(),
        }

    def lent_states(self) -> list[tuple[int, Any]]:
        """Return the states of what came with the request and has a twin here."""
        lent, self.just_lent = self.just_lent, set()
        return [(number, state_of_twin(self.lent[number])) for number in lent]

    def rebound(self) -> list[str]:
        """Return the names that no longer mean what the test was told, and forget them."""
        now = self.console.user_ns
        names = [name for name, value in self.looked_up.items() if now.get(name) is not value]
        for name in names:
            del self.looked_up[name]
        return names

    def error(self, error: BaseException) -> Any:
        if isinstance(error, CallbackError):
            return ("test", error.number)
        if isinstance(error, CodecError):
            return ("student", ("ValueError",), str(error), "", None)
        names = tuple(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
        own = type(error) if type(error).__module__ == "__main__" else None
        return ("student", names, message_of(error), student_traceback(error), own)

    def call_back(self, name: str, handle: int, *payload: Any) -> Any:
        """Ask the test for something and answer its requests until it replies."""
        listener = shell.RECORDER.listener
        self.channel.send(Encoder(self, self.bounds).encode((name, handle, *payload)))
        while True:
            message, decoder = self.receive()
            if message[0] == "returned":
                shell.RECORDER.listener = listener
                self.replies.append(decoder.mutables)
                return message[1]
            if message[0] == "raised":
                shell.RECORDER.listener = listener
                if message[1] is None:
                    raise StopIteration
                raise CallbackError(message[1], message[2])
            self.answer(message, decoder)


class RemoteFunction:
    """A function of the test, callable from student code; nothing else of it is visible here."""

    def __init__(self, server: Server, handle: int, name: str) -> None:
        self._server, self.handle, self.__name__ = server, handle, name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._server.call_back("callback", self.handle, arguments, named)


class RemoteIterator:
    """An iterator of the test."""

    def __init__(self, server: Server, handle: int) -> None:
        self._server, self.handle = server, handle

    def __iter__(self) -> RemoteIterator:
        return self

    def __next__(self) -> Any:
        return self._server.call_back("next", self.handle)


TWINS: dict[str, Callable[..., Any]] = {
    "optimizer": optimizers.twin,
    "schedule": optimizers.schedule_twin,
    "own module": own_modules.twin,
}


def state_of_twin(lent: Any) -> Any:
    return own_modules.state(lent) if isinstance(lent, torch.nn.Module) else lent.state_dict()


# -- what a test can ask for --------------------------------------------------------------------------------------


def run(server: Server, source: str, room: int) -> dict[str, Any]:
    return shell.run_cell(server.console, source, room)


def get(server: Server, name: str) -> Any:
    try:
        value = server.looked_up[name] = server.console.user_ns[name]
    except KeyError:
        raise NameError(f"name '{name}' is not defined") from None
    return value


def assign(server: Server, name: str, value: Any) -> None:
    server.console.user_ns[name] = value


def delete(server: Server, name: str) -> None:
    get(server, name)
    del server.console.user_ns[name]


def write_files(server: Server, files: dict[str, bytes]) -> None:  # noqa: ARG001
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def call(server: Server, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ARG001
    return function(*arguments, **named)


def apply_operator(server: Server, name: str, *operands: Any) -> Any:  # noqa: ARG001
    """Apply a function of `operator` or of `builtins`, so that reflection and fallbacks are Python's own."""
    function = objects.OPERATORS[name]
    return function(*operands)


def signature(server: Server, function: Any) -> tuple[tuple[str, int, bool, Any], ...]:  # noqa: ARG001
    parameters = inspect.signature(function).parameters.values()
    empty = inspect.Parameter.empty
    return tuple(
        (item.name, int(item.kind), item.default is not empty, None if item.default is empty else item.default)
        for item in parameters
    )


OPERATIONS: dict[str, Callable[..., Any]] = {
    "run": run,
    "get": get,
    "assign": assign,
    "delete": delete,
    "files": write_files,
    "call": call,
    "operator": apply_operator,
    "signature": signature,
    "getattr": lambda server, owner, name: getattr(owner, name),  # noqa: ARG005
    "setattr": lambda server, owner, name, value: setattr(owner, name, value),  # noqa: ARG005
    "delattr": lambda server, owner, name: delattr(owner, name),  # noqa: ARG005
    "backward": lambda server, graph, grads: server.graphs.backward(graph, grads),
}


# -- helpers ------------------------------------------------------------------------------------------------------


def changed_arguments(mutables: list[tuple[Any, Any]]) -> list[tuple[int, Any]]:
    return [(position, content(value)) for position, (value, before) in enumerate(mutables) if differs(value, before)]


def differs(value: Any, before: Any) -> bool:
    """Return whether an argument is no longer what arrived; `before` is its bytes or a shallow copy."""
    if isinstance(value, np.ndarray):
        return value.nbytes != len(before) or value.tobytes() != bytes(before)
    if isinstance(value, torch.Tensor):
        raw = value.detach().contiguous().reshape(-1)
        return raw.numel() * raw.element_size() != len(before) or (
            raw.numel() > 0 and raw.view(torch.uint8).numpy().tobytes() != bytes(before)
        )
    if isinstance(value, set):
        return bool(value != before)
    flat = tuple(value.items()) if isinstance(value, dict) else tuple(value)
    if len(flat) != len(before):
        return True
    if isinstance(value, dict):
        return any(a[0] is not b[0] or a[1] is not b[1] for a, b in zip(flat, before, strict=True))
    return any(a is not b for a, b in zip(flat, before, strict=True))


def content(value: Any) -> Any:
    """Return the new content in a form that is not itself taken for the argument it belongs to."""
    if isinstance(value, dict):
        return ("dict", tuple(value.items()))
    if isinstance(value, (list, set)):
        return (type(value).__name__, tuple(value))
    if isinstance(value, np.ndarray):
        return ("array", value.copy())
    return ("tensor", value.detach().clone())


def message_of(error: BaseException) -> str:
    try:
        return str(error)[:4000]
    except Exception:
        return "(its message cannot be shown)"


def student_traceback(error: BaseException) -> str:
    """Return the part of the traceback that lies in the student's own cells."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "ipython-input" in frame.filename]
    lines = [f"line {frame.lineno}, in {frame.name}: {frame.line or ''}" for frame in frames[-5:]]
    return "\n".join(lines)[:4000]


def random_states() -> dict[str, Any]:
    return {flavor: get_state() for flavor, (get_state, _) in GLOBAL_STATES.items()}


GLOBAL_STATES: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "random": (random.getstate, random.setstate),
    "numpy": (np.random.get_state, np.random.set_state),
    "torch": (torch.get_rng_state, torch.set_rng_state),
}


def make_generator(flavor: str) -> Any:
    if flavor == "torch":
        return torch.Generator()
    return random.Random() if flavor == "random" else np.random.Generator(getattr(np.random, flavor)())  # noqa: S311


def set_state(generator: Any, state: Any) -> None:
    if isinstance(generator, torch.Generator):
        generator.set_state(state)
    elif isinstance(generator, random.Random):
        generator.setstate(state)
    else:
        generator.bit_generator.state = state
