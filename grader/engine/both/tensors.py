"""Tensors that both ends hold: what tells that one was changed, and how new numbers are put into it."""

from __future__ import annotations

from typing import Any

import torch


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
    """Return what tells whether a tensor was changed: version, storage, flag, gradient."""
    return (tensor._version, tensor.data_ptr(), tensor.requires_grad, *grad_state(tensor))


def grad_state(tensor: torch.Tensor) -> tuple[Any, ...]:
    """Return what tells whether a tensor's gradient was changed; only leaves have one."""
    grad = tensor.grad if tensor.is_leaf else None
    return (None,) if grad is None else (id(grad), grad._version)


def detached(tensor: torch.Tensor | None) -> torch.Tensor | None:
    return None if tensor is None else tensor.detach()
