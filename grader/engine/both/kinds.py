"""What the two ends say to each other, by name.

Everything travels as a plain tuple that begins with one of these names; the comment beside each says what follows it.
The trusted end asks (`Request`), the student's process answers (`Message`), and what has no plain form travels as a
description: `Theirs` from the student's process, `Ours` from the tests'.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypedDict

import torch
from torch.optim.lr_scheduler import LRScheduler

# What of a test's the student's process has a twin of, beside instances of given classes.
Lent = torch.optim.Optimizer | LRScheduler | torch.nn.Module
# What a description of a test's module lists, in this order.
MODULE_PARTS: Final = ("_parameters", "_buffers", "_modules")


USUAL_DTYPE: Final = torch.float32


class Message:
    """How a message begins that is no request."""

    READY: Final = "ready"  # layers of the lock-down, {}: the first message of a student's process
    OK: Final = "ok"  # value, `Effects`, `Linked`
    RAISE: Final = "raise"  # `Error`, `Effects`, `Linked`
    CALLBACK: Final = "callback"  # handle of a test's function, arguments, named arguments
    NEXT: Final = "next"  # handle of a test's iterator
    RETURNED: Final = "returned"  # value: the answer to the two above
    RAISED: Final = "raised"  # number of the exception and its message; None and "" where an iterator is at its end


class Request:
    """What a test can ask for; a request is its name, a tuple of what follows here, and a `Context`."""

    RUN: Final = "run"  # source of a cell, bytes of room for its outputs
    GET: Final = "get"  # name
    NAMES: Final = "names"  # nothing
    IS_IMPORT: Final = "is import"  # name, module, its attribute or ""
    ASSIGN: Final = "assign"  # name, value
    DELETE: Final = "delete"  # name
    FILES: Final = "files"  # contents by relative name
    CALL: Final = "call"  # function, arguments, named arguments
    OPERATOR: Final = "operator"  # name in `operators.OPERATORS`, operands
    SIGNATURE: Final = "signature"  # function
    GETATTR: Final = "getattr"  # owner, name
    SETATTR: Final = "setattr"  # owner, name, value
    DELATTR: Final = "delattr"  # owner, name
    BACKWARD: Final = "backward"  # number of a result, gradient


class Theirs:
    """Descriptions that the student's process sends; a number is that of an object or a tensor there."""

    OBJECT: Final = "object"  # number, description of its class
    CALLABLE: Final = "callable"  # number, name, docstring
    CLASS: Final = "class"  # number, name, descriptions of its bases, (family, name of its root), special methods
    KNOWN_CLASS: Final = "known class"  # number
    MODULE: Final = "module"  # number, class, training flag, parameters, buffers, children
    KNOWN_MODULE: Final = "known module"  # number
    MIRRORED: Final = "mirrored"  # number, numbers, requires_grad, whether it is a Parameter, gradient
    KNOWN_TENSOR: Final = "known"  # number
    RESULT: Final = "result"  # number, numbers, descriptions of the leaves of its graph
    YOURS: Final = "yours"  # number that the test gave to a tensor, module, optimizer or function of its own
    ARGUMENT: Final = "argument"  # position, among what in the request can change in place
    VIEW: Final = "view"  # the whole array; offset, shape and strides in items; and the numbers
    LINK: Final = "link"  # number of a link


class Ours:
    """Descriptions that the test's process sends; a number is that of a thing of the test's, unless it says object."""

    OBJECT: Final = "object"  # number of an object of the student's
    LINK: Final = "link"  # number of a link
    MIRRORED: Final = "mirrored"  # number of a tensor of the student's
    GLOBAL: Final = "global"  # module, and qualified name in it or "", of what exists on both sides
    FUNCTION: Final = "function"  # number, name
    ITERATOR: Final = "iterator"  # number
    GENERATOR: Final = "generator"  # number, flavor, state or None where it is known
    TENSOR: Final = "tensor"  # number, numbers, whether it is a Parameter, gradient
    OPTIMIZER: Final = "optimizer"  # number, class, parameters of each group, state
    SCHEDULE: Final = "schedule"  # number, class, optimizer, state
    INSTANCE: Final = "instance"  # number, name of its class, which given code defines, attributes as pairs
    MODULE: Final = "own module"  # number, class, settings, training flag, `MODULE_PARTS`, private buffers, frozen


class Error:
    """How an error begins, in a message that says `Message.RAISE`."""

    OF_TEST: Final = "test"  # number of an exception that a function of the test raised
    OF_STUDENT: Final = "student"  # names of its built-in classes, message, trace, the student's own class or None


class Context(TypedDict, total=False):
    """What holds here while a request is answered, where it is not usual, and what the test changed since its last.

    Attributes:
        grad: whether gradients are recorded; they usually are.
        dtype: of new tensors; `USUAL_DTYPE` where it is missing.
        random: states of global random generators, by flavor.
        released: numbers of objects that the test has no proxy of any more.
        results: numbers of results whose graph is no longer needed.
        tensors: mirrored tensors, as number, `requires_grad`, numbers (None where they are the same) and gradient.
        training: pairs of number and training flag, for modules of the student's.
        forget: up to this number, things of the test's belonged to the test cell before.
        links: pairs of number and content, for links that the test changed.
        unlinked: numbers of links that the test has no value for any more.
    """

    grad: bool
    dtype: torch.dtype
    random: dict[str, Any]
    released: tuple[int, ...]
    results: tuple[int, ...]
    tensors: tuple[tuple[Any, ...], ...]
    training: tuple[tuple[int, bool], ...]
    forget: int
    links: tuple[tuple[int, Any], ...]
    unlinked: tuple[int, ...]


class Effects(NamedTuple):
    """What an answer says beside its value; an empty tuple stands for nothing at all.

    Attributes:
        printed: pairs of stream and text, in order.
        drawn: flavors of the global random generators that were drawn from.
        changed: arguments of the request that changed, as pairs of their position and their content.
        returned: the same for each value that a function of the test returned meanwhile.
        rebound: names that no longer mean what the test was told.
        lent: pairs of number and state, for each twin that came with the request.
        grads: pairs of number and gradient, for tensors of the test.
        tensors: mirrored tensors that changed, as number, `requires_grad`, numbers and gradient.
        training: pairs of number and training flag, for modules of the student's.
        links: pairs of number and content, for links that student code changed.
    """

    printed: list[tuple[str, str]]
    drawn: list[str]
    changed: list[tuple[int, Any]]
    returned: list[list[tuple[int, Any]]]
    rebound: list[str]
    lent: list[tuple[int, Any]]
    grads: list[tuple[int, Any]]
    tensors: list[tuple[Any, ...]]
    training: list[tuple[int, bool]]
    links: tuple[tuple[int, Any], ...]


class Linked(NamedTuple):
    """What student code keeps of what can change in place, as pairs of a position and the number of a new link.

    An empty tuple stands for nothing at all.

    Attributes:
        arguments: positions in the request.
        results: positions in the answer.
    """

    arguments: list[tuple[int, int]]
    results: list[tuple[int, int]]


NO_EFFECTS = Effects([], [], [], [], [], [], [], [], [], ())
NOT_LINKED = Linked([], [])
