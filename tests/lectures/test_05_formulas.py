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
from twins import lecture

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
