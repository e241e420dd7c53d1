"""Lecture 38's losses, networks, game and measures against PyTorch, SciPy and closed forms."""

import copy
import math
from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy import linalg, optimize
from torch import Tensor, nn

from authoring.definitions import LECTURES, lecture
from helpers import metrics

lecture = partial(lecture, "38-gan", ("CENTERS", "RUNS"))


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_losses_are_cross_entropies_and_stay_finite() -> None:
    real, fake = 5 * drawn(2, 50).double()
    bce = F.binary_cross_entropy_with_logits
    ours = lecture()["d_loss"](real, fake).mean()
    assert torch.isclose(ours, bce(real, torch.ones_like(real)) + bce(fake, torch.zeros_like(fake)))
    assert torch.isclose(lecture()["g_loss"](fake).mean(), bce(fake, torch.ones_like(fake)))
    assert torch.isclose(lecture()["saturating"](fake).mean(), (1 - fake.sigmoid()).log().mean())
    far = torch.tensor([-500.0, 500.0])
    assert all(lecture()[name](far).isfinite().all() for name in ("g_loss", "saturating"))


def test_slopes_of_the_two_losses_of_the_generator() -> None:
    d = (4 * drawn(30)).requires_grad_()
    (slope,) = torch.autograd.grad(lecture()["saturating"](d).sum(), d)
    assert torch.allclose(slope, -d.sigmoid(), atol=1e-6)
    (slope,) = torch.autograd.grad(lecture()["g_loss"](d).sum(), d)
    assert torch.allclose(slope, -(1 - d.sigmoid()), atol=1e-6)


@pytest.mark.parametrize("leak", [0.0, 0.2])
def test_networks_side_by_side_are_the_librarys(leak: float) -> None:
    torch.manual_seed(0)
    layers = lecture()["weights"]([3, 6, 5, 2])
    x = drawn(5, 7, 3)
    answers = lecture()["mlp"](x, layers, leak)
    for run in range(5):
        modules: list[nn.Module] = []
        for W in layers:
            linear = nn.Linear(W.shape[1] - 1, W.shape[2])
            linear.load_state_dict({"weight": W[run, 1:].T, "bias": W[run, 0]})
            modules += [linear, nn.LeakyReLU(leak)]
        assert torch.allclose(nn.Sequential(*modules[:-1])(x[run]), answers[run], atol=1e-6)


def test_weights_begin_in_the_range_of_the_librarys() -> None:
    torch.manual_seed(0)
    (W,) = lecture()["weights"]([64, 40])
    assert W.abs().max() <= 1 / 8
    assert W.abs().max() > 0.95 / 8


def test_real_points_lie_in_eight_even_heaps() -> None:
    torch.manual_seed(0)
    points = lecture()["ring"](4, 4000)
    distance, nearest = torch.cdist(points.flatten(0, 1), lecture()["CENTERS"]).min(1)
    assert distance.square().mean().item() == pytest.approx(2 * 0.05**2, rel=0.05)
    assert torch.bincount(nearest).div(16000).sub(1 / 8).abs().max() < 0.02
    assert torch.allclose(lecture()["CENTERS"].norm(dim=1), torch.ones(8))


def test_the_price_on_slopes_is_half_gamma_times_their_mean_square() -> None:
    """With a linear D the slope is the same everywhere, so that two steps of plain descent tell the penalty's part."""
    names = lecture()
    moved = {}
    for gamma in (0.0, 3.0):
        D = [torch.zeros(5, 3, 1)]
        D[0][:, 1:] = torch.tensor([[0.5], [-1.0]])
        D[0].requires_grad_()
        torch.manual_seed(1)
        names["d_step"](names["players"](1)[0], D, torch.optim.SGD(D, 1.0), 0.2, gamma)
        moved[gamma] = D[0].detach()
    difference = moved[0.0] - moved[3.0]  # learning rate 1 times the gradient of gamma / 2 |w|^2, which is gamma w
    assert torch.allclose(difference[:, 1:], 3.0 * torch.tensor([[0.5], [-1.0]]).expand(5, 2, 1), atol=1e-5)
    assert torch.allclose(difference[:, 0], torch.zeros(5, 1), atol=1e-6)


def test_each_player_moves_alone_and_runs_do_not_touch_each_other() -> None:
    names = lecture()
    G, D, g_optimizer, d_optimizer = names["players"](0)
    first = copy.deepcopy((G, D))
    names["d_step"](G, D, d_optimizer, 0.2, 2.0)
    assert all(torch.equal(a, b) for a, b in zip(first[0], G, strict=True))
    second = copy.deepcopy(D)
    assert all(not torch.equal(a, b) for a, b in zip(first[1], second, strict=True))
    names["g_step"](G, D, g_optimizer, 0.2)
    assert all(torch.equal(a, b) for a, b in zip(second, D, strict=True))
    samples = names["mlp"](drawn(5, 3, 8), G, 0.2)
    (slope,) = torch.autograd.grad(samples[2].sum(), G[0])
    assert slope[2].abs().sum() > 0
    assert slope[[0, 1, 3, 4]].abs().sum() == 0


def test_heaps_are_counted_as_defined() -> None:
    """Layers without weights are constant: all samples at one center reach one heap, and all are good."""
    names = lecture()
    constant = [torch.zeros(5, 9, 2)]
    constant[0][:, 0] = names["CENTERS"][3]
    constant[0][4, 0] = 0.0  # the middle of the ring
    heaps, good = names["reached"](constant, 0.2)
    assert heaps.tolist() == [1, 1, 1, 1, 0]
    assert good.tolist() == [1, 1, 1, 1, 0]


@pytest.mark.parametrize("eta", [0.05, 0.3, 1.0])
def test_the_spiral_grows_by_its_factor_and_turns_keep_an_ellipse(eta: float) -> None:
    play = lecture()["play"]
    spiral = play(eta, steps=20)
    assert spiral[-1].norm().item() == pytest.approx((1 + eta**2) ** 10, rel=1e-4)
    x, y = play(eta, alternate=True, steps=500).double().T
    kept = x**2 + y**2 - eta * x * y  # what playing in turns leaves as it is
    assert torch.allclose(kept, torch.ones_like(kept), atol=1e-4)
    assert play(eta, gamma=0.5, alternate=True, steps=500)[-1].norm() < 0.01


def test_the_small_game_is_a_gan_whose_logit_falls_where_the_sample_is() -> None:
    """For d(x) = -y x, x y is d(0) - d(x), and near the solution the game's value is a constant plus half of it."""
    x, y = torch.tensor(0.01, requires_grad=True), torch.tensor(0.02, requires_grad=True)
    d_real, d_fake = -y * torch.zeros(()), -y * x
    preferred = torch.autograd.grad(d_real - d_fake, (x, y), retain_graph=True)
    value = torch.autograd.grad(-lecture()["d_loss"](d_real, d_fake), (x, y))
    assert torch.allclose(torch.stack(value), torch.stack(preferred) / 2, rtol=1e-3)
    (x_1, y_1) = lecture()["play"](0.2, steps=1)[1]
    assert (x_1.item(), y_1.item()) == pytest.approx((1.0, 0.2))  # from (1, 0): D turns down where the sample is
    assert "$d(x)=-yx$" in (LECTURES / "38-gan.py").read_text()


def test_two_log_two_is_also_the_loss_of_a_discriminator_that_is_sure_and_often_wrong() -> None:
    d_loss, wrong = lecture()["d_loss"], 0.2  # share of its mistakes, on real points and on fakes alike

    def loss(sure: float) -> float:
        d = torch.tensor(sure).double()
        return float((1 - wrong) * d_loss(d, -d) + wrong * d_loss(-d, d))

    assert loss(0.0) == pytest.approx(2 * math.log(2))
    sure = optimize.brentq(lambda d: loss(d) - 2 * math.log(2), 2.0, 8.0)
    assert torch.tensor(sure).sigmoid() > 0.9


def test_measures_are_those_of_helpers_and_of_scipy() -> None:
    logits, a, b = 3 * drawn(60, 10), drawn(80, 5, seed=1), drawn(90, 5, seed=2) @ drawn(5, 5, seed=3) + 1
    assert lecture()["inception_score"](logits).item() == pytest.approx(metrics.inception_score(logits)[0], rel=1e-4)
    first, second = (np.cov(x.numpy(), rowvar=False) for x in (a, b))
    means = float((a.mean(0) - b.mean(0)).square().sum())
    expected = means + np.trace(first + second - 2 * linalg.sqrtm(first @ second).real)
    assert lecture()["frechet_distance"](a.double(), b.double()).item() == pytest.approx(expected, rel=1e-5)


def test_pictures_grow_and_shrink_by_the_formula() -> None:
    sides, x = [], drawn(3, 32)
    for layer in lecture()["generator"]():
        x = layer(x)
        if isinstance(layer, nn.Unflatten | nn.ConvTranspose2d):
            sides.append(x.shape[-1])
    assert sides == [1, 2, 4, 8]
    assert x.shape == (3, 1, 8, 8)
    assert lecture()["discriminator"]()(x).shape == (3, 1)
    for n, k, s, p in [(1, 2, 1, 0), (2, 4, 2, 1), (5, 3, 2, 0), (4, 5, 3, 2)]:
        assert nn.ConvTranspose2d(1, 1, k, s, p)(torch.zeros(1, 1, n, n)).shape[-1] == (n - 1) * s - 2 * p + k


def test_pictures_train_without_a_price_and_with_one() -> None:
    X = torch.rand(130, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    for gamma in (0.0, 1.0):
        G, _, loss = lecture()["train_pictures"](X, epochs=1, gamma=gamma)
        assert math.isfinite(loss)
        assert ((lecture()["generator"]()(drawn(4, 32)) >= 0) & (G(drawn(4, 32)) <= 1)).all()


def test_two_coins() -> None:
    p, q = torch.tensor([1.0, 0.0]), torch.tensor([0.5, 0.5])
    best = p / (p + q)
    assert best.tolist() == pytest.approx([2 / 3, 0])
    value = torch.xlogy(p, best).sum() + torch.xlogy(q, 1 - best).sum()
    assert value.item() == pytest.approx(math.log(2 / 3) + 0.5 * math.log(1 / 3))


@pytest.mark.parametrize("count", [1, 3])
def test_trained_on_a_few_heaps_it_draws_all_of_them(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three heaps many draws still lie between them, since a network tears no cloud apart; none is left out."""
    names = lecture()
    centers = names["CENTERS"][[0, 3, 6][:count]]

    def heaps(*shape: int) -> Tensor:
        return centers[torch.randint(count, shape)] + 0.05 * torch.randn(*shape, 2)

    monkeypatch.setitem(names["d_step"].__globals__, "ring", heaps)
    G, _ = names["train"](0.2, 0.5, steps=500)[0][-1]
    with torch.no_grad():
        points = names["mlp"](drawn(5, 500, 8), G, 0.2)
    distance, nearest = torch.cdist(points, centers.expand(5, count, 2)).min(2)  # (runs, draws)
    good = (distance < 0.2).float()
    assert (good.mean(1) > {1: 0.8, 3: 0.3}[count]).all()
    assert (F.one_hot(nearest, count).float().mean(1) > 0.4 / count).all()
