"""What changes in place: lists, dictionaries, sets, arrays and tensors that are no longer what the other end knows."""

from __future__ import annotations

import io
from collections import deque
from typing import Any

import numpy as np
import torch

from grader.engine.both.tensors import numbers_of, write

STREAMS = (io.StringIO, io.BytesIO)
CHANGING = (list, dict, set, deque, bytearray, np.ndarray, torch.Tensor)


def changed(mutables: list[tuple[Any, Any]]) -> list[tuple[int, Any]]:
    """Return position and content of those values that changed; each is paired with what it was (see `Decoder`)."""
    return [(position, content(value)) for position, (value, before) in enumerate(mutables) if differs(value, before)]


def differs(value: Any, before: Any) -> bool:
    """Return whether a value is no longer what it was; `before` is its bytes, a shallow copy, or None."""
    if before is None:
        return False  # it cannot change in place
    if isinstance(value, np.ndarray):
        return value.nbytes != len(before) or value.tobytes() != bytes(before)
    if isinstance(value, torch.Tensor):
        return tensor_differs(value, before)
    if isinstance(value, (bytearray, *STREAMS)):
        return bool(snapshot(value) != before)
    if isinstance(value, set):  # without a comparison, which can be a student's
        return set(map(id, value)) != set(map(id, before))
    flat = tuple(value.items()) if isinstance(value, dict) else tuple(value)
    if len(flat) != len(before):
        return True
    if isinstance(value, dict):
        return any(a[0] is not b[0] or a[1] is not b[1] for a, b in zip(flat, before, strict=True))
    return any(a is not b for a, b in zip(flat, before, strict=True))


def tensor_differs(value: torch.Tensor, before: memoryview) -> bool:
    return value.nbytes != len(before) or numbers_of(value.detach()) != bytes(before)


def content(value: Any) -> tuple[str, Any]:
    """Return the new content in a form that is not itself taken for the argument it belongs to."""
    if isinstance(value, dict):
        return ("dict", tuple(value.items()))
    if isinstance(value, STREAMS):
        return ("stream", (value.getvalue(), value.tell()))
    for kind in (list, set, deque, bytearray):
        if isinstance(value, kind):
            return (kind.__name__, bytes(value) if kind is bytearray else tuple(value))
    if isinstance(value, np.ndarray):
        return ("array", value.copy())
    return ("tensor", value.detach().clone())


def put_stream(value: Any, text: Any, position: int) -> None:
    value.seek(0)
    value.truncate()
    value.write(text)
    value.seek(min(max(position, 0), len(text)))


def snapshot(value: Any) -> Any:
    """Return what `differs` compares a value with later."""
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if isinstance(value, torch.Tensor):
        return numbers_of(value.detach())
    if isinstance(value, STREAMS):
        return value.getvalue(), value.tell()
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, set):
        return frozenset(value)
    return tuple(value.items()) if isinstance(value, dict) else tuple(value)


def put(value: Any, kind: str, content: Any) -> None:
    """Give a value the content that it has at the other end; raises `ValueError` where that is of another type."""
    if kind == "array" and isinstance(value, np.ndarray):
        if value.flags.writeable:
            np.copyto(value, content)
    elif kind == "tensor" and isinstance(value, torch.Tensor):
        write(value, content)
    elif (kind == "list" and isinstance(value, list)) or (kind == "bytearray" and isinstance(value, bytearray)):
        value[:] = content
    elif kind == "deque" and isinstance(value, deque):
        value.clear()
        value.extend(content)
    elif kind == "stream" and isinstance(value, STREAMS):
        put_stream(value, *content)
    elif (kind == "dict" and isinstance(value, dict)) or (kind == "set" and isinstance(value, set)):
        value.clear()
        value.update(content)
    else:
        raise ValueError("a value changed its type")
