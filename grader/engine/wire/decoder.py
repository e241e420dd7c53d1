"""Bytes of a peer that is not trusted as plain values, or `CodecError` (see `codec`); the layout is in `wire`."""

from __future__ import annotations

import math
import struct
from array import array
from collections import namedtuple
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from grader.engine import wire
from grader.engine.wire.arrays import Block, array_of_block, tensor_of_block
from grader.engine.wire.codec import BUILTIN_TYPES, TORCH_DTYPES, Bounds, Buffer, CodecError, PlainOnly, References


def decode(data: Buffer, references: References | None = None, bounds: Bounds | None = None) -> Any:
    """Return the value that `data` holds.

    Raises:
        CodecError: for anything that `encode` would not have written.
    """
    return Decoder(references, bounds).decode(data)


class Decoder:
    """Decodes one message; `mutables` pairs what can change in place with what it was, in the encoder's order."""

    def __init__(self, references: References | None = None, bounds: Bounds | None = None) -> None:
        self.references = references or PlainOnly()
        self.bounds = bounds or Bounds()
        self.data = memoryview(b"")
        self.at = 0
        self.nodes = 0
        self.mutables: list[tuple[Any, Any]] = []

    def decode(self, data: Buffer) -> Any:
        self.data = memoryview(data)
        if len(data) > self.bounds.message_bytes + 1024:
            raise CodecError("the message is too long")
        try:
            value = self.read(0)
        except (struct.error, UnicodeDecodeError, TypeError, OverflowError, RecursionError) as error:
            raise CodecError(f"malformed message: {error}") from error
        if self.at != len(self.data):
            raise CodecError("bytes left over after the value")
        return value

    def count(self, nodes: int, depth: int) -> None:
        self.nodes += nodes
        if depth > self.bounds.depth or self.nodes > self.bounds.nodes:
            raise CodecError("the message is too deep or has too many parts")

    def take(self, size: int) -> memoryview:
        if size > len(self.data) - self.at:
            raise CodecError("the message ends too early")
        piece = self.data[self.at : self.at + size]
        self.at += size
        return piece

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def size(self) -> int:
        """Read how many items follow; each takes at least a byte, so a size beyond the message is refused at once."""
        (size,) = self.unpack("<I")
        if size > len(self.data) - self.at:
            raise CodecError("the message ends too early")
        return int(size)

    def read(self, depth: int) -> Any:
        self.count(1, depth)
        reader = READERS.get(self.take(1)[0])
        if reader is None:
            raise CodecError("unknown tag")
        return reader(self, depth)


def read_list(decoder: Decoder, depth: int) -> list[Any]:
    value: list[Any] = []
    slot = remember(decoder, value)
    for _ in range(decoder.size()):
        value.append(decoder.read(depth + 1))
    decoder.mutables[slot] = (value, tuple(value))
    return value


def read_packed(code: str) -> Callable[[Decoder, int], list[Any]]:
    def read(decoder: Decoder, depth: int) -> list[Any]:
        (size,) = decoder.unpack("<I")
        decoder.count(size, depth)
        numbers = array(code)
        numbers.frombytes(decoder.take(8 * size))
        value = numbers.tolist()
        decoder.mutables[remember(decoder, value)] = (value, tuple(value))
        return value

    return read


def read_set(decoder: Decoder, depth: int) -> set[Any]:
    value: set[Any] = set()
    slot = remember(decoder, value)
    # One insertion at a time, so that the watchdog can break in when the hashes were chosen to collide.
    for _ in range(decoder.size()):
        value.add(decoder.read(depth + 1))
    decoder.mutables[slot] = (value, frozenset(value))
    return value


def read_dict(decoder: Decoder, depth: int) -> dict[Any, Any]:
    value: dict[Any, Any] = {}
    slot = remember(decoder, value)
    for _ in range(decoder.size()):
        key = decoder.read(depth + 1)
        value[key] = decoder.read(depth + 1)
    decoder.mutables[slot] = (value, tuple(value.items()))
    return value


def remember(decoder: Decoder, value: Any) -> int:
    decoder.mutables.append((value, None))
    return len(decoder.mutables) - 1


def read_tuple(decoder: Decoder, depth: int) -> tuple[Any, ...]:
    return tuple([decoder.read(depth + 1) for _ in range(decoder.size())])


def read_frozenset(decoder: Decoder, depth: int) -> frozenset[Any]:
    value: set[Any] = set()
    for _ in range(decoder.size()):
        value.add(decoder.read(depth + 1))
    return frozenset(value)


def read_parts(decoder: Decoder, depth: int, *kinds: type | tuple[type, ...]) -> tuple[Any, ...]:
    """Read a tuple whose parts are of the given types, in order."""
    parts = decoder.read(depth + 1)
    if type(parts) is not tuple or len(parts) != len(kinds):
        raise CodecError("malformed parts")
    if not all(isinstance(part, kind) for part, kind in zip(parts, kinds, strict=True)):
        raise CodecError("parts of the wrong type")
    return parts


def read_slice(decoder: Decoder, depth: int) -> slice:
    start, stop, step = read_parts(decoder, depth, object, object, object)
    return slice(start, stop, step)


def read_range(decoder: Decoder, depth: int) -> range:
    start, stop, step = read_parts(decoder, depth, int, int, int)
    if step == 0:
        raise CodecError("a range of step 0")
    return range(start, stop, step)


def read_size(decoder: Decoder, depth: int) -> torch.Size:
    parts = decoder.read(depth + 1)
    if type(parts) is not tuple or not all(type(part) is int and 0 <= part < 2**63 for part in parts):
        raise CodecError("a malformed torch.Size")
    return torch.Size(parts)


def read_torch_dtype(decoder: Decoder, depth: int) -> torch.dtype:
    (name,) = read_parts(decoder, depth, str)
    if name not in TORCH_DTYPES:
        raise CodecError("a torch dtype that may not travel")
    return TORCH_DTYPES[name]


def read_device(decoder: Decoder, depth: int) -> torch.device:
    kind, index = read_parts(decoder, depth, str, (int, type(None)))
    if kind not in ("cpu", "cuda", "mps", "meta") or not (index is None or 0 <= index < 64):
        raise CodecError("an unknown device")
    return torch.device(kind, index) if index is not None else torch.device(kind)


@lru_cache(maxsize=256)
def named_tuple_class(name: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(name, fields)


def read_named(decoder: Decoder, depth: int) -> Any:
    name, fields, values = read_parts(decoder, depth, str, tuple, tuple)
    if not 1 <= len(fields) <= 64 or len(fields) != len(values) or not all(type(field) is str for field in fields):
        raise CodecError("a malformed namedtuple")
    if any(len(text) > 100 or not text.isascii() for text in (name, *fields)):
        raise CodecError("a namedtuple with an odd name")
    try:
        return named_tuple_class(name, fields)(*values)
    except ValueError as error:
        raise CodecError(f"a malformed namedtuple: {error}") from error


def read_type(decoder: Decoder, depth: int) -> type:
    name = read_text(decoder)
    if name not in BUILTIN_TYPES:
        raise CodecError("an unknown built-in type")
    return BUILTIN_TYPES[name]


def read_text(decoder: Decoder) -> str:
    if bytes(decoder.take(1)) != wire.TEXT:
        raise CodecError("a name is not text")
    return bytes(decoder.take(decoder.size())).decode("utf-8", "surrogatepass")


def read_big_int(decoder: Decoder, depth: int) -> int:
    return int.from_bytes(decoder.take(decoder.size()), "little", signed=True)


def read_block(decoder: Decoder) -> Block:
    name_size, dimensions = decoder.unpack("<BB")
    if dimensions > 32:
        raise CodecError("too many dimensions")
    name = bytes(decoder.take(name_size)).decode("ascii")
    *shape, raw_size = decoder.unpack(f"<{dimensions}QQ")
    if math.prod(extent for extent in shape if extent) > 2**40:
        raise CodecError("an impossible shape")
    return Block(name, tuple(shape), decoder.take(raw_size))


def read_array(decoder: Decoder, depth: int) -> np.ndarray[Any, Any]:
    block = read_block(decoder)
    value = array_of_block(block)
    decoder.mutables.append((value, block.raw))
    return value


def read_scalar(decoder: Decoder, depth: int) -> Any:
    value = read_array(decoder, depth)
    if value.ndim:
        raise CodecError("a scalar with dimensions")
    return value[()]


def read_tensor(decoder: Decoder, depth: int) -> torch.Tensor:
    block = read_block(decoder)
    value = tensor_of_block(block)
    decoder.mutables.append((value, block.raw))
    return value


READERS: dict[int, Callable[[Decoder, int], Any]] = {
    wire.NONE[0]: lambda decoder, depth: None,
    wire.ELLIPSIS[0]: lambda decoder, depth: Ellipsis,
    wire.TRUE[0]: lambda decoder, depth: True,
    wire.FALSE[0]: lambda decoder, depth: False,
    wire.INT[0]: lambda decoder, depth: decoder.unpack("<q")[0],
    wire.BIG_INT[0]: read_big_int,
    wire.FLOAT[0]: lambda decoder, depth: decoder.unpack("<d")[0],
    wire.COMPLEX[0]: lambda decoder, depth: complex(*decoder.unpack("<dd")),
    wire.TEXT[0]: lambda decoder, depth: bytes(decoder.take(decoder.size())).decode("utf-8", "surrogatepass"),
    wire.BYTES[0]: lambda decoder, depth: bytes(decoder.take(decoder.size())),
    wire.LIST[0]: read_list,
    wire.FLOATS[0]: read_packed("d"),
    wire.INTS[0]: read_packed("q"),
    wire.TUPLE[0]: read_tuple,
    wire.FROZENSET[0]: read_frozenset,
    wire.SET[0]: read_set,
    wire.DICT[0]: read_dict,
    wire.BUILTIN_TYPE[0]: read_type,
    wire.SLICE[0]: read_slice,
    wire.RANGE[0]: read_range,
    wire.SHAPE[0]: read_size,
    wire.TORCH_DTYPE[0]: read_torch_dtype,
    wire.DEVICE[0]: read_device,
    wire.ARRAY[0]: read_array,
    wire.SCALAR[0]: read_scalar,
    wire.TENSOR[0]: read_tensor,
    wire.NAMED_TUPLE[0]: read_named,
    wire.REFERENCE[0]: lambda decoder, depth: decoder.references.resolve(decoder.read(depth + 1)),
}
