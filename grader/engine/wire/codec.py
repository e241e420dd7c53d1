"""What may travel as bytes to and from a peer that is not trusted, and how much of it.

Threat: a value that comes out of a student's process must not be able to run code, to lie about itself, or to use
up the grader's memory. So nothing is unpickled, and decoding can build only the exact types that `decoder` lists: an
`ndarray` or `Tensor` subclass whose `==` always says yes arrives as a plain array, and an object array does not
arrive at all. Depth, number of nodes and number of bytes are counted while encoding and while decoding.

A list, a dictionary, a set, an array or a tensor that a message holds in several places is one object on the other
side too, but counts each time: what a message unfolds to is bounded, not only what it says. None may contain itself.

A value that has no plain form (a function, an instance of a student's class) travels as a *reference*: a plain
description that the two ends give a meaning to through the `References` they hand to `encoder` and `decoder`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

import torch

NUMPY_DTYPE = re.compile(r"(\|b1|[|<>][iu][1248]|<f[248]|>f[248]|<c8|<c16|[<>|][US]\d{1,7})\Z")
TORCH_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128),
    )
}
BUILTIN_TYPES = {
    kind.__name__: kind
    for kind in (bool, int, float, complex, str, bytes, list, tuple, set, frozenset, dict, slice, range, object)
}
Buffer = bytes | bytearray | memoryview


class CodecError(ValueError):
    """Bytes that are no valid message, or a value that may not travel."""


@dataclass(frozen=True)
class Bounds:
    """What one message may hold."""

    depth: int = 60
    nodes: int = 2_000_000
    message_bytes: int = 128 << 20


class References(Protocol):
    """What the two ends make of values that have no plain form."""

    def describe(self, value: Any) -> Any:
        """Return a plain description of `value`; raise `TypeError` when it may not travel."""

    def describe_tensor(self, tensor: torch.Tensor) -> Any:
        """Return a plain description of a tensor that takes part in autograd, or None to send its numbers only."""

    def describe_known(self, value: Any) -> Any:
        """Return a plain description of what can change in place and is at the other end already, else None."""

    def resolve(self, description: Any) -> Any:
        """Return the object a description stands for; raise `CodecError` when there is none."""


class PlainOnly:
    """References for messages that hold plain data only."""

    def describe(self, value: Any) -> Any:
        raise TypeError(f"a value of type {type(value).__name__} has no plain form")

    def describe_tensor(self, tensor: torch.Tensor) -> Any:
        return None

    def describe_known(self, value: Any) -> Any:
        return None

    def resolve(self, description: Any) -> Any:
        raise CodecError("a reference where only plain data may be")
