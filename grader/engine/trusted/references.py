"""What has no plain form, trusted end: how a test's objects are described, and what a student's description becomes.

Threat: a description that claims anything. Each is checked before a proxy is made of it, and one that does not fit is
a `CodecError`. Functions and classes that exist on both sides travel by name, from the trusted side only.
"""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, cast
from weakref import WeakValueDictionary

import numpy as np
import torch

from grader.engine.both import views
from grader.engine.both.kinds import Context, Ours, Theirs
from grader.engine.both.links import Links
from grader.engine.trusted import classes, lent, modules
from grader.engine.trusted.graphs import TrustedGraphs
from grader.engine.trusted.line import Line
from grader.engine.trusted.proxies import StudentCallable, StudentClass, StudentObject
from grader.engine.trusted.randomness import Mirror
from grader.engine.wire.codec import CodecError

SHARED_ROOTS = sys.stdlib_module_names | {"numpy", "torch", "scipy", "sklearn", "matplotlib", "pandas", "helpers"}


class References:
    """The things of a test's and of the student's that messages refer to by number.

    Args:
        line: leads to the student's process.
        asked_for: names of the classes that the assignment's source defines in solution cells.
        given: returns the class that given code defines under a name, or None.
    """

    def __init__(self, line: Line, asked_for: frozenset[str], given: Callable[[str], type | None]) -> None:
        self.line, self.asked_for, self.given = line, asked_for, given
        self.counter = itertools.count(1)
        self.random = Mirror()
        self.graphs = TrustedGraphs(line, self.counter)
        self.classes: dict[int, StudentClass] = {}
        self.lent: dict[int, Any] = {}
        self.functions: dict[int, Callable[..., Any] | Iterator[Any]] = {}
        self.assigned: dict[int, Callable[..., Any] | Iterator[Any]] = {}  # to names of the student's, for good
        self.exceptions: dict[int, BaseException] = {}
        self.held: Counter[int] = Counter()
        self.proxies: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self.released: list[int] = []
        self.forget = 0
        self.links = Links()
        self.unlinked: tuple[int, ...] = ()
        self.arguments: list[Any] = []  # what can change in place in the request that is being answered
        self.is_request = False  # whether what is encoded is a request, which tells what changed here

    def news(self) -> Context:
        """Return what the student's process has to know before its next request, where there is anything."""
        released, self.released = self.released, []
        forget, self.forget = self.forget, 0
        unlinked, self.unlinked = self.unlinked, ()
        news = Context(random=self.random.news(), released=tuple(released), **self.graphs.changes(), forget=forget)
        news |= Context(links=self.links.changes(), unlinked=unlinked)
        return cast(Context, {name: value for name, value in news.items() if value})

    def new_cell(self) -> None:
        """Forget what belonged to the test cell before."""
        self.end_cell()
        self.exceptions.clear()
        self.lent.clear()
        self.graphs.forget_arguments()
        unused = self.links.unused()
        self.links.drop(unused)
        self.unlinked += unused
        # A request is read before it is obeyed: what it hands over itself has higher numbers, and stays.
        self.forget = next(self.counter)

    def end_cell(self) -> None:
        """Let no function or iterator of a test be called once the test is over, but what it bound to names."""
        self.functions = dict(self.assigned)

    # -- proxies that a test holds ----------------------------------------------------------------------------

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

    # -- things of the test's ---------------------------------------------------------------------------------

    def describe(self, value: Any) -> tuple[Any, ...]:
        """Return the description of an object of the test; raises `TypeError` where it may not travel."""
        if isinstance(value, (StudentCallable, StudentObject, modules.StudentModule)):
            return (Ours.OBJECT, value.__dict__["_number"])
        if isinstance(value, StudentClass) and "_number" in value.__dict__:
            return (Ours.OBJECT, value._number)
        if (shared := shared_name(value)) is not None:
            return (Ours.GLOBAL, *shared)
        if (generator := self.random.describe(value)) is not None:
            return generator
        if lent.can_travel(value):
            return lent.describe(self.lend(value), value)
        if type(value) is self.given(type(value).__name__) and hasattr(value, "__dict__"):
            return (Ours.INSTANCE, self.lend(value), type(value).__name__, tuple(vars(value).items()))
        if callable(value):
            return (Ours.FUNCTION, self.hand_over(value, self.functions), getattr(value, "__name__", "function"))
        if isinstance(value, Iterator):
            return (Ours.ITERATOR, self.hand_over(value, self.functions))
        raise TypeError(f"an object of type {type(value).__name__} stays with the test")

    def describe_known(self, value: Any) -> tuple[Any, ...] | None:
        """Return the description of what can change in place, and which the student's process has already."""
        number = self.links.numbers.get(id(value)) if self.is_request else None
        return None if number is None else (Ours.LINK, number)

    def describe_tensor(self, tensor: torch.Tensor) -> tuple[Any, ...] | None:
        """Return the description of a tensor that takes part in autograd, or None."""
        return self.graphs.describe(tensor)

    def lend(self, value: Any) -> int:
        """Return the number of what has a twin in the student's process; the same as before within a cell."""
        number = next((number for number, one in self.lent.items() if one is value), None)
        return self.hand_over(value, self.lent) if number is None else number

    def hand_over(self, value: Any, table: dict[int, Any]) -> int:
        """Put a thing of the test's into its table and return its number."""
        number = next(self.counter)
        table[number] = value
        return number

    # -- things of the student's ------------------------------------------------------------------------------

    def resolve(self, description: Any) -> Any:
        """Return the proxy, or the test's own object, that a description stands for.

        Raises:
            CodecError: where the description does not fit.
        """
        try:
            kind, *rest = description
            return RESOLVERS[kind](self, *rest)
        except (LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
            raise CodecError(f"a description that does not fit: {error}") from None


def shared_name(value: Any) -> tuple[str, str] | None:
    """Return module and name of a module, function or class that the student's process has too."""
    if isinstance(value, ModuleType):
        return (value.__name__, "") if is_shared(value.__name__) and sys.modules.get(value.__name__) is value else None
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    module = getattr(value, "__module__", None) or ("numpy" if isinstance(value, np.ufunc) else None)
    if not isinstance(name, str) or not isinstance(module, str) or not is_shared(module):
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return (module, name) if found is value else None


def is_shared(module: str) -> bool:
    return module.partition(".")[0] in SHARED_ROOTS


def resolve_callable(references: References, number: int, name: str, doc: str) -> StudentCallable:
    references.hold(number)
    return StudentCallable(references.line, int(number), str(name), str(doc))


def resolve_object(references: References, number: int, kind: Any) -> Any:
    """Return the proxy of an object, the same for as long as the test holds one."""
    kind = references.resolve(kind)
    known = references.proxies.get(number)
    if type(known) is kind:
        return known
    references.hold(number)
    proxy = kind.__new__(kind)
    proxy.__dict__.update(_line=references.line, _number=int(number))
    references.proxies[number] = proxy
    return proxy


def resolve_class(
    references: References, number: int, name: str, bases: tuple[Any, ...], root: Any, special: Any
) -> StudentClass:
    if type(name) is not str or type(number) is not int or number in references.classes:
        raise CodecError("a malformed class")
    known = tuple(map(references.resolve, bases))
    kind = classes.build(references.line, number, name, known, root, tuple(special), references.given(name))
    kind._asked_for = name in references.asked_for
    references.classes[number] = kind
    return kind


def resolve_module(references: References, number: int, kind: Any, training: bool, *parts: Any) -> Any:
    parameters, buffers, children = (
        [(name, None if part is None else references.resolve(part), *rest) for name, part, *rest in group]
        for group in parts
    )
    kind = references.resolve(kind)
    module = modules.build(references.line, kind, number, training is True, (parameters, buffers, children))
    references.graphs.add_module(number, module, (*parameters, *((name, tensor) for name, tensor, _ in buffers)))
    return module


def resolve_own(references: References, number: int) -> Any:
    """Return the tensor, module or function that the test handed over."""
    handed_over: tuple[Mapping[int, Any], ...] = (references.graphs.tokens, references.lent, references.functions)
    (found,) = (table[number] for table in handed_over if number in table)
    return found


def resolve_argument(references: References, position: int) -> Any:
    if position < 0:
        raise CodecError("an argument that is not there")
    return references.arguments[position]


def resolve_result(references: References, number: int, value: torch.Tensor, leaves: tuple[Any, ...]) -> Any:
    return references.graphs.result(number, value, map(references.resolve, leaves))


RESOLVERS: dict[str, Callable[..., Any]] = {
    Theirs.CALLABLE: resolve_callable,
    Theirs.OBJECT: resolve_object,
    Theirs.CLASS: resolve_class,
    Theirs.KNOWN_CLASS: lambda references, number: references.classes[number],
    Theirs.MODULE: resolve_module,
    Theirs.KNOWN_MODULE: lambda references, number: references.graphs.modules[number],
    Theirs.MIRRORED: lambda references, *described: references.graphs.mirror(*described),
    Theirs.KNOWN_TENSOR: lambda references, number: references.graphs.mirrored[number],
    Theirs.YOURS: resolve_own,
    Theirs.RESULT: resolve_result,
    Theirs.ARGUMENT: resolve_argument,
    Theirs.VIEW: lambda references, *described: views.view(*described),  # noqa: ARG005
    Theirs.LINK: lambda references, number: references.links.values[number],
}
