"""Tensors that both ends hold: what tells that one was changed, and how new numbers are put into it."""

from __future__ import annotations

import zlib
from typing import Any

import torch

SMALL = 1 << 16  # bytes


def numbers_of(tensor: torch.Tensor) -> bytes:
    """Return the numbers of a dense tensor without a graph, on the CPU, in C order."""
    flat = tensor.resolve_conj().resolve_neg().contiguous().reshape(-1)
    # A single number counts as contiguous with any stride, as in table[:, -1] with one row, but has bytes only with 1.
    return flat.as_strided(flat.shape, (1,)).view(torch.uint8).numpy().tobytes()


def write(tensor: torch.Tensor, value: torch.Tensor | None) -> None:
    """Put new numbers into a tensor, changing its dtype or shape where they differ; None leaves it as it is."""
    if value is None:
        return
    if value.shape == tensor.shape and value.dtype == tensor.dtype:
        with torch.no_grad():
            tensor.copy_(value)
    else:
        tensor.data = value


def state_of(tensor: torch.Tensor) -> tuple[Any, ...]:
    """Return what tells whether a tensor was changed: (version, storage, checksum), flag, gradient."""
    numbers = (tensor._version, tensor.data_ptr(), checksum(tensor))
    return (numbers, tensor.requires_grad, *grad_state(tensor))


def checksum(tensor: torch.Tensor) -> int:
    """Return a checksum of a small tensor that is not learned; 0 for others.

    Its version does not tell that batch norm wrote new running statistics, or that NumPy wrote into its memory.
    """
    if tensor.requires_grad or tensor.nbytes > SMALL or not tensor.nbytes or tensor.layout is not torch.strided:
        return 0
    try:
        return zlib.crc32(tensor.numpy().data)  # a quarter of the time; it is asked for at every message
    except (TypeError, BufferError, RuntimeError):  # a dtype NumPy has not, strides, a GPU
        return zlib.crc32(numbers_of(tensor.detach().cpu()))


def grad_state(tensor: torch.Tensor) -> tuple[Any, ...]:
    """Return what tells whether a tensor's gradient was changed; only leaves have one."""
    grad = tensor.grad if tensor.is_leaf else None
    return (None,) if grad is None else (id(grad), grad._version)


def detached(tensor: torch.Tensor | None) -> torch.Tensor | None:
    return None if tensor is None else tensor.detach()
