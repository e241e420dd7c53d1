# ruff: noqa: ANN401, ARG001 -- an item of an array can be of any type; readers share a signature
"""Arrays and tensors as bytes and back: a dtype out of a fixed list, a shape, and the raw numbers (see `codec`).

Threat: a block whose dtype holds objects, whose shape does not fit its bytes, or whose bits are no value of the dtype.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from grader.engine.wire.codec import NUMPY_DTYPE, TORCH_DTYPES, CodecError

if TYPE_CHECKING:
    from grader.engine.wire.decoder import Decoder
    from grader.engine.wire.encoder import Encoder

HIGHEST_CODE_POINT = 0x10FFFF


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
