"""What comes back with an answer, trusted end: what student code printed, drew and changed, and what it raised.

Threat: effects that name what the request did not hand over, or that do not fit it. They are a `MisfitError`, for which
the session ends the student's process.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from grader.engine.both.kinds import Effects, Error
from grader.engine.both.tensors import write
from grader.engine.trusted import lent
from grader.engine.trusted.classes import exception_class
from grader.engine.trusted.references import References

MISFITS = (LookupError, TypeError, ValueError, RuntimeError, AttributeError)


class MisfitError(ValueError):
    """An answer that does not fit its request."""


def apply(effects: Effects, references: References, handed_over: list[Any], returned: Sequence[list[Any]]) -> None:
    """Make the effects of a request hold here.

    Args:
        effects: what the answer says; of a student's process, so anything.
        references: the test's end of what the two processes share.
        handed_over: what in the request can change in place, in the encoder's order.
        returned: the same for each value that a function of the test returned meanwhile.

    Raises:
        MisfitError: where they do not fit; some of them may hold by then.
    """
    try:
        for name, text in effects.printed:
            (sys.stderr if name == "stderr" else sys.stdout).write(text)
        references.random.jump(effects.drawn)
        change_all(handed_over, effects.changed)
        for values, changes in zip(returned, effects.returned, strict=True):
            change_all(values, changes)
        for token, grad in effects.grads:
            references.graphs.tokens[token].grad = grad
        references.graphs.apply(effects.tensors, effects.training)
        for number, state in effects.lent:
            lent.take_over(references.lent[number], state)
    except MISFITS as error:
        raise MisfitError(f"effects that do not fit ({error})") from error


def change_all(values: list[Any], changes: Any) -> None:
    for position, content in changes:
        change(values[position], *content)


def change(value: Any, kind: str, content: Any) -> None:
    """Give an argument of the test the content that student code left in it."""
    if kind == "array" and isinstance(value, np.ndarray):
        if value.flags.writeable:
            np.copyto(value, content)
    elif kind == "tensor" and isinstance(value, torch.Tensor):
        write(value, content)
    elif kind == "list" and isinstance(value, list):
        value[:] = content
    elif (kind == "dict" and isinstance(value, dict)) or (kind == "set" and isinstance(value, set)):
        value.clear()
        value.update(content)
    else:
        raise ValueError("an argument changed its type")


def exception_of(error: Any, exceptions: Mapping[int, BaseException]) -> BaseException:
    """Return the exception that an answer tells of: one of the test's own, a built-in one or one of the student's.

    Raises:
        MisfitError: where the answer tells of none.
    """
    try:
        if error[0] == Error.OF_TEST:
            return exceptions[error[1]]
        _, names, message, trace, own = error
        kind = exception_class(names) if own is None else own
        raised = kind.__new__(kind, message)
        if not isinstance(raised, Exception):
            raise TypeError("it is none")
        raised.args = (str(message),)
        raised.student_trace = str(trace)  # type: ignore[attr-defined]
    except MISFITS as problem:
        raise MisfitError(f"an exception that does not fit ({problem})") from problem
    return raised
