# ruff: noqa: ANN401 -- an optimizer's state is nested plain data
"""Optimizers across the line: a test hands `torch.optim.Adam(model.parameters())` to a student's training step.

The student's process gets a twin on its own tensors; the state travels there with the call and back with the answer.

Threat: a state made by student code. It is loaded only where it has the shape of the optimizer's own: plain numbers,
and tensors of the parameters' shapes.
"""

from __future__ import annotations

from typing import Any

import torch

PLAIN = (bool, int, float, type(None), torch.Tensor)
Described = tuple[str, int, str, tuple[tuple[torch.Tensor, ...], ...], dict[str, Any]]


def describe(number: int, optimizer: torch.optim.Optimizer) -> Described:
    """Return the description of one of torch's own optimizers; raises `TypeError` for a class that both ends lack."""
    name = type(optimizer).__name__
    if getattr(torch.optim, name, None) is not type(optimizer):
        raise TypeError(f"an optimizer of class {name} stays with the test; only those of torch.optim can be passed on")
    groups = tuple(tuple(group["params"]) for group in optimizer.param_groups)
    return ("optimizer", number, name, groups, optimizer.state_dict())


def twin(known: torch.optim.Optimizer | None, name: str, groups: Any, state: dict[str, Any]) -> torch.optim.Optimizer:
    """Return the student's end of a described optimizer, made at its first use."""
    made: torch.optim.Optimizer = known or getattr(torch.optim, name)([{"params": list(group)} for group in groups])
    made.load_state_dict(state)
    return made


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
