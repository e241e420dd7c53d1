"""Lecture 12's formulas against oracles from outside the notebook."""

import math
from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "12-initialization-and-normalization")


@pytest.mark.parametrize("shape", [(64, 64), (10, 300), (300, 10)])
def test_weights_have_the_variance_that_their_name_promises(shape: tuple[int, int]) -> None:
    p, M = shape
    torch.manual_seed(0)
    he = torch.stack([lecture()["he_normal"](p, M) for _ in range(20)])
    xavier = torch.stack([lecture()["xavier_uniform"](p, M) for _ in range(20)])
    assert he.shape[1:] == xavier.shape[1:] == (M, p)
    assert he.var().item() == pytest.approx(2 / p, rel=0.05)
    assert xavier.var().item() == pytest.approx(2 / (p + M), rel=0.05)
    assert xavier.abs().max() <= math.sqrt(6 / (p + M))


@pytest.mark.parametrize("seed", range(3))
def test_batch_norm_agrees_with_the_module_over_training_and_evaluation(seed: int) -> None:
    torch.manual_seed(seed)
    module = nn.BatchNorm1d(6)
    nn.init.normal_(module.weight)
    nn.init.normal_(module.bias)
    running = {"mean": torch.zeros(1, 6), "var": torch.ones(1, 6)}
    for mode in (True, True, False, True, False):
        module.train(mode)
        z = 2 * torch.randn(9, 6) - 1
        ours = lecture()["batch_norm"](z, module.weight, module.bias, running, mode)
        assert torch.allclose(ours, module(z), atol=1e-5)
    assert torch.allclose(running["mean"][0], module.running_mean, atol=1e-6)
    assert torch.allclose(running["var"][0], module.running_var, atol=1e-6)


@settings(deadline=None)
@given(c=st.floats(0.1, 50), shift=st.floats(-10, 10))
def test_neither_normalization_notices_the_scale_of_its_input(c: float, shift: float) -> None:
    z = torch.randn(16, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    running = {"mean": torch.zeros(1, 5), "var": torch.ones(1, 5)}
    batch = [lecture()["batch_norm"](each, 1.0, 0.0, running, True, eps=0.0) for each in (z, c * z + shift)]
    layer = [lecture()["layer_norm"](each, 1.0, 0.0, eps=0.0) for each in (z, c * z + shift)]
    assert torch.allclose(*batch)
    assert torch.allclose(*layer)
    assert torch.allclose(layer[0], F.layer_norm(z, (5,), eps=1e-300))


@pytest.mark.parametrize("seed", range(3))
def test_the_backward_pass_by_hand_agrees_with_autograd(seed: int) -> None:
    torch.manual_seed(seed)
    z, g = torch.randn(12, 4).double().requires_grad_(), torch.randn(12, 4).double()
    gamma = torch.randn(4).double()
    y = F.batch_norm(z, None, None, gamma, torch.zeros(4).double(), training=True)
    ours = lecture()["batch_norm_backward"](g, z.detach(), gamma)
    assert torch.allclose(ours, torch.autograd.grad(y, z, g)[0], atol=1e-10)
    assert ours.sum(dim=0).abs().max() < 1e-10


@given(rho=st.floats(-0.99, 0.99))
def test_depth_closes_every_angle(rho: float) -> None:
    after = lecture()["next_cosine"](rho)
    assert rho < after < 1


def test_the_next_cosine_is_that_of_many_random_relu_neurons() -> None:
    generator = torch.Generator().manual_seed(0)
    for rho in (-0.5, 0.0, 0.7):
        pair = torch.tensor([[1.0, 0.0], [rho, math.sqrt(1 - rho**2)]], dtype=torch.float64)
        a = torch.relu(pair @ torch.randn(2, 200_000, generator=generator, dtype=torch.float64))
        assert F.cosine_similarity(a[0], a[1], dim=0).item() == pytest.approx(lecture()["next_cosine"](rho), abs=0.01)
