"""Lecture 08's engines against torch's, and what its text and figures say."""

import ast
import itertools
import random
import re
import sys
from functools import partial
from typing import Any

import matplotlib.pyplot as plt
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.definitions import LECTURES, lecture
from helpers import plots

numbers = st.floats(-3, 3)
positive = st.floats(0.1, 3)


names = partial(lecture, "08-backpropagation")


def both(function: Any, *start: float) -> tuple[list[float], list[float]]:
    """Return value and derivatives of a function of numbers, by the lecture's engine and by torch's."""
    mine = [names()["Value"](number) for number in start]
    theirs = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in start]
    result, expected = function(*mine), function(*theirs)
    names()["backward"](result)
    expected.backward()
    gradient = [0.0 if tensor.grad is None else tensor.grad.item() for tensor in theirs]
    return [result.data, *(value.grad for value in mine)], [expected.item(), *gradient]


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
    "relu": lambda a, b: a.relu() * b + (a * b).relu(),
}


@pytest.mark.parametrize("name", OPERATIONS)
@settings(deadline=None)
@given(a=numbers, b=numbers)
def test_an_operation_has_the_derivatives_that_torch_finds(name: str, a: float, b: float) -> None:
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


def test_a_second_backward_pass_adds_the_same_again_to_the_inputs() -> None:
    a, b = (names()["Value"](number) for number in (0.7, -0.4))
    loss = (a * b + a).tanh() * a
    names()["backward"](loss)
    once = a.grad, b.grad
    names()["backward"](loss)
    assert (a.grad, b.grad) == pytest.approx([2 * number for number in once], rel=1e-12)


@pytest.fixture
def figure_names() -> dict[str, Any]:
    """Return the lecture's names with the three tables that its drawing functions read."""
    found = names()
    for statement in ast.parse((LECTURES / "08-backpropagation.py").read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign | ast.AugAssign):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            if isinstance(target, ast.Name) and target.id in ("COLORS", "PLACES", "FORMULAS"):
                exec(compile(ast.Module([statement], []), "08", "exec"), found)  # noqa: S102
    return found


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("w", [-2.0, -1.0, 0.0, 0.5, 3.0, 4.0])
def test_the_interactive_figure_ends_with_the_gradients_of_the_engine(
    w: float, activation: str, figure_names: dict[str, Any]
) -> None:
    nodes = names()["penalized_neuron"](w, activation)
    names()["backward"](nodes["L"])
    words = plots.alt_text(figure_names["draw_pass"](16, w, activation))
    shown = dict(re.findall(r"(\w+) (−?[\d.e−]+)(?=[,.])", words.partition("gradients: ")[2].rstrip(".") + "."))
    assert shown == {name: names()["show"](node.grad) for name, node in nodes.items()}
    plt.close("all")


def test_the_interactive_figure_fills_in_step_by_step(figure_names: dict[str, Any]) -> None:
    said = [plots.alt_text(figure_names["draw_pass"](step, 3.0, "relu")) for step in range(17)]
    assert ["L is unknown" in words for words in said] == [step < 8 for step in range(17)]
    assert ["none yet" in words for words in said] == [step < 9 for step in range(17)]
    assert ["w 0.6 + …" in words for words in said] == [11 <= step < 16 for step in range(17)]
    assert "w 8.6" in said[16]
    plt.close("all")


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
    names()["backward_arrays"](loss)
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


@pytest.mark.parametrize("seed", range(3))
def test_overwriting_is_sgd_on_one_example_with_a_sixteenth_of_the_rate(seed: int) -> None:
    rng = random.Random(seed)
    X, y = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(40)], [float(n % 2) for n in range(40)]
    damaged, single = (names()["make_network"]((2, 4, 1), seed) for _ in range(2))
    names()["train"](damaged, X, y, backward=names()["overwrite"])
    names()["train"](single, X, y, used=1, eta=2.0 / 16)
    numbers = [[node.data for node in names()["parameters"](layers)] for layers in (damaged, single)]
    assert numbers[0] == numbers[1]


def test_no_graph_costs_more_than_four_operations_backward_for_one_forward() -> None:
    a, b = names()["Value"](0.3), names()["Value"](0.8)
    for function in OPERATIONS.values():
        nodes = names()["topological_order"](function(a, b))
        assert sum(2 * len(node.edges) for node in nodes) <= 4 * sum(bool(node.edges) for node in nodes)


def test_a_long_sum_is_too_deep_for_the_recursion() -> None:
    total = sum(names()["Value"](1.0) for _ in range(sys.getrecursionlimit()))
    with pytest.raises(RecursionError):
        names()["backward"](total)


def test_the_text_says_the_fields_words_and_keeps_to_one_notation() -> None:
    text = (LECTURES / "08-backpropagation.py").read_text(encoding="utf-8")
    for word in ("computational graph", "forward pass", "backward pass", "automatic differentiation", "Jacobian"):
        assert word in text.replace("\n# ", " ")
    for gone in ("\\delta", "setattr", "operator("):
        assert gone not in text
    assert len(re.findall(r"\bslopes?\b", text)) <= 5
