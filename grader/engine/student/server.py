"""The student's process: one submission's cells, and answers to the tests' requests.

Everything here is at the mercy of the student's code, which shares the interpreter; nothing that this module says is
believed. What keeps the grades right is that tests and scores are elsewhere, that the messages it sends are plain
data, and that the process gave up its powers in `lockdown.lock` before it saw the first line of the submission.

A request is `(operation, payload, context)`; the answer is `(Message.OK, value, effects)` or
`(Message.RAISE, error, effects)`. In between, a student's function may call back a function that the test handed over.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import torch

from grader.engine import devices
from grader.engine.both import generators
from grader.engine.both.changes import changed
from grader.engine.both.kinds import USUAL_DTYPE, Context, Effects, Error, Linked, Message, Request
from grader.engine.draws import Draws
from grader.engine.student import lockdown, shell
from grader.engine.student.kept import ALONE, Keeper, counts
from grader.engine.student.objects import Objects
from grader.engine.student.requests import OPERATIONS, Workspace
from grader.engine.wire.channel import Channel, PeerGoneError
from grader.engine.wire.codec import Bounds, CodecError
from grader.engine.wire.decoder import Decoder
from grader.engine.wire.encoder import Encoder

PRINTED_BYTES = 1 << 20
PRIVATE = ("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR", "XDG_CACHE_HOME")  # places that are moved into the folder


def live(connection: socket.socket, folder: Path, readable: list[Path], request: dict[str, Any]) -> None:
    """Become a student's process: enter the folder, lock down, report the layers, serve until the line closes."""
    console, layers = entered(folder, readable, request)
    bounds = Bounds(message_bytes=request["message_bytes"])
    sys.path.insert(0, str(folder))  # modules beside the notebook, from here on
    with Draws(request["seed"]) as draws:
        server = Server(Channel(connection, bounds.message_bytes), console, bounds, draws)
        server.channel.send(server.encoded((Message.READY, layers)))
        server.serve()


def entered(folder: Path, readable: list[Path], request: dict[str, Any]) -> tuple[shell.StudentShell, dict[str, str]]:
    """Enter the folder, lock down, and return the shell and the layers."""
    lockdown.die_with_parent(signal.SIGKILL)
    quiet_descriptors()
    os.chdir(folder)
    for name in PRIVATE:
        os.environ[name] = str(folder)
    tempfile.tempdir = str(folder)  # which the process that this one was forked from has found for itself
    os.environ[devices.VARIABLE] = request["gpu"]  # PyTorch looks when CUDA starts, which it has not yet
    torch.set_num_threads(1)
    console = shell.open_shell()
    allowance = lockdown.Allowance(
        folder, readable, request["memory_bytes"], request["file_bytes"], request["cpu_seconds"], request["devices"]
    )
    return console, lockdown.lock(allowance)


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
    """Answers requests."""

    def __init__(self, channel: Channel, console: shell.StudentShell, bounds: Bounds, draws: Draws) -> None:
        self.channel, self.bounds = channel, bounds
        self.objects = Objects(self.call_back, console.user_ns)
        self.keeper = Keeper(self.objects.links)
        self.workspace = Workspace(console, self.objects.graphs, draws)
        self.printed: list[tuple[str, str]] = []
        self.noted = 0  # letters in it
        self.replies: list[list[tuple[Any, Any]]] = []

    def encoded(self, message: Any) -> bytearray:
        return Encoder(self.objects, self.bounds).encode(message)

    def receive(self) -> tuple[Any, Decoder]:
        decoder = Decoder(self.objects, self.bounds)
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
        outer, self.printed, self.noted, self.replies = (self.printed, self.noted, self.replies), [], 0, []
        shell.RECORDER.listener = None if name == Request.RUN else self.note
        before: dict[str, Any] = {}
        held = counts(value for value, _ in decoder.mutables)
        try:
            self.prepare(context)
            before = generators.marks()
            with torch.set_grad_enabled(context.get("grad", True)):
                result = [OPERATIONS[name](self.workspace, *payload)]
            answer = self.answered(Message.OK, result, decoder, before, held)
        except BaseException as error:
            answer = self.answered(Message.RAISE, [described_error(error)], decoder, before, [])
        finally:
            shell.RECORDER.listener = None
        self.printed, self.noted, self.replies = outer
        self.channel.send(answer)

    def answered(
        self, kind: str, result: list[Any], decoder: Decoder, before: dict[str, Any], held: list[int]
    ) -> bytearray:
        """Return an answer as bytes: its value, which nothing here holds but `result`, its effects, and what is kept.

        `held` says how many references the request's arguments had before.
        """
        encoder = Encoder(self.objects, self.bounds)
        told: list[Any] = []  # kept until all is counted

        def effects() -> tuple[Any, ...]:
            told.append(self.effects(decoder, before))
            return tuple(told[0]) if any(told[0]) else ()

        with self.objects.settled(decoder):
            return encoder.encode_parts(
                [lambda: kind, lambda: result[0], effects, lambda: self.kept(decoder, held, encoder)]
            )

    def kept(self, decoder: Decoder, held: list[int], encoder: Encoder) -> tuple[Any, ...]:
        """Link what is kept of the arguments and of the answer."""
        now, uses = counts(value for value, _ in decoder.mutables), self.objects.uses
        arguments = [place for place, before in enumerate(held) if now[place] - uses[place] > before]
        more = [count - used for count, used in zip(counts(encoder.mutables), encoder.uses, strict=True)]
        results = [place for place, count in enumerate(more) if count > ALONE]
        values = [value for value, _ in decoder.mutables]
        linked = Linked(
            self.keeper.link(values, decoder.extents, arguments),
            self.keeper.link(encoder.mutables, encoder.extents, results),
        )
        return tuple(linked) if any(linked) else ()

    def note(self, name: str, text: str) -> None:
        kept = text[: max(0, PRINTED_BYTES - self.noted)]
        if kept:
            self.noted += len(kept)
            self.printed.append((name, kept))

    def prepare(self, context: Context) -> None:
        for flavor, state in context.get("random", {}).items():
            generators.GLOBAL[flavor].set_state(state)
        self.objects.apply(context)
        if torch.get_default_dtype() is not (dtype := context.get("dtype", USUAL_DTYPE)):
            torch.set_default_dtype(dtype)

    def effects(self, decoder: Decoder, before: dict[str, Any]) -> Effects:
        after = generators.marks() if before else {}
        graphs = self.objects.graphs
        return Effects(
            printed=list(self.printed),
            drawn=[flavor for flavor in after if before[flavor] != after[flavor]],
            changed=changed(decoder.mutables),
            returned=[changed(mutables) for mutables in self.replies],
            rebound=self.workspace.rebound(),
            lent=self.objects.lent_states(),
            grads=graphs.argument_grads(),
            tensors=graphs.tensor_changes(),
            training=graphs.training_changes(),
            links=self.objects.links.changes(),
        )

    def call_back(self, kind: str, handle: int, *payload: Any) -> Any:
        """Ask the test for something and answer its requests until it replies."""
        listener = shell.RECORDER.listener
        self.channel.send(self.encoded((kind, handle, *payload)))
        while True:
            message, decoder = self.receive()
            if message[0] == Message.RETURNED:
                shell.RECORDER.listener = listener
                self.replies.append(decoder.mutables)
                return message[1]
            if message[0] == Message.RAISED:
                shell.RECORDER.listener = listener
                if message[1] is None:
                    raise StopIteration
                raise CallbackError(message[1], message[2])
            self.answer(message, decoder)


def described_error(error: BaseException) -> tuple[Any, ...]:
    """Return whose an exception is and what the test can make it again from."""
    if isinstance(error, CallbackError):
        return (Error.OF_TEST, error.number)
    if isinstance(error, CodecError):
        return (Error.OF_STUDENT, ("ValueError",), str(error), "", None)
    names = tuple(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
    own = type(error) if type(error).__module__ == "__main__" else None
    return (Error.OF_STUDENT, names, message_of(error), student_traceback(error), own)


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
