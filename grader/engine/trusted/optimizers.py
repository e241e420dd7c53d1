# ruff: noqa: ANN401 -- an optimizer's state is nested plain data
"""Optimizers and schedules across the line: a test hands `Adam(model.parameters())`, or a schedule of its rate, over.

The student's process gets a twin on its own tensors; the state travels there with the call and back with the answer.

Threat: a state made by student code. It is loaded only where it has the shape of the test's own: plain numbers, and
tensors of the parameters' shapes.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.optim import lr_scheduler

PLAIN = (bool, int, float, str, type(None), torch.Tensor)
LRScheduler = lr_scheduler.LRScheduler


def describe(number: int, optimizer: torch.optim.Optimizer) -> tuple[Any, ...]:
    """Return the description of one of torch's own optimizers; raises `TypeError` for a class that both ends lack."""
    name = type(optimizer).__name__
    if getattr(torch.optim, name, None) is not type(optimizer):
        raise TypeError(f"an optimizer of class {name} stays with the test; only those of torch.optim can be passed on")
    groups = tuple(tuple(group["params"]) for group in optimizer.param_groups)
    return ("optimizer", number, name, groups, optimizer.state_dict())


def describe_schedule(number: int, schedule: LRScheduler) -> tuple[Any, ...]:
    """Return the description of one of torch's own schedules of the learning rate.

    Raises:
        TypeError: for a class that both ends lack, and for schedules made of functions or of other schedules.
    """
    name, state = type(schedule).__name__, schedule.state_dict()
    if getattr(lr_scheduler, name, None) is not type(schedule):
        raise TypeError(
            f"a schedule of class {name} stays with the test; only torch.optim.lr_scheduler's are passed on"
        )
    if "lr_lambdas" in state or "_schedulers" in state or not is_plain(state):
        raise TypeError(f"{name} is made of functions or of other schedules and stays with the test: use another one")
    return ("schedule", number, name, schedule.optimizer, state)


def twin(known: torch.optim.Optimizer | None, name: str, groups: Any, state: dict[str, Any]) -> torch.optim.Optimizer:
    """Return the student's end of a described optimizer, made at its first use."""
    made: torch.optim.Optimizer = known or getattr(torch.optim, name)([{"params": list(group)} for group in groups])
    made.load_state_dict(state)
    return made


def schedule_twin(
    known: LRScheduler | None, name: str, optimizer: torch.optim.Optimizer, state: dict[str, Any]
) -> LRScheduler:
    """Return the student's end of a described schedule, made at its first use."""
    if known is None:
        # As every schedule does when it is made, this one has the optimizer note its steps; it changes no rate.
        lr_scheduler.ConstantLR(optimizer, factor=1.0, total_iters=0)
        known = object.__new__(getattr(lr_scheduler, name))
        known.__dict__.update(state, optimizer=optimizer)
    known.load_state_dict(dict(state))
    return known


def load_schedule(schedule: LRScheduler, state: Any) -> None:
    """Take over a state that student code may have made; raises `ValueError` where it does not fit."""
    own = schedule.state_dict()
    if not is_plain(state) or set(state) != set(own):
        raise ValueError("a state of a schedule that does not fit")
    schedule.load_state_dict(state)


def load(optimizer: torch.optim.Optimizer, state: Any) -> None:
    """Take over a state that student code may have made; raises `ValueError` where it does not fit."""
    shapes = [tensor.shape for group in optimizer.param_groups for tensor in group["params"]]
    groups = optimizer.state_dict()["param_groups"]
    if not is_plain(state) or [set(group) for group in state["param_groups"]] != [set(group) for group in groups]:
        raise ValueError("a state of an optimizer that does not fit")
    for index, kept in state["state"].items():
        fitting = (torch.Size(), shapes[index])
        if any(isinstance(value, torch.Tensor) and value.shape not in fitting for value in kept.values()):
            raise ValueError("a state of an optimizer that does not fit")
    optimizer.load_state_dict(state)


def is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(key) in (str, int) for key in value) and all(map(is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    return type(value) in PLAIN
