"""Gradients across the line, trusted end: the tensors that a test and the student's process both hold.

The other end, and the three kinds of tensor that take part in autograd, are in `student.graphs`. What either end
changed since it last heard of the other travels with the next message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import torch

from grader.engine.both.kinds import Context, Ours, Request
from grader.engine.both.tensors import detached, state_of, write
from grader.engine.trusted.line import Line
from grader.engine.wire.codec import CodecError


class TrustedGraphs:
    """Tensors of a test, and of the student's process, that take part in autograd; modules with their training flags.

    Args:
        line: leads to the student's process.
        counter: numbers the tokens; functions that a test hands over take theirs from the same one.
    """

    def __init__(self, line: Line, counter: Iterator[int]) -> None:
        self.line, self.counter = line, counter
        self.mirrored: dict[int, torch.Tensor] = {}
        self.numbers: dict[int, int] = {}
        self.seen: dict[int, tuple[Any, ...]] = {}
        self.modules: dict[int, Any] = {}
        self.training: dict[int, bool] = {}
        self.tokens: dict[int, torch.Tensor] = {}
        self.token_numbers: dict[int, int] = {}
        self.results_released: list[int] = []

    def describe(self, tensor: torch.Tensor) -> tuple[Any, ...] | None:
        number = self.numbers.get(id(tensor))
        if number is not None:
            return (Ours.MIRRORED, number)
        if not tensor.requires_grad:
            return None
        token = self.token_numbers.get(id(tensor))
        if token is None:
            token = next(self.counter)
            self.tokens[token], self.token_numbers[id(tensor)] = tensor, token
        grad = detached(tensor.grad) if tensor.is_leaf else None
        return (Ours.TENSOR, token, tensor.detach(), isinstance(tensor, torch.nn.Parameter), grad)

    def mirror(
        self, number: int, value: torch.Tensor, requires_grad: bool, parameter: bool, grad: torch.Tensor | None
    ) -> torch.Tensor:
        """Return the test's twin of a tensor of the student's; raises `CodecError` where there is one already."""
        if number in self.mirrored:
            raise CodecError("a tensor described twice")
        tensor = torch.nn.Parameter(value, requires_grad is True) if parameter is True else value
        tensor.requires_grad_(requires_grad is True)
        tensor.grad = grad
        self.mirrored[number], self.numbers[id(tensor)] = tensor, number
        self.seen[number] = state_of(tensor)
        return tensor

    def add_module(self, number: int, module: Any, named: Iterable[tuple[str, torch.Tensor | None]]) -> None:
        """Follow a module and its mirrored tensors from here on."""
        module.__dict__["_mirrors"] = {name: self.numbers[id(tensor)] for name, tensor in named if tensor is not None}
        self.modules[number] = module
        self.training[number] = module.training

    def changes(self) -> Context:
        """Return what the test changed since its last request."""
        results, self.results_released = self.results_released, []
        training = tuple(
            (number, module.training)
            for number, module in self.modules.items()
            if module.training != self.training.get(number)
        )
        self.training.update(training)
        return Context(results=tuple(results), tensors=self._tensor_changes(), training=training)

    def _tensor_changes(self) -> tuple[Any, ...]:
        for module in self.modules.values():
            self._adopt(module)
        news = []
        for number, tensor in self.mirrored.items():
            state = state_of(tensor)
            if state != self.seen[number]:
                same_numbers = state[0] == self.seen[number][0]
                self.seen[number] = state
                value = None if same_numbers else tensor.detach()
                news.append((number, tensor.requires_grad, value, detached(tensor.grad)))
        return tuple(news)

    def _adopt(self, module: Any) -> None:
        """Follow a test that puts a new tensor in the place of a mirrored one (`to(float64)`, `fc.weight = ...`)."""
        for name, number in module._mirrors.items():
            now = module._parameters.get(name, module._buffers.get(name))
            if now is not None and self.mirrored[number] is not now:
                self.numbers.pop(id(self.mirrored[number]), None)
                self.mirrored[number], self.numbers[id(now)] = now, number

    def result(self, number: int, value: torch.Tensor, leaves: Iterable[torch.Tensor]) -> Any:
        """Return a tensor of the student's with a graph; its gradients are asked for when a backward gets there."""
        return _Result.apply(self, number, value, *leaves)  # type: ignore[no-untyped-call]

    def apply(self, tensors: Any, training: Any) -> None:
        """Take over what student code changed; see `kinds.Effects`."""
        for number, requires_grad, value, grad in tensors:
            tensor = self.mirrored[number]
            write(tensor, value)
            tensor.requires_grad_(requires_grad)
            tensor.grad = grad
            self.seen[number] = state_of(tensor)
        for number, flag in training:
            if number in self.modules:
                self.modules[number].__dict__["training"] = flag is True
                self.training[number] = flag is True

    def forget_arguments(self) -> None:
        """Forget the tensors that belonged to the test cell before."""
        self.tokens.clear()
        self.token_numbers.clear()


class _Result(torch.autograd.Function):
    """Ties a tensor that came from the student's process to the leaves of its graph there."""

    @staticmethod
    def forward(
        ctx: Any, graphs: TrustedGraphs, number: int, value: torch.Tensor, *leaves: torch.Tensor
    ) -> torch.Tensor:
        ctx.line, ctx.number, ctx.leaf_count = graphs.line, number, len(leaves)
        ctx.keep = _Release(graphs, number)
        return value.clone()

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[Any, ...]:
        found = ctx.line.request(Request.BACKWARD, ctx.number, gradients[0])
        if type(found) is not tuple or len(found) != ctx.leaf_count:
            ctx.line.distrust("gradients that do not fit")
        return (None, None, None, *found)


class _Release:
    """Tells the student's process that a graph is no longer needed."""

    def __init__(self, graphs: TrustedGraphs, number: int) -> None:
        self.graphs, self.number = graphs, number

    def __del__(self) -> None:
        self.graphs.results_released.append(self.number)
