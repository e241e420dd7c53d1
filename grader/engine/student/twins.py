"""Twins of a test's own modules, optimizers and schedules, made at their first use from descriptions (`trusted.lent`).

A twin of a module has the test's parameters and buffers, which arrive as arguments do; one of an optimizer works on
this process's tensors. Their state goes back with the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.optim import lr_scheduler
from torch.optim.lr_scheduler import LRScheduler

from grader.engine.both.kinds import MODULE_PARTS, Ours


def optimizer(known: torch.optim.Optimizer | None, name: str, groups: Any, state: Any) -> torch.optim.Optimizer:
    """Return the twin of a described optimizer."""
    made: torch.optim.Optimizer = known or getattr(torch.optim, name)([{"params": list(group)} for group in groups])
    made.load_state_dict(state)
    return made


def schedule(known: LRScheduler | None, name: str, optimizer: torch.optim.Optimizer, state: Any) -> LRScheduler:
    """Return the twin of a described schedule."""
    if known is None:
        # As every schedule does when it is made, this one has the optimizer note its steps; it changes no rate.
        lr_scheduler.ConstantLR(optimizer, factor=1.0, total_iters=0)
        known = object.__new__(getattr(lr_scheduler, name))
        known.__dict__.update(state, optimizer=optimizer)
    known.load_state_dict(dict(state))
    return known


def module(
    known: nn.Module | None,
    name: str,
    settings: dict[str, Any],
    training: bool,
    parts: tuple[tuple[tuple[str, Any], ...], ...],
    private: frozenset[str],
    frozen: tuple[bool, ...],
) -> nn.Module:
    """Return the twin of a described module."""
    made: nn.Module = known if known is not None else object.__new__(getattr(nn, name))
    if known is None:
        nn.Module.__init__(made)
    vars(made).update(settings, training=training, _non_persistent_buffers_set=set(private))
    for part, named in zip(MODULE_PARTS, parts, strict=True):
        vars(made)[part].clear()
        vars(made)[part].update(named)
    for (key, tensor), still in zip(parts[0], frozen, strict=True):
        if still:
            made._parameters[key] = nn.Parameter(tensor, requires_grad=False)
    if isinstance(made, nn.RNNBase):
        made._init_flat_weights()
    vars(made)["_given"] = content(made)
    return made


def instance(known: Any, kind: Any, attributes: tuple[tuple[str, Any], ...]) -> Any:
    """Return the twin of an instance of a class that given code defines, in both processes."""
    made = object.__new__(kind) if known is None else known
    vars(made).clear()
    vars(made).update(attributes)
    return made


def content(module: nn.Module) -> tuple[Any, ...]:
    """Return the parameters and the children of a module by name, without its buffers."""
    return tuple(tuple(vars(module)[part].items()) for part in MODULE_PARTS[::2])


def is_given(module: nn.Module) -> bool:
    """Return whether the twin still has the layers and parameters that it came with."""
    before, now = vars(module)["_given"], content(module)
    return all(
        len(a) == len(b) and all(x[0] == y[0] and x[1] is y[1] for x, y in zip(a, b, strict=True))
        for a, b in zip(before, now, strict=True)
    ) and all(is_given(child) for child in module._modules.values() if child is not None and "_given" in vars(child))


def state(twin: Any) -> Any:
    """Return what goes back: the flags of training and of freezing of a module, attributes, or the state."""
    if isinstance(twin, nn.Module):
        tensors = (tensor for tensor in twin._parameters.values() if tensor is not None)
        return twin.training, tuple(tensor.requires_grad for tensor in tensors)
    return twin.state_dict() if isinstance(twin, (torch.optim.Optimizer, LRScheduler)) else tuple(vars(twin).items())


MAKERS: dict[str, Callable[..., Any]] = {
    Ours.OPTIMIZER: optimizer,
    Ours.SCHEDULE: schedule,
    Ours.MODULE: module,
}
