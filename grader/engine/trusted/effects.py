"""What comes back with an answer, trusted end: what student code printed, drew and changed, and what it raised.

Threat: effects that name what the request did not hand over, or that do not fit it. They are a `MisfitError`, for which
the session ends the student's process.
"""

from __future__ import annotations

import itertools
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from grader.engine.both.changes import put
from grader.engine.both.kinds import Effects, Error
from grader.engine.both.links import MOST, is_small
from grader.engine.trusted import lent
from grader.engine.trusted.classes import exception_class
from grader.engine.trusted.references import References

DEEPEST = 60
BYTES_FOR_A_PART = 64


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
        references.links.apply(effects.links)
        for number, state in effects.lent:
            lent.take_over(references.lent[number], state)
    except Exception as error:
        raise MisfitError(f"effects that do not fit ({error})") from error


def link(references: References, values: Sequence[Any], linked: Any) -> None:
    """Link those of the values that the student's process says it keeps, as pairs of position and number.

    Raises:
        MisfitError: where that is no such thing.
    """
    for position, number in linked:
        known = type(number) is int and number not in references.links.values and 0 <= position < len(values)
        if not known or not is_small(values[position]) or len(references.links.values) >= 2 * MOST:
            raise MisfitError("a link to what is not there")
        references.links.add(number, values[position])


def changed_by(
    effects: Effects, references: References, handed_over: list[Any], returned: Sequence[list[Any]]
) -> Iterator[Any]:
    """Yield what an answer, whose effects hold by now, gave another content."""
    for number, _ in effects.links:
        yield references.links.values.get(number)
    for values, changes in zip((handed_over, *returned), (effects.changed, *effects.returned), strict=True):
        for position, _ in changes:
            yield values[position]


def check_extent(values: Iterable[Any], most: int) -> None:
    """See that what shares parts does not unfold to more than one message may hold.

    Lists that hold each other a thousand times, ten levels deep, are small; to print them would need all memory.

    Raises:
        MisfitError: where it does, or contains itself.
    """
    known: dict[int, int] = {}

    def extent(value: Any, depth: int) -> int:
        if isinstance(value, (np.ndarray, torch.Tensor)):
            return 1 + int(value.nbytes) // BYTES_FOR_A_PART
        if not isinstance(value, (list, tuple, dict, set, frozenset, deque)):
            return 1
        if depth > DEEPEST:
            raise MisfitError("lists that hold each other too deeply")
        if id(value) not in known:
            known[id(value)] = most + 1  # for as long as it is looked at: then it contains itself
            parts = itertools.chain.from_iterable(value.items()) if isinstance(value, dict) else value
            known[id(value)] = 1 + sum(extent(part, depth + 1) for part in parts)
        if known[id(value)] > most:
            raise MisfitError("lists that hold each other too often")
        return known[id(value)]

    for value in values:
        extent(value, 0)


def change_all(values: list[Any], changes: Any) -> None:
    for position, content in changes:
        put(values[position], *content)


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
    except Exception as problem:
        raise MisfitError(f"an exception that does not fit ({problem})") from problem
    return raised
