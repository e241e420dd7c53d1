"""Lecture 41's losses against loops and known values, its views, masks and measures of collapse against counting."""

import math
from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "41-self-supervised-learning", ("FORMS", "LETTERS"))


def pair(n: int, d: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    a, b = torch.randn(2, n, d, dtype=torch.float64, generator=generator)
    return a, b


@settings(deadline=None, max_examples=30)
@given(n=st.integers(1, 12), tau=st.floats(0.1, 5.0), seed=st.integers(0, 1000))
def test_both_forms_of_the_contrastive_loss_agree(n: int, tau: float, seed: int) -> None:
    a, b = pair(n, 5, seed)
    value = lecture()["nt_xent"](a, b, tau)
    assert torch.allclose(value, lecture()["nt_xent_by_hand"](a, b, tau))
    order = torch.randperm(n)
    assert torch.allclose(value, lecture()["nt_xent"](4 * b[order], a[order] / 3, tau))


@pytest.mark.parametrize("n", [2, 7, 256])
def test_collapsed_outputs_have_the_contrastive_loss_of_guessing(n: int) -> None:
    same = torch.ones(n, 4)
    assert lecture()["nt_xent"](same, same, 0.3).item() == pytest.approx(math.log(2 * n - 1), abs=1e-4)


def test_agreement_is_perfect_for_outputs_that_are_all_equal() -> None:
    same = torch.ones(8, 4)
    assert lecture()["agreement"](same, 2 * same).item() == pytest.approx(1)
    assert lecture()["agreement"](same, -same).item() == pytest.approx(-1)


def gradients(stop: bool, h: nn.Module) -> list[torch.Tensor]:
    a, b = (z.float().requires_grad_() for z in pair(8, 64, 0))
    return list(torch.autograd.grad(lecture()["siamese"](h, stop)(a, b), [a, b]))


def test_without_a_predictor_stopping_the_gradient_halves_it() -> None:
    for stopped, free in zip(gradients(True, nn.Identity()), gradients(False, nn.Identity()), strict=True):
        assert torch.allclose(stopped, free / 2)


def test_with_a_predictor_stopping_the_gradient_turns_it() -> None:
    torch.manual_seed(0)
    h = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64))
    stopped, free = (torch.cat(gradients(stop, h)).flatten() for stop in (True, False))
    assert torch.cosine_similarity(stopped, free, dim=0) < 0.95


def test_behind_batch_norm_a_line_is_perfect_for_simsiam_and_a_constant_is_not() -> None:
    loss, norm = lecture()["siamese"](nn.Identity(), True), nn.BatchNorm1d(4, affine=False)
    constant, line = torch.ones(8, 4), torch.tensor([1.0, -1.0]).repeat(4)[:, None] * torch.tensor([[1.0, 2, -3, 4]])
    assert loss(constant, constant).item() == pytest.approx(-1)
    assert loss(norm(constant), norm(constant)).item() == pytest.approx(0, abs=1e-6)
    assert loss(norm(line), norm(line)).item() == pytest.approx(-1)


@pytest.mark.parametrize("directions", [1, 3, 16])
def test_the_effective_rank_counts_equal_directions(directions: int) -> None:
    z = torch.zeros(2 * directions, 16)
    z[range(directions), range(directions)] = 1
    z[range(directions, 2 * directions), range(directions)] = -1  # each axis in both senses: mean zero, no covariance
    assert lecture()["effective_rank"](z) == pytest.approx(directions, rel=1e-4)
    assert lecture()["shares"](z).sum().item() == pytest.approx(1)


def test_the_spread_is_one_on_a_line_and_zero_at_a_point() -> None:
    line = torch.tensor([[1.0] * 16, [-1.0] * 16]).repeat(50, 1)
    assert lecture()["spread"](line) == pytest.approx(1, abs=0.01)
    assert lecture()["effective_rank"](line) == pytest.approx(1, abs=1e-4)
    assert lecture()["spread"](torch.ones(10, 16)) == pytest.approx(0, abs=1e-5)


def test_a_quarter_turn_and_a_shift_move_pixels_as_they_should() -> None:
    x = torch.rand(3, 1, 8, 8)
    one, none = torch.ones(3), torch.zeros(3)
    warp = lecture()["warp"]
    assert torch.allclose(warp(x, none, one, none, none), x, atol=1e-5)
    turned = warp(x, 90 * one, one, none, none)
    assert any(torch.allclose(turned, torch.rot90(x, k, (2, 3)), atol=1e-4) for k in (1, -1))
    assert torch.allclose(warp(x, none, one, one, none)[..., :7], x[..., 1:], atol=1e-5)


def test_views_without_any_change_are_the_image() -> None:
    x = torch.rand(4, 1, 8, 8)
    assert torch.allclose(lecture()["views"](x, turn=0, shift=0, zoom=0, noise=0), x, atol=1e-5)


@pytest.mark.parametrize("count", [0, 4, 10, 16])
def test_as_many_patches_are_hidden_as_asked(count: int) -> None:
    hidden = lecture()["choose_hidden"](torch.rand(50, 1, 8, 8), count)
    patches = hidden.view(50, 4, 2, 4, 2).transpose(2, 3).flatten(3).float().mean(3)  # (50, 4, 4)
    assert set(patches.unique().tolist()) <= {0.0, 1.0}
    assert (patches.sum((1, 2)) == count).all()


def test_captions_become_codes_of_one_length() -> None:
    codes = lecture()["letters"](["three", "this is the number seven"])
    assert codes.shape == (2, 24)
    assert codes[0, :6].tolist() == [20, 8, 18, 5, 5, 0]
    longest = max(len(form.format("three")) for form in [*lecture()["FORMS"], "this is the number {}"])
    assert longest <= 24


def test_the_text_encoder_knows_letters_by_their_place() -> None:
    torch.manual_seed(0)
    early, late = lecture()["make_text_encoder"]()(lecture()["letters"](["      seven", "            seven"]))
    assert not torch.allclose(early, late, atol=1e-2)


def test_the_variance_term_asks_for_one_and_the_covariance_term_for_none() -> None:
    a = torch.zeros(8, 4)
    a[range(4), range(4)], a[range(4, 8), range(4)] = 2.0, -2.0  # variances 8/7, no covariance
    assert lecture()["vicreg"](a, a).item() == pytest.approx(0, abs=1e-5)
    assert lecture()["vicreg"](0 * a, 0 * a).item() == pytest.approx(2 * 25 * 0.99, rel=1e-4)
    line = a.sum(1, keepdim=True).expand(8, 4)
    assert lecture()["vicreg"](line, line, variance=0.0).item() == pytest.approx(2 * 12 * (32 / 7) ** 2 / 4, rel=1e-4)
