"""Plain values as bytes, with everything counted (see `codec`); the layout is in `wire`."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import torch

from grader.engine import wire
from grader.engine.wire import library
from grader.engine.wire.arrays import Block, block_of_array, block_of_tensor, plain_tensor
from grader.engine.wire.codec import BUILTIN_TYPES, Bounds, CodecError, PlainOnly, References


def encode(value: Any, references: References | None = None, bounds: Bounds | None = None) -> bytearray:
    """Return `value` as bytes.

    Raises:
        CodecError: when the value is too deep, too large, or of a type that may not travel.
    """
    return Encoder(references, bounds).encode(value)


class Encoder:
    """Encodes one message.

    Attributes:
        mutables: what was met that can change in place, in order of first bytes.
        uses: for each of them, in how many places it stands.
        extents: for each of them where it ends among them, and the parts and bytes that it unfolds to.
    """

    def __init__(self, references: References | None = None, bounds: Bounds | None = None) -> None:
        self.references = references or PlainOnly()
        self.bounds = bounds or Bounds()
        self.out = bytearray()
        self.nodes = 0
        self.unfolded = 0  # bytes that aliases stand for
        self.mutables: list[Any] = []
        self.uses: list[int] = []
        self.extents: list[tuple[int, int, int] | None] = []
        self.places: dict[int, int] = {}

    def encode(self, value: Any) -> bytearray:
        return self.encode_parts([lambda: value])

    def encode_parts(self, makers: Sequence[Callable[[], Any]]) -> bytearray:
        """Return a value, or several as a tuple, each made when those before it are encoded."""
        try:
            if len(makers) > 1:
                self.count(1, 0)
                self.out += wire.TUPLE + size_of(self, len(makers))
            for make in makers:
                self.write(make(), int(len(makers) > 1))
        except (TypeError, RecursionError) as error:
            raise CodecError(str(error) or "the value is nested too deeply") from error
        return self.out

    def count(self, nodes: int, depth: int) -> None:
        self.nodes += nodes
        if depth > self.bounds.depth:
            raise CodecError(f"the value is nested more than {self.bounds.depth} levels deep (or contains itself)")
        if self.nodes > self.bounds.nodes or len(self.out) + self.unfolded > self.bounds.message_bytes:
            raise CodecError("the value is too large to travel between student code and tests")

    def begin(self, value: Any, depth: int) -> int | None:
        """Return the place of what can change in place; None where it is there already, and this is written."""
        place = self.places.get(id(value))
        if place is not None:
            self.alias(place)
            return None
        description = self.references.describe_known(value)
        if description is not None:
            write_reference(self, description, depth)
            return None
        place = self.places[id(value)] = len(self.mutables)
        self.mutables.append(value)
        self.uses.append(1)
        self.extents.append(None)
        return place

    def alias(self, place: int) -> None:
        extent = self.extents[place]
        if extent is None:
            raise CodecError(f"the value is nested more than {self.bounds.depth} levels deep (or contains itself)")
        self.uses[place] += 1
        self.out += wire.ALIAS + struct.pack("<I", place)
        self.unfolded += extent[2]
        self.count(extent[1], 0)

    def end(self, place: int, nodes: int, size: int) -> None:
        """Note what began at `place`, where the message had so many parts and unfolded to so many bytes."""
        extent = (len(self.mutables), self.nodes - nodes, len(self.out) + self.unfolded - size)
        self.extents[place] = extent

    def write(self, value: Any, depth: int) -> None:
        self.count(1, depth)
        kind = type(value)
        writer = WRITERS.get(kind)
        if writer is not None:
            writer(self, value, depth)
        elif isinstance(value, torch.Tensor):
            write_tensor(self, value, depth)
        elif (name := library.name_of(kind)) is not None:
            write_library(self, name, value, depth)
        elif isinstance(value, np.ndarray):
            write_any_array(self, value, depth)
        elif isinstance(value, np.generic) and value.dtype.kind in "biufcUS":
            write_scalar(self, value)
        elif isinstance(value, tuple) and field_names(kind):
            write_named(self, value, depth)
        elif (base := plain_base(kind)) is not None:
            WRITERS[base](self, value, depth)
        else:
            write_reference(self, self.references.describe(value), depth)


def plain_base(kind: type) -> type | None:
    """Return the plain type that a subclass is sent as, or None."""
    for base in (bool, int, float, complex, str, bytes, list, tuple, set, frozenset, dict):
        if issubclass(kind, base):
            return base
    return None


def field_names(kind: type) -> tuple[str, ...] | None:
    """Return the field names of a namedtuple or of one of torch's return types such as `torch.return_types.max`."""
    names = getattr(kind, "_fields", None) or (
        getattr(kind, "__match_args__", None) if kind.__module__ == "torch.return_types" else None
    )
    return tuple(names) if names and all(type(name) is str for name in names) else None


def size_of(encoder: Encoder, size: int) -> bytes:
    if size > encoder.bounds.message_bytes:
        raise CodecError("the value is too large to travel between student code and tests")
    return struct.pack("<I", size)


def write_int(encoder: Encoder, value: int, depth: int) -> None:
    if -(2**63) <= value < 2**63:
        encoder.out += wire.INT + struct.pack("<q", value)
    else:
        raw = int(value).to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
        encoder.out += wire.BIG_INT + size_of(encoder, len(raw)) + raw


def write_complex(encoder: Encoder, value: complex, depth: int) -> None:
    encoder.out += wire.COMPLEX + struct.pack("<dd", value.real, value.imag)


def write_str(encoder: Encoder, value: str, depth: int) -> None:
    raw = value.encode("utf-8", "surrogatepass")
    encoder.out += wire.TEXT + size_of(encoder, len(raw)) + raw


def write_bytes(encoder: Encoder, value: bytes, depth: int) -> None:
    encoder.out += wire.BYTES + size_of(encoder, len(value)) + value


def write_items(encoder: Encoder, tag: bytes, items: Iterable[Any], size: int, depth: int) -> None:
    encoder.out += tag + size_of(encoder, size)
    for item in items:
        encoder.write(item, depth + 1)


def mutable(write: Callable[[Encoder, Any, int], None]) -> Callable[[Encoder, Any, int], None]:
    """Return a writer of what can change in place, which writes it once and afterwards where it was."""

    def write_once(encoder: Encoder, value: Any, depth: int) -> None:
        nodes, size = encoder.nodes, len(encoder.out) + encoder.unfolded
        place = encoder.begin(value, depth)
        if place is not None:
            write(encoder, value, depth)
            encoder.end(place, nodes, size)

    return write_once


@mutable
def write_list(encoder: Encoder, value: list[Any], depth: int) -> None:
    # Long lists of numbers are common in courses; packing them avoids a call per number.
    kinds = set(map(type, value)) if len(value) > 8 else set()
    if kinds == {float}:
        encoder.count(len(value), depth)
        encoder.out += wire.FLOATS + size_of(encoder, len(value)) + array("d", value).tobytes()
    elif kinds == {int} and -(2**63) <= min(value) <= max(value) < 2**63:
        encoder.count(len(value), depth)
        encoder.out += wire.INTS + size_of(encoder, len(value)) + array("q", value).tobytes()
    else:
        write_items(encoder, wire.LIST, value, len(value), depth)


@mutable
def write_set(encoder: Encoder, value: set[Any], depth: int) -> None:
    write_items(encoder, wire.SET, value, len(value), depth)


@mutable
def write_dict(encoder: Encoder, value: dict[Any, Any], depth: int) -> None:
    encoder.out += wire.DICT + size_of(encoder, len(value))
    for key, item in dict.items(value):
        encoder.write(key, depth + 1)
        encoder.write(item, depth + 1)


def write_library(encoder: Encoder, name: str, value: Any, depth: int) -> None:
    nodes, size = encoder.nodes, len(encoder.out) + encoder.unfolded
    place = encoder.begin(value, depth)
    if place is not None:
        encoder.out += wire.LIBRARY
        encoder.write((name, library.BY_NAME[name].parts(value)), depth + 1)
        encoder.end(place, nodes, size)


def write_named(encoder: Encoder, value: tuple[Any, ...], depth: int) -> None:
    names = field_names(type(value)) or ()
    encoder.out += wire.NAMED_TUPLE
    encoder.write((type(value).__name__, tuple(names), tuple(tuple.__iter__(value))), depth + 1)


@mutable
def write_array(encoder: Encoder, value: np.ndarray[Any, Any], depth: int) -> None:
    write_block(encoder, wire.ARRAY, block_of_array(value, encoder.bounds.message_bytes))


def write_any_array(encoder: Encoder, value: np.ndarray[Any, Any], depth: int) -> None:
    if value.dtype.kind in "biufcUS" and value.dtype.itemsize <= 10**7:
        write_array(encoder, value, depth)
    else:
        write_reference(encoder, encoder.references.describe(value), depth)


def write_scalar(encoder: Encoder, value: np.generic) -> None:
    array = np.asarray(value)
    place = encoder.begin(array, 0)  # never changed; it keeps the decoder's order
    encoder.end(place or 0, encoder.nodes, len(encoder.out))
    write_block(encoder, wire.SCALAR, block_of_array(array, encoder.bounds.message_bytes))


def write_tensor(encoder: Encoder, value: torch.Tensor, depth: int) -> None:
    description = encoder.references.describe_tensor(value)
    if description is not None:
        write_reference(encoder, description, depth)
        return
    plain = plain_tensor(value)
    write_plain_tensor(encoder, value if type(value) is torch.Tensor and plain.layout is value.layout else plain, depth)


@mutable
def write_plain_tensor(encoder: Encoder, value: torch.Tensor, depth: int) -> None:
    write_block(encoder, wire.TENSOR, block_of_tensor(plain_tensor(value), encoder.bounds.message_bytes))


def write_block(encoder: Encoder, tag: bytes, block: Block) -> None:
    dtype, shape, raw = block
    name = dtype.encode()
    encoder.out += tag + struct.pack("<BB", len(name), len(shape)) + name
    encoder.out += struct.pack(f"<{len(shape)}QQ", *shape, len(raw)) + raw
    encoder.count(0, 0)


def write_reference(encoder: Encoder, description: Any, depth: int) -> None:
    encoder.out += wire.REFERENCE
    encoder.write(description, depth + 1)


def write_parts(tag: bytes, parts: Callable[[Any], tuple[Any, ...]]) -> Callable[[Encoder, Any, int], None]:
    def write(encoder: Encoder, value: Any, depth: int) -> None:
        encoder.out += tag
        encoder.write(parts(value), depth + 1)

    return write


def write_type(encoder: Encoder, value: type, depth: int) -> None:
    if BUILTIN_TYPES.get(value.__name__) is value:
        encoder.out += wire.BUILTIN_TYPE
        write_str(encoder, value.__name__, depth)
    else:
        write_reference(encoder, encoder.references.describe(value), depth)


def constant(tag: bytes) -> Callable[[Encoder, Any, int], None]:
    def write(encoder: Encoder, value: Any, depth: int) -> None:
        encoder.out += tag

    return write


def sequence(tag: bytes) -> Callable[[Encoder, Any, int], None]:
    return lambda encoder, value, depth: write_items(encoder, tag, value, len(value), depth)


WRITERS: dict[type, Callable[[Encoder, Any, int], None]] = {
    type(None): constant(wire.NONE),
    type(Ellipsis): constant(wire.ELLIPSIS),
    bool: lambda encoder, value, depth: encoder.out.extend(wire.TRUE if value else wire.FALSE),
    int: write_int,
    float: lambda encoder, value, depth: encoder.out.extend(wire.FLOAT + struct.pack("<d", value)),
    complex: write_complex,
    str: write_str,
    bytes: write_bytes,
    list: write_list,
    tuple: sequence(wire.TUPLE),
    frozenset: sequence(wire.FROZENSET),
    set: write_set,
    dict: write_dict,
    type: write_type,
    slice: write_parts(wire.SLICE, lambda value: (value.start, value.stop, value.step)),
    range: write_parts(wire.RANGE, lambda value: (value.start, value.stop, value.step)),
    torch.Size: write_parts(wire.SHAPE, tuple),
    torch.dtype: write_parts(wire.TORCH_DTYPE, lambda value: (str(value).removeprefix("torch."),)),
    torch.device: write_parts(wire.DEVICE, lambda value: (value.type, value.index)),
    np.ndarray: write_any_array,
    torch.Tensor: write_tensor,
    torch.nn.Parameter: write_tensor,
}
