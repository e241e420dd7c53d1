# ruff: noqa: ANN401 -- a module's attributes are of many types
"""A test's own `nn.Module`, made of `torch.nn`'s, in the hands of student code: `train(nn.Linear(3, 1), X, y)`.

The student's process gets a twin whose parameters and buffers are the test's, as arguments are: what student code
does to their numbers and gradients comes back with the answer, and so do the flags of training and of freezing. A
twin with another layer put in is no longer the test's module, and comes back as the student's.

Threat: flags made by student code. They are taken over only where they are flags, one for each parameter.
"""

from __future__ import annotations

from typing import Any

from torch import nn

from grader.engine.trusted.modules import StudentModule, library_class
from grader.engine.trusted.optimizers import is_plain

PARTS = ("_parameters", "_buffers", "_modules")
# What every module has, and what a recurrent one keeps of its weights, is not copied but made anew.
COMMON = frozenset(vars(nn.Module())) | {"_flat_weights", "_flat_weight_refs"}


def can_travel(module: nn.Module) -> bool:
    """Return whether the student's process can make the same: classes of `torch.nn`, plain settings, no hooks."""
    if isinstance(module, StudentModule):
        return True
    hooks = any(value for name, value in vars(module).items() if name.endswith("_hooks"))
    known = library_class(type(module).__name__) is type(module)
    return known and not hooks and is_plain(settings(module)) and all(map(can_travel, module.children()))


def settings(module: nn.Module) -> dict[str, Any]:
    """Return what the constructor set: `in_features`, `kernel_size` and the like."""
    return {name: value for name, value in vars(module).items() if name not in COMMON}


def describe(number: int, module: nn.Module) -> tuple[Any, ...]:
    """Return the description of a module that can travel; its parts are described in their turn."""
    private = frozenset(module._non_persistent_buffers_set)
    parts = tuple(tuple(vars(module)[part].items()) for part in PARTS)
    frozen = tuple(tensor is not None and not tensor.requires_grad for tensor in module._parameters.values())
    return ("own module", number, type(module).__name__, settings(module), module.training, parts, private, frozen)


def twin(
    known: nn.Module | None,
    name: str,
    own: dict[str, Any],
    training: bool,
    parts: tuple[tuple[tuple[str, Any], ...], ...],
    private: frozenset[str],
    frozen: tuple[bool, ...],
) -> nn.Module:
    """Return the student's end of a described module, made at its first use."""
    module: nn.Module = known if known is not None else object.__new__(getattr(nn, name))
    if known is None:
        nn.Module.__init__(module)
    vars(module).update(own, training=training, _non_persistent_buffers_set=set(private))
    for part, named in zip(PARTS, parts, strict=True):
        vars(module)[part].clear()
        vars(module)[part].update(named)
    for (key, tensor), still in zip(parts[0], frozen, strict=True):
        if still:
            module._parameters[key] = nn.Parameter(tensor, requires_grad=False)
    if isinstance(module, nn.RNNBase):
        module._init_flat_weights()
    vars(module)["_given"] = content(module)
    return module


def content(module: nn.Module) -> tuple[Any, ...]:
    return tuple(tuple(vars(module)[part].items()) for part in PARTS[::2])


def is_given(module: nn.Module) -> bool:
    """Return whether the student's end still has the layers and parameters that it came with."""
    before, now = vars(module)["_given"], content(module)
    return all(
        len(a) == len(b) and all(x[0] == y[0] and x[1] is y[1] for x, y in zip(a, b, strict=True))
        for a, b in zip(before, now, strict=True)
    ) and all(is_given(child) for child in module._modules.values() if child is not None and "_given" in vars(child))


def state(module: nn.Module) -> tuple[bool, tuple[bool, ...]]:
    """Return the flags: training, and `requires_grad` of each parameter."""
    return module.training, tuple(tensor.requires_grad for tensor in module._parameters.values() if tensor is not None)


def load(module: nn.Module, flags: Any) -> None:
    """Take over flags that student code may have made; raises `ValueError` where they do not fit."""
    training, wanted = flags
    tensors = [tensor for tensor in module._parameters.values() if tensor is not None]
    if type(training) is not bool or len(wanted) != len(tensors) or not all(type(flag) is bool for flag in wanted):
        raise ValueError("flags of a module that do not fit")
    module.training = training
    for tensor, flag in zip(tensors, wanted, strict=True):
        tensor.requires_grad_(flag)
