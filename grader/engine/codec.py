# ruff: noqa: ANN401, ARG001, ARG002, ARG005 -- values of any type are this module's business; readers and writers share a signature
"""Plain values as bytes and back, for a peer that is not trusted.

Threat: a value that comes out of a student's process must not be able to run code, to lie about itself, or to use
up the grader's memory. So nothing is unpickled, and decoding can build only the exact types listed here: an
`ndarray` or `Tensor` subclass whose `==` always says yes arrives as a plain array, and an object array does not
arrive at all. Depth, number of nodes and number of bytes are counted while encoding and while decoding.

A value that has no plain form (a function, an instance of a student's class) travels as a *reference*: a plain
description that the two ends give a meaning to through the `References` they hand to `Encoder` and `Decoder`.

Layout: one tag byte, then a payload; numbers are little-endian, sizes are unsigned 32-bit (64-bit for arrays).
"""

from __future__ import annotations

import math
import re
import struct
from array import array
from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
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
HIGHEST_CODE_POINT = 0x10FFFF


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

    def resolve(self, description: Any) -> Any:
        """Return the object a description stands for; raise `CodecError` when there is none."""


class PlainOnly:
    """References for messages that hold plain data only."""

    def describe(self, value: Any) -> Any:
        raise TypeError(f"a value of type {type(value).__name__} has no plain form")

    def describe_tensor(self, tensor: torch.Tensor) -> Any:
        return None

    def resolve(self, description: Any) -> Any:
        raise CodecError("a reference where only plain data may be")


def encode(value: Any, references: References | None = None, bounds: Bounds | None = None) -> bytearray:
    """Return `value` as bytes.

    Raises:
        CodecError: when the value is too deep, too large, or of a type that may not travel.
    """
    return Encoder(references, bounds).encode(value)


def decode(data: Buffer, references: References | None = None, bounds: Bounds | None = None) -> Any:
    """Return the value that `data` holds.

    Raises:
        CodecError: for anything that `encode` would not have written.
    """
    return Decoder(references, bounds).decode(data)


class Encoder:
    """Encodes one message; `mutables` lists what was met that can change in place, in order of first bytes."""

    def __init__(self, references: References | None = None, bounds: Bounds | None = None) -> None:
        self.references = references or PlainOnly()
        self.bounds = bounds or Bounds()
        self.out = bytearray()
        self.nodes = 0
        self.mutables: list[Any] = []

    def encode(self, value: Any) -> bytearray:
        try:
            self.write(value, 0)
        except (TypeError, RecursionError) as error:
            raise CodecError(str(error) or "the value is nested too deeply") from error
        return self.out

    def count(self, nodes: int, depth: int) -> None:
        self.nodes += nodes
        if depth > self.bounds.depth:
            raise CodecError(f"the value is nested more than {self.bounds.depth} levels deep (or contains itself)")
        if self.nodes > self.bounds.nodes or len(self.out) > self.bounds.message_bytes:
            raise CodecError("the value is too large to travel between student code and tests")

    def write(self, value: Any, depth: int) -> None:
        self.count(1, depth)
        kind = type(value)
        writer = WRITERS.get(kind)
        if writer is not None:
            writer(self, value, depth)
        elif isinstance(value, torch.Tensor):
            write_tensor(self, value, depth)
        elif isinstance(value, np.ndarray) and value.dtype.kind in "biufcUS" and value.dtype.itemsize <= 10**7:
            write_ndarray(self, b"a", value)
        elif isinstance(value, np.generic) and value.dtype.kind in "biufcUS":
            write_ndarray(self, b"g", np.asarray(value))
        elif isinstance(value, tuple) and field_names(kind):
            write_named(self, value, depth)
        elif (base := plain_base(kind)) is not None:
            WRITERS[base](self, value, depth)
        else:
            self.out += b"h"
            self.write(self.references.describe(value), depth + 1)


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
        encoder.out += b"i" + struct.pack("<q", value)
    else:
        raw = int(value).to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
        encoder.out += b"I" + size_of(encoder, len(raw)) + raw


def write_str(encoder: Encoder, value: str, depth: int) -> None:
    raw = value.encode("utf-8", "surrogatepass")
    encoder.out += b"s" + size_of(encoder, len(raw)) + raw


def write_bytes(encoder: Encoder, value: bytes, depth: int) -> None:
    encoder.out += b"b" + size_of(encoder, len(value)) + value


def write_items(encoder: Encoder, tag: bytes, items: Iterable[Any], size: int, depth: int) -> None:
    encoder.out += tag + size_of(encoder, size)
    for item in items:
        encoder.write(item, depth + 1)


def write_list(encoder: Encoder, value: list[Any], depth: int) -> None:
    encoder.mutables.append(value)
    # Long lists of numbers are common in courses; packing them avoids a call per number.
    kinds = set(map(type, value)) if len(value) > 8 else set()
    if kinds == {float}:
        encoder.count(len(value), depth)
        encoder.out += b"p" + size_of(encoder, len(value)) + array("d", value).tobytes()
    elif kinds == {int} and -(2**63) <= min(value) <= max(value) < 2**63:
        encoder.count(len(value), depth)
        encoder.out += b"P" + size_of(encoder, len(value)) + array("q", value).tobytes()
    else:
        write_items(encoder, b"l", value, len(value), depth)


def write_set(encoder: Encoder, value: set[Any], depth: int) -> None:
    encoder.mutables.append(value)
    write_items(encoder, b"e", value, len(value), depth)


def write_dict(encoder: Encoder, value: dict[Any, Any], depth: int) -> None:
    encoder.mutables.append(value)
    encoder.out += b"d" + size_of(encoder, len(value))
    for key, item in dict.items(value):
        encoder.write(key, depth + 1)
        encoder.write(item, depth + 1)


def write_named(encoder: Encoder, value: tuple[Any, ...], depth: int) -> None:
    names = field_names(type(value)) or ()
    encoder.out += b"n"
    encoder.write((type(value).__name__, tuple(names), tuple(tuple.__iter__(value))), depth + 1)


def write_ndarray(encoder: Encoder, tag: bytes, value: np.ndarray[Any, Any]) -> None:
    encoder.mutables.append(value)
    base = np.ndarray.view(value, np.ndarray)
    if base.dtype.kind in "fc" and base.dtype.itemsize > (8 if base.dtype.kind == "f" else 16):
        base = base.astype(np.float64 if base.dtype.kind == "f" else np.complex128)
    if base.dtype.kind == "c" and not base.dtype.isnative:
        base = base.astype(base.dtype.newbyteorder("="))
    if base.dtype.itemsize == 0:  # np.empty(0, "U0"): NumPy itself makes it one character wide
        base = base.astype(base.dtype.kind + "1")
    if base.nbytes > encoder.bounds.message_bytes:
        raise CodecError(f"an array of {base.nbytes >> 20} MiB is too large to travel")
    write_block(encoder, tag, base.dtype.str, base.shape, base.tobytes())


def write_tensor(encoder: Encoder, value: torch.Tensor, depth: int) -> None:
    description = encoder.references.describe_tensor(value)
    if description is not None:
        encoder.out += b"h"
        encoder.write(description, depth + 1)
        return
    with torch._C.DisableTorchFunctionSubclass():
        plain = value.detach()
        if plain.layout is not torch.strided or plain.is_quantized:
            plain = plain.dequantize() if plain.is_quantized else plain.to_dense()
        if plain.device.type == "meta":
            raise CodecError("a tensor on the meta device has no numbers to send")
        if type(plain) is not torch.Tensor:
            plain = plain.as_subclass(torch.Tensor)
        encoder.mutables.append(plain)
        plain = plain.cpu().resolve_conj().resolve_neg().contiguous()
        name = str(plain.dtype).removeprefix("torch.")
        if name not in TORCH_DTYPES:
            raise CodecError(f"tensors of dtype {name} do not travel between student code and tests")
        if plain.nbytes > encoder.bounds.message_bytes:
            raise CodecError(f"a tensor of {plain.nbytes >> 20} MiB is too large to travel")
        raw = plain.reshape(-1).view(torch.uint8).numpy().tobytes() if plain.numel() else b""
    write_block(encoder, b"x", name, tuple(plain.shape), raw)


def write_block(encoder: Encoder, tag: bytes, dtype: str, shape: tuple[int, ...], raw: bytes) -> None:
    name = dtype.encode()
    encoder.out += tag + struct.pack("<BB", len(name), len(shape)) + name
    encoder.out += struct.pack(f"<{len(shape)}QQ", *shape, len(raw)) + raw
    encoder.count(0, 0)


def write_parts(tag: bytes, parts: Callable[[Any], tuple[Any, ...]]) -> Callable[[Encoder, Any, int], None]:
    def write(encoder: Encoder, value: Any, depth: int) -> None:
        encoder.out += tag
        encoder.write(parts(value), depth + 1)

    return write


def write_type(encoder: Encoder, value: type, depth: int) -> None:
    if BUILTIN_TYPES.get(value.__name__) is value:
        encoder.out += b"Q"
        write_str(encoder, value.__name__, depth)
    else:
        encoder.out += b"h"
        encoder.write(encoder.references.describe(value), depth + 1)


def constant(tag: bytes) -> Callable[[Encoder, Any, int], None]:
    def write(encoder: Encoder, value: Any, depth: int) -> None:
        encoder.out += tag

    return write


def sequence(tag: bytes) -> Callable[[Encoder, Any, int], None]:
    return lambda encoder, value, depth: write_items(encoder, tag, value, len(value), depth)


WRITERS: dict[type, Callable[[Encoder, Any, int], None]] = {
    type(None): constant(b"N"),
    type(Ellipsis): constant(b"."),
    bool: lambda encoder, value, depth: constant(b"T" if value else b"F")(encoder, value, depth),
    int: write_int,
    float: lambda encoder, value, depth: encoder.out.extend(b"f" + struct.pack("<d", value)),
    complex: lambda encoder, value, depth: encoder.out.extend(b"c" + struct.pack("<dd", value.real, value.imag)),
    str: write_str,
    bytes: write_bytes,
    list: write_list,
    tuple: sequence(b"t"),
    frozenset: sequence(b"z"),
    set: write_set,
    dict: write_dict,
    type: write_type,
    slice: write_parts(b"/", lambda value: (value.start, value.stop, value.step)),
    range: write_parts(b"r", lambda value: (value.start, value.stop, value.step)),
    torch.Size: write_parts(b"Z", tuple),
    torch.dtype: write_parts(b"y", lambda value: (str(value).removeprefix("torch."),)),
    torch.device: write_parts(b"v", lambda value: (value.type, value.index)),
    torch.Tensor: write_tensor,
    torch.nn.Parameter: write_tensor,
}


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


def read_block(decoder: Decoder) -> tuple[str, tuple[int, ...], memoryview]:
    name_size, dimensions = decoder.unpack("<BB")
    if dimensions > 32:
        raise CodecError("too many dimensions")
    name = bytes(decoder.take(name_size)).decode("ascii")
    *shape, raw_size = decoder.unpack(f"<{dimensions}QQ")
    if math.prod(extent for extent in shape if extent) > 2**40:
        raise CodecError("an impossible shape")
    return name, tuple(shape), decoder.take(raw_size)


def check_extent(shape: tuple[int, ...], item_bytes: int, raw: memoryview) -> None:
    if math.prod(shape) * item_bytes != len(raw):
        raise CodecError("an array's shape does not fit its bytes")


def check_bits(kind: str, raw: memoryview) -> None:
    """Refuse Booleans that are neither 0 nor 1: they would compare unlike either."""
    if kind in ("b", "bool") and len(raw) and np.frombuffer(raw, np.uint8).max() > 1:
        raise CodecError("a Boolean that is neither 0 nor 1")


def read_array(decoder: Decoder, depth: int) -> np.ndarray[Any, Any]:
    name, shape, raw = read_block(decoder)
    if not NUMPY_DTYPE.match(name):
        raise CodecError("a NumPy dtype that may not travel")
    dtype = np.dtype(name)
    check_extent(shape, dtype.itemsize, raw)
    check_bits(dtype.kind, raw)
    if dtype.kind == "U" and len(raw):
        points = np.frombuffer(raw, dtype.byteorder.replace("|", "=") + "u4")
        if points.max() > HIGHEST_CODE_POINT:
            raise CodecError("text that is not Unicode")
    value = np.frombuffer(raw, dtype).reshape(shape).copy()
    decoder.mutables.append((value, raw))
    return value


def read_numpy_scalar(decoder: Decoder, depth: int) -> Any:
    value = read_array(decoder, depth)
    if value.ndim:
        raise CodecError("a scalar with dimensions")
    return value[()]


def read_tensor(decoder: Decoder, depth: int) -> torch.Tensor:
    name, shape, raw = read_block(decoder)
    dtype = TORCH_DTYPES.get(name)
    if dtype is None:
        raise CodecError("a torch dtype that may not travel")
    check_extent(shape, dtype.itemsize, raw)
    check_bits(name, raw)
    if len(raw):
        value = torch.frombuffer(bytearray(raw), dtype=dtype).reshape(shape)
    else:
        value = torch.empty(shape, dtype=dtype)
    decoder.mutables.append((value, raw))
    return value


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
    if bytes(decoder.take(1)) != b"s":
        raise CodecError("a name is not text")
    return bytes(decoder.take(decoder.size())).decode("utf-8", "surrogatepass")


def read_big_int(decoder: Decoder, depth: int) -> int:
    return int.from_bytes(decoder.take(decoder.size()), "little", signed=True)


READERS: dict[int, Callable[[Decoder, int], Any]] = {
    ord("N"): lambda decoder, depth: None,
    ord("."): lambda decoder, depth: Ellipsis,
    ord("T"): lambda decoder, depth: True,
    ord("F"): lambda decoder, depth: False,
    ord("i"): lambda decoder, depth: decoder.unpack("<q")[0],
    ord("I"): read_big_int,
    ord("f"): lambda decoder, depth: decoder.unpack("<d")[0],
    ord("c"): lambda decoder, depth: complex(*decoder.unpack("<dd")),
    ord("s"): lambda decoder, depth: bytes(decoder.take(decoder.size())).decode("utf-8", "surrogatepass"),
    ord("b"): lambda decoder, depth: bytes(decoder.take(decoder.size())),
    ord("l"): read_list,
    ord("p"): read_packed("d"),
    ord("P"): read_packed("q"),
    ord("t"): read_tuple,
    ord("z"): read_frozenset,
    ord("e"): read_set,
    ord("d"): read_dict,
    ord("Q"): read_type,
    ord("/"): read_slice,
    ord("r"): read_range,
    ord("Z"): read_size,
    ord("y"): read_torch_dtype,
    ord("v"): read_device,
    ord("a"): read_array,
    ord("g"): read_numpy_scalar,
    ord("x"): read_tensor,
    ord("n"): read_named,
    ord("h"): lambda decoder, depth: decoder.references.resolve(decoder.read(depth + 1)),
}
