"""Arrays and tensors as blocks and back: a dtype out of a fixed list, a shape, and the raw numbers (see `codec`).

Threat: a block whose dtype holds objects, whose shape does not fit its bytes, or whose bits are no value of the dtype.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import torch

from grader.engine.both.tensors import numbers_of
from grader.engine.wire.codec import NUMPY_DTYPE, TORCH_DTYPES, Buffer, CodecError

HIGHEST_CODE_POINT = 0x10FFFF


class Block(NamedTuple):
    """The numbers of an array or a tensor, in C order."""

    dtype: str
    shape: tuple[int, ...]
    raw: Buffer


# -- there --------------------------------------------------------------------------------------------------------


def block_of_array(value: np.ndarray[Any, Any], most_bytes: int) -> Block:
    """Return an array's numbers; raises `CodecError` where they are more than `most_bytes`."""
    base = np.ndarray.view(value, np.ndarray)
    if base.dtype.kind in "fc" and base.dtype.itemsize > (8 if base.dtype.kind == "f" else 16):
        base = base.astype(np.float64 if base.dtype.kind == "f" else np.complex128)
    if base.dtype.kind == "c" and not base.dtype.isnative:
        base = base.astype(base.dtype.newbyteorder("="))
    if base.dtype.itemsize == 0:  # np.empty(0, "U0"): NumPy itself makes it one character wide
        base = base.astype(base.dtype.kind + "1")
    if base.nbytes > most_bytes:
        raise CodecError(f"an array of {base.nbytes >> 20} MiB is too large to travel")
    return Block(base.dtype.str, base.shape, base.tobytes())


def plain_tensor(value: torch.Tensor) -> torch.Tensor:
    """Return a tensor's numbers without graph or subclass, dense; in the same storage where it is dense already."""
    with torch._C.DisableTorchFunctionSubclass():
        plain = value.detach()
        if plain.layout is not torch.strided or plain.is_quantized:
            plain = plain.dequantize() if plain.is_quantized else plain.to_dense()
        if plain.device.type == "meta":
            raise CodecError("a tensor on the meta device has no numbers to send")
        return plain if type(plain) is torch.Tensor else plain.as_subclass(torch.Tensor)


def block_of_tensor(plain: torch.Tensor, most_bytes: int) -> Block:
    """Return the numbers of what `plain_tensor` returned; raises `CodecError` where they may not travel."""
    with torch._C.DisableTorchFunctionSubclass():
        plain = plain.cpu().resolve_conj().resolve_neg().contiguous()
        name = str(plain.dtype).removeprefix("torch.")
        if name not in TORCH_DTYPES:
            raise CodecError(f"tensors of dtype {name} do not travel between student code and tests")
        if plain.nbytes > most_bytes:
            raise CodecError(f"a tensor of {plain.nbytes >> 20} MiB is too large to travel")
        return Block(name, tuple(plain.shape), numbers_of(plain))


# -- and back -----------------------------------------------------------------------------------------------------


def array_of_block(block: Block) -> np.ndarray[Any, Any]:
    """Return the array that a block of a peer's holds; raises `CodecError` where it is none."""
    name, shape, raw = block
    if not NUMPY_DTYPE.match(name):
        raise CodecError("a NumPy dtype that may not travel")
    dtype = np.dtype(name)
    check_extent(shape, dtype.itemsize, raw)
    check_bits(dtype.kind, raw)
    if dtype.kind == "U" and len(raw):
        points = np.frombuffer(raw, dtype.byteorder.replace("|", "=") + "u4")
        if points.max() > HIGHEST_CODE_POINT:
            raise CodecError("text that is not Unicode")
    return np.frombuffer(raw, dtype).reshape(shape).copy()


def tensor_of_block(block: Block) -> torch.Tensor:
    """Return the tensor that a block of a peer's holds; raises `CodecError` where it is none."""
    name, shape, raw = block
    dtype = TORCH_DTYPES.get(name)
    if dtype is None:
        raise CodecError("a torch dtype that may not travel")
    check_extent(shape, dtype.itemsize, raw)
    check_bits(name, raw)
    if not len(raw):
        return torch.empty(shape, dtype=dtype)
    return torch.frombuffer(bytearray(raw), dtype=dtype).reshape(shape)


def check_extent(shape: tuple[int, ...], item_bytes: int, raw: Buffer) -> None:
    if math.prod(shape) * item_bytes != len(raw):
        raise CodecError("an array's shape does not fit its bytes")


def check_bits(kind: str, raw: Buffer) -> None:
    """Refuse Booleans that are neither 0 nor 1: they would compare unlike either."""
    if kind in ("b", "bool") and len(raw) and np.frombuffer(raw, np.uint8).max() > 1:
        raise CodecError("a Boolean that is neither 0 nor 1")
