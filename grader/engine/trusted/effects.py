# ruff: noqa: ANN401 -- what student code changed or raised can be of any type
"""What comes back with an answer, trusted end: what student code printed, drew and changed, and what it raised.

Threat: effects that name what the request did not hand over, or that do not fit it. They end the student's process.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import torch

from grader.engine.student.graphs import write
from grader.engine.trusted import optimizers, own_modules
from grader.engine.trusted.references import exception_class
from grader.engine.wire.encoder import Encoder

if TYPE_CHECKING:
    from grader.engine.trusted.session import Lent, Session


def apply(session: Session, effects: Any, encoder: Encoder) -> None:
    """Make the effects of a request hold here; `encoder` wrote the request."""
    try:
        for name, text in effects["printed"]:
            (sys.stderr if name == "stderr" else sys.stdout).write(text)
        session.random.jump(effects["drawn"])
        for position, new in effects["changed"]:
            change(encoder.mutables[position], new)
        for reply, changes in zip(session.replies, effects["returned"], strict=True):
            for position, new in changes:
                change(reply.mutables[position], new)
        for name in effects["rebound"]:
            session.names.pop(name, None)
        for token, grad in effects["grads"]:
            session.graphs.tokens[token].grad = grad
        session.graphs.apply(effects["tensors"])
        for number, state in effects["lent"]:
            take_over(session.lent[number], state)
    except (LookupError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        session.distrust(f"effects that do not fit ({error})")


def take_over(lent: Lent, state: Any) -> None:
    """Take over the state of a twin; raises `ValueError` where it does not fit."""
    if isinstance(lent, torch.nn.Module):
        own_modules.load(lent, state)
    elif isinstance(lent, optimizers.LRScheduler):
        optimizers.load_schedule(lent, state)
    else:
        optimizers.load(lent, state)


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


def raise_error(session: Session, error: Any) -> NoReturn:
    """Raise what an answer tells of: the test's own exception, a built-in one or one of the student's."""
    if type(error) is tuple and error[0] == "test" and error[1] in session.exceptions:
        raise session.exceptions[error[1]]
    try:
        _, names, message, trace, own = error
        kind = exception_class(names) if own is None else own
        raised = kind.__new__(kind, message)
        raised.args = (str(message),)
        raised.student_trace = str(trace)
    except (TypeError, ValueError) as problem:
        session.distrust(f"an exception that does not fit ({problem})")
    raise raised
