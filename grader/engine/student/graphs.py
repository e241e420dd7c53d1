"""Gradients across the line, student's end: which tensors the tests mirror, and running backward on request.

Three kinds of tensor take part in autograd. A *mirrored* tensor belongs to the student (a parameter, a buffer, a
weight with `requires_grad`); the test holds one tensor per number, and either end sends what changed. An *argument*
belongs to the test; here it is a leaf, one for each of the test's tokens. A *result* has a graph; it travels with its
numbers and the list of its leaves, and the trusted side asks for the gradients when its own backward gets there.
"""

from __future__ import annotations

from typing import Any

import torch

from grader.engine.both.kinds import Context, Theirs
from grader.engine.both.tensors import detached, grad_state, state_of, write


class StudentGraphs:
    """Tensors of the student's process that take part in autograd."""

    def __init__(self) -> None:
        self.mirrored: dict[int, torch.Tensor] = {}
        self.numbers: dict[int, int] = {}
        self.seen: dict[int, tuple[Any, ...]] = {}
        self.tokens: dict[int, tuple[int, torch.Tensor, Any]] = {}
        self.leaves: dict[int, torch.Tensor] = {}
        self.results: dict[int, tuple[torch.Tensor, list[torch.Tensor]]] = {}
        self.modules: dict[int, torch.nn.Module] = {}
        self.training: dict[int, bool] = {}
        self.count = 0

    def describe(self, tensor: torch.Tensor) -> tuple[Any, ...] | None:
        if id(tensor) in self.tokens:
            return (Theirs.YOURS, self.tokens[id(tensor)][0])
        if id(tensor) in self.numbers or (tensor.requires_grad and tensor.is_leaf):
            return self.mirror(tensor)
        if tensor.requires_grad:
            leaves = leaves_of(tensor)
            self.count += 1
            self.results[self.count] = (tensor, leaves)
            return (Theirs.RESULT, self.count, tensor.detach(), tuple(map(self.describe, leaves)))
        return None

    def mirror(self, tensor: torch.Tensor) -> tuple[Any, ...]:
        number = self.numbers.get(id(tensor))
        if number is not None:
            return (Theirs.KNOWN_TENSOR, number)
        self.count += 1
        self.mirrored[self.count], self.numbers[id(tensor)] = tensor, self.count
        self.seen[self.count] = state_of(tensor)
        parameter = isinstance(tensor, torch.nn.Parameter)
        return (Theirs.MIRRORED, self.count, tensor.detach(), tensor.requires_grad, parameter, detached(tensor.grad))

    def argument(self, token: int, tensor: torch.Tensor, parameter: bool, grad: torch.Tensor | None) -> torch.Tensor:
        """Return the leaf that stands for a tensor of the test's."""
        leaf = self.leaves.setdefault(token, torch.nn.Parameter(tensor) if parameter else tensor.requires_grad_())
        leaf.data = tensor.detach()  # what is written there is found by whoever reads the request's tensor
        leaf.grad = grad
        self.tokens[id(leaf)] = (token, leaf, grad_state(leaf))
        return leaf

    def backward(self, number: int, gradient: torch.Tensor) -> tuple[Any, ...]:
        tensor, leaves = self.results[number]
        with torch.enable_grad():
            return torch.autograd.grad(tensor, leaves, gradient, retain_graph=True, allow_unused=True)

    def apply(self, context: Context) -> None:
        """Take over what the test changed since its last request."""
        for number, requires_grad, value, grad in context.get("tensors", ()):
            tensor = self.mirrored[number]
            write(tensor, value)
            tensor.requires_grad_(requires_grad)
            tensor.grad = grad
            self.seen[number] = state_of(tensor)
        for number, training in context.get("training", ()):
            self.modules[number].training = training
        for number in context.get("results", ()):
            self.results.pop(number, None)
        if forgotten := context.get("forget", 0):
            self.tokens = {key: known for key, known in self.tokens.items() if known[0] > forgotten}
            self.leaves = {token: leaf for token, leaf in self.leaves.items() if token > forgotten}

    def tensor_changes(self) -> list[tuple[Any, ...]]:
        """Return the mirrored tensors that student code changed since the test last knew, with their new values."""
        news = []
        for number, tensor in self.mirrored.items():
            state = state_of(tensor)
            if state != self.seen[number]:
                self.seen[number] = state
                news.append((number, tensor.requires_grad, tensor.detach(), detached(tensor.grad)))
        return news

    def training_changes(self) -> list[tuple[int, bool]]:
        """Return the modules whose training flag student code changed since the test last knew."""
        before, self.training = self.training, {number: module.training for number, module in self.modules.items()}
        return [(number, flag) for number, flag in self.training.items() if before.get(number) != flag]

    def argument_grads(self) -> list[tuple[int, Any]]:
        """Return the gradients that student code left on tensors of the test."""
        news = []
        for key, (token, leaf, before) in self.tokens.items():
            if (state := grad_state(leaf)) != before:
                self.tokens[key] = (token, leaf, state)
                news.append((token, detached(leaf.grad)))
        return news


def leaves_of(tensor: torch.Tensor) -> list[torch.Tensor]:
    """Return the leaves of a tensor's autograd graph, each once."""
    stack, seen, leaves = [tensor.grad_fn], set(), []
    while stack:
        node = stack.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            leaves.append(node.variable)
        stack.extend(function for function, _ in node.next_functions)
    return leaves
