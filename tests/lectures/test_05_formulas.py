"""Lecture 05's formulas against oracles from outside the notebook."""

from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "05-activations")

ORACLES = {
    "sigmoid": special.expit,
    "tanh": np.tanh,
    "arctan": np.arctan,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, special.expm1(z)),
    "softplus": lambda z: np.logaddexp(0, z),
    "gelu": lambda z: z * stats.norm.cdf(z),
}
floats = st.floats(-30, 30).filter(lambda z: abs(z) > 1e-3)  # away from the corners
logits = st.lists(st.floats(-50, 50), min_size=2, max_size=6)


@pytest.mark.parametrize("name", ORACLES)
@settings(deadline=None)
@given(z=floats)
def test_values_and_slopes(name: str, z: float) -> None:
    point = torch.tensor([z], dtype=torch.float64, requires_grad=True)
    a, slope = lecture()[name](point)
    assert np.isclose(a.item(), ORACLES[name](z), rtol=1e-9, atol=1e-12)
    (measured,) = torch.autograd.grad(a.sum(), point)
    assert torch.allclose(slope, measured, rtol=1e-7, atol=1e-9)
    difference = (ORACLES[name](z + 1e-6) - ORACLES[name](z - 1e-6)) / 2e-6
    assert np.isclose(slope.item(), difference, atol=1e-6)


@pytest.mark.parametrize("name", ["leaky_relu", "elu"])
@pytest.mark.parametrize("alpha", [0.0, 0.3, 2.0])
def test_alpha(name: str, alpha: float) -> None:
    z = torch.linspace(-5, 5, 100, dtype=torch.float64, requires_grad=True)
    theirs = {"leaky_relu": partial(F.leaky_relu, negative_slope=alpha), "elu": partial(F.elu, alpha=alpha)}[name](z)
    a, slope = lecture()[name](z, alpha)
    assert torch.allclose(a, theirs)
    assert torch.allclose(slope, torch.autograd.grad(theirs.sum(), z)[0])


def test_nothing_overflows() -> None:
    z = torch.tensor([-1e4, 1e4])
    for name in ORACLES:
        assert all(part.isfinite().all() for part in lecture()[name](z)), name


@settings(deadline=None)
@given(z=logits, shift=st.floats(-1e3, 1e3), temperature=st.floats(0.1, 10))
def test_softmax(z: list[float], shift: float, temperature: float) -> None:
    point = torch.tensor(z, dtype=torch.float64)
    softmax = lecture()["softmax"]
    assert np.allclose(softmax(point, temperature), special.softmax(np.array(z) / temperature), atol=1e-12)
    assert torch.allclose(softmax(point), softmax(point + shift), atol=1e-9)
    jacobian = torch.autograd.functional.jacobian(lambda v: torch.softmax(v, 0), point)
    assert torch.allclose(lecture()["softmax_jacobian"](point), jacobian, atol=1e-12)


@pytest.mark.parametrize("depth", [1, 3, 6])
def test_linear_layers_collapse(depth: int) -> None:
    torch.manual_seed(depth)
    inputs = [2] + [5] * (depth - 1)
    layers = [nn.Linear(i, o, dtype=torch.float64) for i, o in zip(inputs, [*inputs[1:], 1], strict=True)]
    W, b = lecture()["collapse"](nn.Sequential(*layers))
    X = torch.randn(7, 2, dtype=torch.float64)
    assert torch.allclose(nn.Sequential(*layers)(X), X @ W.T + b)


@pytest.mark.parametrize(("name", "value", "derivative"), [("step", 1.0, 0.0), ("relu", 0.0, 0.0)])
def test_the_corners_are_as_agreed(name: str, value: float, derivative: float) -> None:
    assert [part.item() for part in lecture()[name](torch.zeros(1))] == [value, derivative]


def test_the_derivatives_go_flat_where_the_text_says() -> None:
    z = torch.linspace(0, 6, 6001, dtype=torch.float64)
    first = {}
    for name in ("tanh", "sigmoid", "arctan"):
        derivative = lecture()[name](z)[1]
        first[name] = z[derivative <= 0.05 * derivative.max()].min().item()
    assert first["tanh"] == pytest.approx(2.18, abs=0.01)
    assert first["sigmoid"] == pytest.approx(2 * first["tanh"], abs=0.002)  # tanh z = 2 sigma(2z) - 1
    assert first["arctan"] == pytest.approx(4.36, abs=0.01)
    rising = lecture()["gelu"](torch.linspace(-6, 6, 1201, dtype=torch.float64))[1]
    assert rising.min() < 0
    assert rising.max() > 1


def test_softmax_of_a_logit_and_zero_is_the_logistic_sigmoid() -> None:
    z = np.linspace(-9, 9, 19)
    pairs = torch.tensor(np.column_stack([z, np.zeros(19)]))
    assert np.allclose(lecture()["softmax"](pairs)[:, 0], special.expit(z))
