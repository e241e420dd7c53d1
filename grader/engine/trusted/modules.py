"""A student's `nn.Module`, seen from a test.

The proxy is a real `nn.Module` whose parameters and buffers are mirrored by value under their own names, so that
`parameters`, `state_dict`, `load_state_dict`, `train`, optimizers and `isinstance` are torch's own; only calling it
goes to the student's process. What either end changes reaches the other with the next message (`graphs`).

A hook would have to run in the middle of the student's forward pass, in the other process: it is refused, with a
message for the author of the test.
"""

from __future__ import annotations

from typing import Any, NoReturn

import torch

from grader.engine.both.kinds import Request
from grader.engine.trusted.line import Line
from grader.engine.trusted.proxies import StudentClass


class HookError(TypeError):
    """A test asked for something that cannot be split between two processes."""


class StudentModule(torch.nn.Module, metaclass=StudentClass):
    """A student's module; `_line` and `_number` say where it really is."""

    _special: frozenset[str] = frozenset()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._line.request(Request.CALL, self, arguments, named)

    def forward(self, *arguments: Any, **named: Any) -> Any:
        return self._line.request(Request.CALL, self._line.request(Request.GETATTR, self, "forward"), arguments, named)

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            if name.startswith("__"):
                raise
            return self.__dict__["_line"].request(Request.GETATTR, self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        own = self.__dict__
        registered = name in own["_parameters"] or name in own["_buffers"]
        if registered or name == "training" or isinstance(value, (torch.nn.Parameter, torch.nn.Module)):
            super().__setattr__(name, value)
        else:
            own["_line"].request(Request.SETATTR, self, name, value)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self._line.request(Request.OPERATOR, "deepcopy", self)

    def __repr__(self) -> str:
        return str(self._line.request(Request.OPERATOR, "repr", self))

    def _refuse_hook(self, *arguments: Any, **named: Any) -> NoReturn:  # noqa: ARG002 -- any hook
        raise HookError(
            "hooks on a student's module cannot be graded: the module runs in another process. "
            "Test what the module returns, or its parameters, instead."
        )

    register_forward_hook = register_forward_pre_hook = _refuse_hook
    register_full_backward_hook = register_full_backward_pre_hook = register_backward_hook = _refuse_hook


def library_class(name: str) -> type[torch.nn.Module] | None:
    """Return `torch.nn.<name>` when it is a module class, so that `isinstance(layer, nn.Linear)` holds."""
    found = torch.nn.__dict__.get(name)
    if isinstance(found, type) and issubclass(found, torch.nn.Module) and found is not torch.nn.Module:
        return found
    return None


def build(line: Line, kind: type, number: int, training: bool, parts: tuple[Any, Any, Any]) -> Any:
    """Build the proxy of one module from its description.

    Args:
        line: leads to the student's process.
        kind: the proxy class made for the module's class.
        number: the module's number.
        training: its training flag.
        parts: named parameters, named buffers with their persistence, named children.
    """
    module: Any = kind.__new__(kind)  # type: ignore[call-overload]
    torch.nn.Module.__init__(module)
    module.__dict__.update(_line=line, _number=number, training=training)
    parameters, buffers, children = parts
    for name, tensor in parameters:
        module._parameters[name] = tensor
    for name, tensor, persistent in buffers:
        module._buffers[name] = tensor
        if not persistent:
            module._non_persistent_buffers_set.add(name)
    for name, child in children:
        module._modules[name] = child
    return module
