"""A test's own modules, optimizers and schedules in the hands of student code: `train(nn.Linear(3, 1), X, y)`.

The student's process gets a twin of each (`student.twins`). The parameters and buffers of a module are the test's, as
arguments are: what student code does to their numbers and gradients comes back with the answer, and so do the flags of
training and of freezing. The state of an optimizer, or of a schedule of its rate, travels there with the call and back
with the answer. A twin with another layer put in is no longer the test's module, and comes back as the student's.

Threat: flags and states made by student code. Flags are taken over only where they are flags, one for each parameter;
a state only where it has the shape of the test's own: plain numbers, and tensors of the parameters' shapes.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer, lr_scheduler
from torch.optim.lr_scheduler import LRScheduler

from grader.engine.both.kinds import MODULE_PARTS, Lent, Ours
from grader.engine.trusted.modules import StudentModule, library_class

PLAIN = (bool, int, float, str, type(None), torch.Tensor)
# What every module has, and what a recurrent one keeps of its weights, is not copied but made anew.
COMMON = frozenset(vars(nn.Module())) | {"_flat_weights", "_flat_weight_refs"}


def can_travel(value: Any) -> bool:
    """Return whether a twin can be made; of a module outside `torch.nn`, or with hooks, it cannot."""
    if isinstance(value, nn.Module):
        return can_be_made(value)
    return isinstance(value, (Optimizer, LRScheduler))


def describe(number: int, value: Lent) -> tuple[Any, ...]:
    """Return the description of what can travel; raises `TypeError` for a class that both ends lack."""
    if isinstance(value, nn.Module):
        return describe_module(number, value)
    return describe_optimizer(number, value) if isinstance(value, Optimizer) else describe_schedule(number, value)


def take_over(value: Any, state: Any) -> None:
    """Take over the state of a twin, which student code may have made; raises `ValueError` where it does not fit."""
    if isinstance(value, nn.Module):
        load_flags(value, state)
    elif isinstance(value, LRScheduler):
        load_schedule(value, state)
    elif isinstance(value, Optimizer):
        load_optimizer(value, state)
    else:
        load_attributes(value, state)


# -- modules ------------------------------------------------------------------------------------------------------


def can_be_made(module: nn.Module) -> bool:
    """Return whether the student's process can make the same: classes of `torch.nn`, plain settings, no hooks."""
    if isinstance(module, StudentModule):
        return True
    hooks = any(value for name, value in vars(module).items() if name.endswith("_hooks"))
    known = library_class(type(module).__name__) is type(module)
    return known and not hooks and is_plain(settings(module)) and all(map(can_be_made, module.children()))


def settings(module: nn.Module) -> dict[str, Any]:
    """Return what the constructor set: `in_features`, `kernel_size` and the like."""
    return {name: value for name, value in vars(module).items() if name not in COMMON}


def describe_module(number: int, module: nn.Module) -> tuple[Any, ...]:
    """Return the description of a module; its parts are described in their turn."""
    private = frozenset(module._non_persistent_buffers_set)
    parts = tuple(tuple(vars(module)[part].items()) for part in MODULE_PARTS)
    frozen = tuple(tensor is not None and not tensor.requires_grad for tensor in module._parameters.values())
    return (Ours.MODULE, number, type(module).__name__, settings(module), module.training, parts, private, frozen)


def load_flags(module: nn.Module, flags: Any) -> None:
    training, wanted = flags
    tensors = [tensor for tensor in module._parameters.values() if tensor is not None]
    if type(training) is not bool or len(wanted) != len(tensors) or not all(type(flag) is bool for flag in wanted):
        raise ValueError("flags of a module that do not fit")
    module.training = training
    for tensor, flag in zip(tensors, wanted, strict=True):
        tensor.requires_grad_(flag)


# -- instances of given classes -----------------------------------------------------------------------------------


def load_attributes(value: Any, state: Any) -> None:
    attributes = dict(state)
    if not all(type(name) is str for name in attributes):
        raise ValueError("attributes that do not fit")
    vars(value).clear()
    vars(value).update(attributes)


# -- optimizers ---------------------------------------------------------------------------------------------------


def describe_optimizer(number: int, optimizer: Optimizer) -> tuple[Any, ...]:
    name = type(optimizer).__name__
    if getattr(torch.optim, name, None) is not type(optimizer):
        raise TypeError(f"an optimizer of class {name} stays with the test; only those of torch.optim can be passed on")
    groups = tuple(tuple(group["params"]) for group in optimizer.param_groups)
    return (Ours.OPTIMIZER, number, name, groups, optimizer.state_dict())


def load_optimizer(optimizer: Optimizer, state: Any) -> None:
    shapes = [tensor.shape for group in optimizer.param_groups for tensor in group["params"]]
    groups = optimizer.state_dict()["param_groups"]
    if not is_plain(state) or [set(group) for group in state["param_groups"]] != [set(group) for group in groups]:
        raise ValueError("a state of an optimizer that does not fit")
    for index, kept in state["state"].items():
        fitting = (torch.Size(), shapes[index])
        if any(isinstance(value, torch.Tensor) and value.shape not in fitting for value in kept.values()):
            raise ValueError("a state of an optimizer that does not fit")
    optimizer.load_state_dict(state)


# -- schedules ----------------------------------------------------------------------------------------------------


def describe_schedule(number: int, schedule: LRScheduler) -> tuple[Any, ...]:
    name, state = type(schedule).__name__, schedule.state_dict()
    if getattr(lr_scheduler, name, None) is not type(schedule):
        raise TypeError(
            f"a schedule of class {name} stays with the test; only torch.optim.lr_scheduler's are passed on"
        )
    if "lr_lambdas" in state or "_schedulers" in state or not is_plain(state):
        raise TypeError(f"{name} is made of functions or of other schedules and stays with the test: use another one")
    return (Ours.SCHEDULE, number, name, schedule.optimizer, state)


def load_schedule(schedule: LRScheduler, state: Any) -> None:
    own = schedule.state_dict()
    if not is_plain(state) or set(state) != set(own):
        raise ValueError("a state of a schedule that does not fit")
    schedule.load_state_dict(state)


def is_plain(value: Any) -> bool:
    """Return whether a state is made of numbers, text and tensors alone."""
    if isinstance(value, dict):
        return all(type(key) in (str, int) for key in value) and all(map(is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    return type(value) in PLAIN
