"""How the student's process describes what has no plain form, and what it makes of the test's descriptions.

A student's object travels as a number and what can be done with it; the trusted side builds a proxy from that (see
`trusted.proxies`). A description is a claim, no proof: it decides which operations a proxy offers, never a score.
"""

from __future__ import annotations

import contextlib
import importlib
import operator
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch

from grader.engine.both import generators, views
from grader.engine.both.kinds import Context, Message, Ours, Theirs
from grader.engine.both.links import Links
from grader.engine.both.operators import SPECIAL
from grader.engine.student import twins
from grader.engine.student.graphs import StudentGraphs
from grader.engine.wire.decoder import Decoder

CallBack = Callable[..., Any]


class RemoteFunction:
    """A function of the test, callable from student code; nothing else of it is visible here."""

    def __init__(self, call_back: CallBack, handle: int, name: str) -> None:
        self._call_back, self.handle, self.__name__ = call_back, handle, name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._call_back(Message.CALLBACK, self.handle, arguments, named)


class RemoteIterator:
    """An iterator of the test."""

    def __init__(self, call_back: CallBack, handle: int) -> None:
        self._call_back, self.handle = call_back, handle

    def __iter__(self) -> RemoteIterator:
        return self

    def __next__(self) -> Any:
        return self._call_back(Message.NEXT, self.handle)


class Objects:
    """The student's objects that a test has a proxy for, and this end's twins of the test's.

    Args:
        call_back: asks the test for something: the kind of message, a handle, and what follows it.
        names: what cells have bound.
    """

    def __init__(self, call_back: CallBack, names: Mapping[str, Any]) -> None:
        self.call_back, self.names = call_back, names
        self.objects: dict[int, Any] = {}
        self.numbers: dict[int, int] = {}
        self.count = 0
        self.known_classes: set[int] = set()
        self.graphs = StudentGraphs()
        self.generators: dict[int, Any] = {}
        self.lent: dict[int, Any] = {}
        self.just_lent: set[int] = set()
        self.links = Links()
        self.arguments: dict[int, int] = {}  # positions in the request, by identity; only while its answer is made
        self.uses: Counter[int] = Counter()  # of them in the answer
        self.is_settled = False  # whether the test will know, when it reads this, what changed here

    def apply(self, context: Context) -> None:
        """Take over what the test let go of, and what it changed, since its last request."""
        for number in context.get("released", ()):
            value = self.objects.pop(number, None)
            self.numbers.pop(id(value), None)
        self.graphs.apply(context)
        self.links.drop(context.get("unlinked", ()))
        self.links.apply(context.get("links", ()))
        self.lent = {number: lent for number, lent in self.lent.items() if number > context.get("forget", 0)}

    def lent_states(self) -> list[tuple[int, Any]]:
        """Return the states of what came with the request and has a twin here."""
        lent, self.just_lent = self.just_lent, set()
        return [(number, twins.state(self.lent[number])) for number in lent]

    def describe_known(self, value: Any) -> tuple[Any, ...] | None:
        """Return the description of what can change in place, and which the test has already."""
        if not self.is_settled:
            return None
        number = self.links.numbers.get(id(value))
        if number is not None:
            return (Theirs.LINK, number)
        position = self.arguments.get(id(value))
        if position is not None:
            self.uses[position] += 1
            return (Theirs.ARGUMENT, position)
        return views.describe(value) if type(value) is np.ndarray else None

    @contextlib.contextmanager
    def settled(self, decoder: Decoder) -> Iterator[None]:
        """While the answer to a request is made, let what the test knows of it go back as itself."""
        self.arguments = {id(value): place for place, (value, _) in enumerate(decoder.mutables)}
        self.uses.clear()
        self.is_settled = True
        try:
            yield
        finally:
            self.is_settled, self.arguments = False, {}

    # -- things of the student's ------------------------------------------------------------------------------

    def number(self, value: Any) -> int:
        """Return the number of an object, keeping it alive."""
        number = self.numbers.get(id(value))
        if number is None:
            self.count += 1
            number = self.count
            self.objects[number] = value
            self.numbers[id(value)] = number
        return number

    def describe(self, value: Any) -> tuple[Any, ...]:
        if isinstance(value, RemoteFunction):
            return (Theirs.YOURS, value.handle)
        handle = next((number for number, lent in self.lent.items() if lent is value), None)
        if handle is not None and (not isinstance(value, torch.nn.Module) or twins.is_given(value)):
            return (Theirs.YOURS, handle)
        if isinstance(value, type):
            return self.describe_class(value)
        if isinstance(value, torch.nn.Module):
            return self.describe_module(value)
        if callable(value) and type(value).__module__ != "__main__":
            name = getattr(value, "__name__", type(value).__name__)
            doc = getattr(value, "__doc__", None) or ""
            return (Theirs.CALLABLE, self.number(value), str(name)[:100], str(doc)[:4000])
        return (Theirs.OBJECT, self.number(value), self.describe_class(type(value)))

    def describe_tensor(self, tensor: torch.Tensor) -> tuple[Any, ...] | None:
        return self.graphs.describe(tensor)

    def describe_class(self, kind: type) -> tuple[Any, ...]:
        number = self.number(kind)
        if number in self.known_classes:
            return (Theirs.KNOWN_CLASS, number)
        self.known_classes.add(number)
        bases = tuple(self.describe_class(base) for base in kind.__bases__ if base.__module__ == "__main__")
        special = tuple(name for name in SPECIAL if is_defined(kind, name))
        return (Theirs.CLASS, number, kind.__name__[:100], bases, root_of(kind), special)

    def describe_module(self, module: torch.nn.Module) -> tuple[Any, ...]:
        """Return the module's tree: class, training flag, parameters, buffers, children."""
        number = self.number(module)
        if number in self.graphs.modules:
            return (Theirs.KNOWN_MODULE, number)
        self.graphs.modules[number] = module
        private = module._non_persistent_buffers_set
        parameters = tuple((name, self.mirror(tensor)) for name, tensor in module._parameters.items())
        buffers = tuple((name, self.mirror(tensor), name not in private) for name, tensor in module._buffers.items())
        children = tuple(
            (name, None if child is None else self.describe_module(child)) for name, child in module._modules.items()
        )
        kind = self.describe_class(type(module))
        return (Theirs.MODULE, number, kind, module.training, parameters, buffers, children)

    def mirror(self, tensor: torch.Tensor | None) -> tuple[Any, ...] | None:
        return None if tensor is None else self.graphs.mirror(tensor)

    # -- things of the test's ---------------------------------------------------------------------------------

    def resolve(self, description: Any) -> Any:
        kind, *rest = description
        return RESOLVERS[kind](self, *rest)

    def twin(self, kind: str, number: int, *described: Any) -> Any:
        """Return the twin of what the test lends for a request."""
        self.just_lent.add(number)
        self.lent[number] = twins.MAKERS[kind](self.lent.get(number), *described)
        return self.lent[number]

    def instance(self, number: int, name: str, attributes: Any) -> Any:
        """Return the twin of an instance of a given class; where the class is no more, a description of it."""
        self.just_lent.add(number)
        kind = self.names.get(name)
        kind = kind if isinstance(kind, type) else type(name, (), {})
        self.lent[number] = twins.instance(self.lent.get(number), kind, attributes)
        return self.lent[number]

    def generator(self, number: int, flavor: str, state: Any) -> Any:
        """Return this side's twin of a random generator of the test; it keeps its own place in the stream."""
        if number not in self.generators:
            self.generators[number] = generators.make(flavor)
        if state is not None:
            generators.set_state(self.generators[number], state)
        return self.generators[number]


def is_defined(kind: type, name: str) -> bool:
    found = getattr(kind, name, None)
    return found is not None and found is not getattr(object, name, None)


def root_of(kind: type) -> tuple[str, str]:
    """Return what the class descends from, as far as the trusted side knows it too."""
    for base in kind.__mro__:
        if issubclass(base, BaseException) and base.__module__ == "builtins":
            return ("exception", base.__name__)
        if issubclass(base, torch.nn.Module) and base.__module__.startswith("torch.nn."):
            return ("module", base.__name__)
    return ("object", "")


def shared(module: str, name: str) -> Any:
    """Return a module, or a function or class in it, that exists on both sides."""
    found = importlib.import_module(module)
    return operator.attrgetter(name)(found) if name else found


RESOLVERS: dict[str, Callable[..., Any]] = {
    Ours.OBJECT: lambda objects, number: objects.objects[number],
    Ours.LINK: lambda objects, number: objects.links.values[number],
    Ours.FUNCTION: lambda objects, handle, name: RemoteFunction(objects.call_back, handle, name),
    Ours.ITERATOR: lambda objects, handle: RemoteIterator(objects.call_back, handle),
    Ours.GLOBAL: lambda objects, module, name: shared(module, name),  # noqa: ARG005
    Ours.GENERATOR: Objects.generator,
    Ours.MIRRORED: lambda objects, number: objects.graphs.mirrored[number],
    Ours.TENSOR: lambda objects, *described: objects.graphs.argument(*described),
    Ours.OPTIMIZER: lambda objects, *described: objects.twin(Ours.OPTIMIZER, *described),
    Ours.SCHEDULE: lambda objects, *described: objects.twin(Ours.SCHEDULE, *described),
    Ours.INSTANCE: Objects.instance,
    Ours.MODULE: lambda objects, *described: objects.twin(Ours.MODULE, *described),
}
