"""Bytes of a peer that is not trusted as plain values, or `CodecError` (see `codec`); the layout is in `wire`."""

from __future__ import annotations

import math
import struct
from array import array
from collections import namedtuple
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import torch

from grader.engine import wire
from grader.engine.both.changes import CHANGING, snapshot
from grader.engine.wire import library
from grader.engine.wire.arrays import Block, array_of_block, tensor_of_block
from grader.engine.wire.codec import BUILTIN_TYPES, TORCH_DTYPES, Bounds, Buffer, CodecError, PlainOnly, References

SIZE, BLOCK, INTEGER, NUMBER, COMPLEX = map(struct.Struct, ("<I", "<BB", "<q", "<d", "<dd"))


def decode(data: Buffer, references: References | None = None, bounds: Bounds | None = None) -> Any:
    """Return the value that `data` holds.

    Raises:
        CodecError: for anything that `encode` would not have written.
    """
    return Decoder(references, bounds).decode(data)


class Decoder:
    """Decodes one message.

    Attributes:
        mutables: what can change in place, paired with what it was, in the encoder's order.
        extents: for each of them where it ends among them, and the parts and bytes that it unfolds to.
        is_shared: whether something that this end has already stands inside something else, and is not counted.
    """

    def __init__(self, references: References | None = None, bounds: Bounds | None = None) -> None:
        self.references = references or PlainOnly()
        self.bounds = bounds or Bounds()
        self.data = memoryview(b"")
        self.at = self.end_of_data = 0
        self.nodes = 0
        self.unfolded = 0  # bytes that aliases stand for
        self.is_shared = False
        self.mutables: list[tuple[Any, Any]] = []
        self.extents: list[tuple[int, int, int] | None] = []

    def decode(self, data: Buffer) -> Any:
        self.data, self.end_of_data = memoryview(data), len(data)
        if len(data) > self.bounds.message_bytes + 1024:
            raise CodecError("the message is too long")
        try:
            value = self.read(0)
        except (struct.error, UnicodeDecodeError, TypeError, OverflowError, RecursionError) as error:
            raise CodecError(f"malformed message: {error}") from error
        if self.at != self.end_of_data:
            raise CodecError("bytes left over after the value")
        return value

    def count(self, nodes: int, depth: int) -> None:
        self.nodes += nodes
        if depth > self.bounds.depth or self.nodes > self.bounds.nodes:
            raise CodecError("the message is too deep or has too many parts")

    def take(self, size: int) -> memoryview:
        return self.data[self.skip(size) : self.at]

    def skip(self, size: int) -> int:
        """Return where the next bytes begin, and stand behind them."""
        begin = self.at
        if size > self.end_of_data - begin:
            raise CodecError("the message ends too early")
        self.at = begin + size
        return begin

    def unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        return layout.unpack_from(self.data, self.skip(layout.size))

    def size(self) -> int:
        """Read how many items follow; each takes at least a byte, so a size beyond the message is refused at once."""
        (size,) = SIZE.unpack_from(self.data, self.skip(4))
        if size > self.end_of_data - self.at:
            raise CodecError("the message ends too early")
        return int(size)

    def read(self, depth: int) -> Any:
        self.count(1, depth)
        reader = READERS.get(self.data[self.skip(1)])
        if reader is None:
            raise CodecError("unknown tag")
        return reader(self, depth)

    def begin(self, value: Any) -> int:
        """Return the place of what can change in place."""
        self.mutables.append((value, None))
        self.extents.append(None)
        return len(self.mutables) - 1

    def end(self, place: int, nodes: int, size: int, value: Any, before: Any) -> None:
        """Note what began at `place`, where the message had so many parts and unfolded to so many bytes."""
        self.mutables[place] = (value, before)
        self.extents[place] = (len(self.mutables), self.nodes - nodes, self.at + self.unfolded - size)


def container(
    make: Callable[[], Any], kept: Callable[[Any], Any], fill: Callable[[Decoder, Any, int], None]
) -> Callable[[Decoder, int], Any]:
    """Return a reader of something that can change in place.

    Args:
        make: makes it, empty.
        kept: what it is compared with later, to see whether it changed.
        fill: reads what is in it.
    """

    def read(decoder: Decoder, depth: int) -> Any:
        nodes, size, value = decoder.nodes, decoder.at + decoder.unfolded - 1, make()
        place = decoder.begin(value)
        fill(decoder, value, depth)
        decoder.end(place, nodes, size, value, kept(value))
        return value

    return read


def fill_list(decoder: Decoder, value: list[Any], depth: int) -> None:
    for _ in range(decoder.size()):
        value.append(decoder.read(depth + 1))


def fill_packed(code: str) -> Callable[[Decoder, list[Any], int], None]:
    def fill(decoder: Decoder, value: list[Any], depth: int) -> None:
        (size,) = decoder.unpack(SIZE)
        decoder.count(size, depth)
        numbers = array(code)
        numbers.frombytes(decoder.take(8 * size))
        value.extend(numbers.tolist())

    return fill


def fill_set(decoder: Decoder, value: set[Any], depth: int) -> None:
    # One insertion at a time, so that the watchdog can break in when the hashes were chosen to collide.
    for _ in range(decoder.size()):
        value.add(decoder.read(depth + 1))


def fill_dict(decoder: Decoder, value: dict[Any, Any], depth: int) -> None:
    for _ in range(decoder.size()):
        key = decoder.read(depth + 1)
        value[key] = decoder.read(depth + 1)


def read_reference(decoder: Decoder, depth: int) -> Any:
    value = decoder.references.resolve(decoder.read(depth + 1))
    decoder.is_shared = decoder.is_shared or (depth > 1 and isinstance(value, CHANGING))
    return value


def read_library(decoder: Decoder, depth: int) -> Any:
    nodes, size = decoder.nodes, decoder.at + decoder.unfolded - 1
    place = decoder.begin(None)
    name, parts = read_parts(decoder, depth, str, tuple)
    value = library.make(name, parts)
    is_mutable = library.BY_NAME[name].is_mutable
    decoder.end(place, nodes, size, value, snapshot(value) if is_mutable else None)
    return value


def read_alias(decoder: Decoder, depth: int) -> Any:
    (place,) = decoder.unpack(SIZE)
    extent = decoder.extents[place] if place < len(decoder.extents) else None
    if extent is None:
        raise CodecError("an alias of what is not there")
    decoder.unfolded += extent[2]
    decoder.count(extent[1], depth)
    if decoder.at + decoder.unfolded > decoder.bounds.message_bytes + 1024:
        raise CodecError("the message unfolds to too much")
    return decoder.mutables[place][0]


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
    name_size, dimensions = decoder.unpack(BLOCK)
    if dimensions > 32:
        raise CodecError("too many dimensions")
    name = bytes(decoder.take(name_size)).decode("ascii")
    *shape, raw_size = decoder.unpack(struct.Struct(f"<{dimensions}QQ"))
    if math.prod(extent for extent in shape if extent) > 2**40:
        raise CodecError("an impossible shape")
    return Block(name, tuple(shape), decoder.take(raw_size))


def block(make: Callable[[Block], Any]) -> Callable[[Decoder, int], Any]:
    """Return a reader of what is made of a block of numbers."""

    def read(decoder: Decoder, depth: int) -> Any:
        size = decoder.at + decoder.unfolded - 1
        found = read_block(decoder)
        value = make(found)
        decoder.end(decoder.begin(value), decoder.nodes, size, value, found.raw)
        return value

    return read


read_array = block(array_of_block)


def read_scalar(decoder: Decoder, depth: int) -> Any:
    value = read_array(decoder, depth)
    if value.ndim:
        raise CodecError("a scalar with dimensions")
    return value[()]


READERS: dict[int, Callable[[Decoder, int], Any]] = {
    wire.NONE[0]: lambda decoder, depth: None,
    wire.ELLIPSIS[0]: lambda decoder, depth: Ellipsis,
    wire.TRUE[0]: lambda decoder, depth: True,
    wire.FALSE[0]: lambda decoder, depth: False,
    wire.INT[0]: lambda decoder, depth: decoder.unpack(INTEGER)[0],
    wire.BIG_INT[0]: read_big_int,
    wire.FLOAT[0]: lambda decoder, depth: decoder.unpack(NUMBER)[0],
    wire.COMPLEX[0]: lambda decoder, depth: complex(*decoder.unpack(COMPLEX)),
    wire.TEXT[0]: lambda decoder, depth: bytes(decoder.take(decoder.size())).decode("utf-8", "surrogatepass"),
    wire.BYTES[0]: lambda decoder, depth: bytes(decoder.take(decoder.size())),
    wire.LIST[0]: container(list, tuple, fill_list),
    wire.FLOATS[0]: container(list, tuple, fill_packed("d")),
    wire.INTS[0]: container(list, tuple, fill_packed("q")),
    wire.TUPLE[0]: read_tuple,
    wire.FROZENSET[0]: read_frozenset,
    wire.SET[0]: container(set, frozenset, fill_set),
    wire.DICT[0]: container(dict, lambda value: tuple(value.items()), fill_dict),
    wire.BUILTIN_TYPE[0]: read_type,
    wire.SLICE[0]: read_slice,
    wire.RANGE[0]: read_range,
    wire.SHAPE[0]: read_size,
    wire.TORCH_DTYPE[0]: read_torch_dtype,
    wire.DEVICE[0]: read_device,
    wire.ARRAY[0]: read_array,
    wire.SCALAR[0]: read_scalar,
    wire.TENSOR[0]: block(tensor_of_block),
    wire.NAMED_TUPLE[0]: read_named,
    wire.LIBRARY[0]: read_library,
    wire.ALIAS[0]: read_alias,
    wire.REFERENCE[0]: read_reference,
}
