"""Lecture 08's engines against torch's."""

import itertools
import random
from functools import partial
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from twins import lecture

numbers = st.floats(-3, 3)
positive = st.floats(0.1, 3)


names = partial(lecture, "08-backpropagation")


def both(function: Any, *start: float) -> tuple[list[float], list[float]]:
    """Return value and slopes of a function of numbers, by the lecture's engine and by torch's."""
    mine = [names()["Value"](number) for number in start]
    theirs = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in start]
    result, expected = function(*mine), function(*theirs)
    result.backward()
    expected.backward()
    slopes = [0.0 if tensor.grad is None else tensor.grad.item() for tensor in theirs]
    return [result.data, *(value.grad for value in mine)], [expected.item(), *slopes]


OPERATIONS = {
    "add": lambda a, b: a + b + 2 + (3 + a),
    "subtract": lambda a, b: a - b - 2 + (3 - a) * b,
    "multiply": lambda a, b: a * b * 2 + (3 * a) * (a * a),
    "negate": lambda a, b: -a * b,
    "power": lambda a, b: a**3 + b**2 + (1 + a * a) ** -0.5,
    "divide": lambda a, b: a / (1 + b * b) + 2 / (3 + a * a) + b / 4,
    "exp": lambda a, b: (a * b).exp(),
    "log": lambda a, b: (1 + a * a).log() * b,
    "tanh": lambda a, b: a.tanh() * b + (a * b).tanh(),
    "sigmoid": lambda a, b: a.sigmoid() * b + (a * b).sigmoid(),
    "relu": lambda a, b: a.relu() * b + (a * b).relu(),
}


@pytest.mark.parametrize("name", OPERATIONS)
@settings(deadline=None)
@given(a=numbers, b=numbers)
def test_an_operation_has_the_slopes_that_torch_finds(name: str, a: float, b: float) -> None:
    mine, theirs = both(OPERATIONS[name], a, b)
    assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6), a=positive, b=positive)
def test_random_graphs_agree_with_torch(seed: int, a: float, b: float) -> None:
    def expression(*leaves: Any) -> Any:
        rng, values = random.Random(seed), list(leaves)
        for _ in range(20):
            operation = rng.choice([*OPERATIONS.values()][:-1])
            values.append(operation(rng.choice(values), rng.choice(values)).tanh())
        return sum(values)

    mine, theirs = both(expression, a, b)
    assert mine == pytest.approx(theirs, rel=1e-8, abs=1e-8)


def test_a_second_sweep_adds_the_same_again_to_the_inputs() -> None:
    a, b = (names()["Value"](number) for number in (0.7, -0.4))
    loss = (a * b + a).tanh() * a
    loss.backward()
    once = a.grad, b.grad
    loss.backward()
    assert (a.grad, b.grad) == pytest.approx([2 * slope for slope in once], rel=1e-12)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("w", [-2.0, 0.0, 0.5, 3.0])
def test_the_interactive_figure_ends_with_the_slopes_of_the_engine(w: float, activation: str) -> None:
    shown, swept = (names()["penalized_neuron"](w, activation) for _ in range(2))
    known, complete, active = names()["run_partly"](shown, 16)
    swept["L"].backward()
    assert known == complete == set(shown)
    assert active == "u"
    assert [node.grad for node in shown.values()] == pytest.approx([node.grad for node in swept.values()], rel=1e-12)
    for step in range(17):
        known, complete, _ = names()["run_partly"](names()["penalized_neuron"](w, activation), step)
        assert len(known) == 4 + min(step, 8)
        assert (step > 8) == bool(complete)


@pytest.mark.parametrize("kind", ["relu", "tanh", "sigmoid"])
@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10**6), rows=st.integers(1, 6), n_in=st.integers(1, 5), n_hidden=st.integers(1, 5))
def test_the_engine_of_arrays_agrees_with_torch(kind: str, seed: int, rows: int, n_in: int, n_hidden: int) -> None:
    normal = partial(torch.randn, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    shapes = ((rows, n_in), (n_hidden, n_in), (n_hidden,), (1, n_hidden), (1,))
    arrays, y = [normal(shape) for shape in shapes], (normal(rows) > 0).double()
    X, W1, b1, W2, b2 = mine = [names()["Value"](array) for array in arrays]
    linear = names()["linear"]
    loss = names()["mean_logistic"](linear(names()["activate"](linear(X, W1, b1), kind), W2, b2), y)
    names()["sweep_arrays"](loss)
    theirs = [array.clone().requires_grad_() for array in arrays]
    hidden = getattr(torch, kind)(theirs[0] @ theirs[1].T + theirs[2])
    expected = F.binary_cross_entropy_with_logits((hidden @ theirs[3].T + theirs[4])[:, 0], y)
    expected.backward()
    assert torch.allclose(loss.data, expected, atol=1e-12)
    for value, tensor in zip(mine, theirs, strict=True):
        assert torch.allclose(value.grad, tensor.grad, atol=1e-10)


@pytest.mark.parametrize("sizes", [(2, 4, 1), (3, 3, 2, 1)])
def test_the_network_of_scalars_counts_what_the_text_says(sizes: tuple[int, ...]) -> None:
    layers = names()["make_network"](sizes, 0)
    z = names()["run_network"](layers, [0.3, -0.2, 0.9][: sizes[0]])
    assert len(names()["parameters"](layers)) == sum((n_in + 1) * n_out for n_in, n_out in itertools.pairwise(sizes))
    nodes = names()["topological_order"](z)
    products = sum(n_in * n_out for n_in, n_out in itertools.pairwise(sizes))
    assert sum(bool(node.edges) for node in nodes) == 2 * products + sum(sizes[1:-1])
