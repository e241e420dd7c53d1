"""Lecture 11's formulas against oracles from outside the notebook."""

import math
from functools import partial
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from torch import Tensor, nn

from authoring.definitions import lecture

lecture = partial(lecture, "11-optimizers")

MAKERS: dict[str, tuple[str, dict[str, float], Any]] = {
    "momentum": ("momentum", {"beta": 0.7}, partial(torch.optim.SGD, momentum=0.7)),
    "nesterov": ("nesterov", {"beta": 0.7}, partial(torch.optim.SGD, momentum=0.7, nesterov=True)),
    "adagrad": ("adagrad", {}, torch.optim.Adagrad),
    "rmsprop": ("rmsprop", {"beta2": 0.9}, partial(torch.optim.RMSprop, alpha=0.9)),
    "adam": ("adam", {"beta1": 0.8, "beta2": 0.95}, partial(torch.optim.Adam, betas=(0.8, 0.95))),
}


def bowl(seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    A = torch.randn(8, 5, generator=generator, dtype=torch.float64)
    return A.T @ A, torch.randn(5, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("seed", range(3))
def test_each_rule_agrees_with_pytorch_for_other_settings_too(name: str, seed: int) -> None:
    rule, more, make = MAKERS[name]
    H, start = bowl(seed)
    ours = lecture()["descend"](H.mv, start, partial(lecture()[rule], **more), 0.02, 30)[-1]
    theta = nn.Parameter(start.clone())
    optimizer = make([theta], lr=0.02)
    for _ in range(30):
        theta.grad = H @ theta.detach()
        optimizer.step()
    assert torch.allclose(ours, theta, rtol=0, atol=1e-12)


@settings(deadline=None)
@given(g=st.floats(1e-3, 1e3), sign=st.sampled_from([-1, 1]), steps=st.integers(1, 50))
def test_for_a_constant_gradient_every_step_of_adam_is_the_rate(g: float, sign: int, steps: int) -> None:
    path = lecture()["descend"](
        lambda theta: torch.full_like(theta, sign * g), torch.zeros(1).double(), lecture()["adam"], 0.1, steps
    )
    assert torch.allclose(path.diff(dim=0), torch.tensor(-0.1 * sign, dtype=torch.float64), rtol=1e-4)


@pytest.mark.parametrize("kappa", [10, 100, 1000])
def test_momentum_shrinks_by_the_root_of_beta_which_has_the_root_of_kappa(kappa: int) -> None:
    root = math.sqrt(kappa)
    beta, eta = ((root - 1) / (root + 1)) ** 2, 2 * kappa / (root + 1) ** 2
    H, start = lecture()["valley"](kappa, 30)
    rule = partial(lecture()["momentum"], beta=beta)
    distance = lecture()["descend"](H.mv, start, rule, eta, 800).norm(dim=1)
    late, later = int(5 * root), int(10 * root)
    measured = (distance[later] / distance[late]) ** (1 / (later - late))
    assert measured.item() == pytest.approx((root - 1) / (root + 1), rel=0.05)


@given(norm=st.floats(1e-3, 1e3), bound=st.floats(1e-2, 1e2))
def test_clipping_keeps_the_direction_and_never_lengthens(norm: float, bound: float) -> None:
    g = torch.tensor([0.6, -0.8], dtype=torch.float64) * norm
    clipped = lecture()["clip_by_norm"](g, bound)
    assert clipped.norm().item() == pytest.approx(min(norm, bound))
    assert torch.allclose(clipped / clipped.norm(), g / norm)


def test_the_schedule_rises_to_one_and_falls_to_zero() -> None:
    factors = [lecture()["warmup_cosine"](part / 100) for part in range(101)]
    assert (factors[0], factors[15], factors[100]) == pytest.approx((0, 1, 0))
    assert factors[:16] == sorted(factors[:16])
    assert factors[15:] == sorted(factors[15:], reverse=True)


@pytest.mark.parametrize("seed", range(3))
def test_lbfgs_finds_what_scipy_finds(seed: int) -> None:
    H, start = bowl(seed)
    H = H + torch.eye(5, dtype=torch.float64)
    target = torch.linspace(-1, 1, 5, dtype=torch.float64)
    ours = lecture()["descend_lbfgs"](lambda theta: H @ (theta - target), start, 40)
    theirs = optimize.minimize(
        lambda x: 0.5 * (x - target.numpy()) @ H.numpy() @ (x - target.numpy()), start.numpy(), method="L-BFGS-B"
    )
    assert torch.allclose(ours, torch.from_numpy(theirs.x), atol=1e-4)
    assert torch.allclose(ours, target, atol=1e-4)
