"""Lecture 37's bound against enumeration and integrals, and its parts against the library."""

import itertools
import math
from functools import partial
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, distributions, nn

from authoring.definitions import lecture

lecture = partial(lecture, "37-vae")
DATA = ("SEED", "digits", "X", "X_test")
PLANE = ("line", "grid", "cell")


def model(latents: int) -> Any:
    torch.manual_seed(0)
    return lecture()["VAE"](latents, hidden=16)


def images(n: int) -> Tensor:
    return torch.bernoulli(torch.full((n, 64), 0.4), generator=torch.Generator().manual_seed(1))


@settings(deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_probabilities_of_all_images_of_four_pixels_sum_to_one(seed: int) -> None:
    logits = 4 * torch.randn(4, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    every = torch.tensor(list(itertools.product((0.0, 1.0), repeat=4)), dtype=torch.float64)  # (16, 4)
    total = lecture()["log_bernoulli"](every, logits).exp().sum()
    assert total.item() == pytest.approx(1.0, abs=1e-12)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 1000), n=st.integers(1, 5), K=st.integers(1, 6))
def test_each_image_under_each_code_is_what_one_pair_gives(seed: int, n: int, K: int) -> None:
    torch.manual_seed(seed)
    decoder, x, z = nn.Linear(3, 64), images(n), torch.randn(K, 3)
    table = lecture()["log_likelihoods"](x, decoder, z)  # (n, K)
    for i, k in itertools.product(range(n), range(K)):
        assert table[i, k].item() == pytest.approx(lecture()["log_bernoulli"](x[i], decoder(z[k])).item(), rel=1e-4)


@settings(deadline=None)
@given(mu=st.floats(-5, 5), log_var=st.floats(-8, 4))
def test_the_kl_is_the_librarys_and_never_negative(mu: float, log_var: float) -> None:
    ours = lecture()["gaussian_kl"](torch.tensor(mu).double(), torch.tensor(log_var).double())
    q = distributions.Normal(torch.tensor(mu).double(), torch.tensor(log_var / 2).double().exp())
    prior = distributions.Normal(torch.zeros(()).double(), torch.ones(()).double())
    assert ours.item() == pytest.approx(distributions.kl_divergence(q, prior).item(), abs=1e-9)
    assert ours >= -1e-12


@settings(deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_ladder_of_bounds_rises_on_the_same_draws(seed: int) -> None:
    log_w = 5 * torch.randn(60, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    bound = lecture()["importance_bound"]
    ladder = [bound(log_w.view(K, -1, 3)).mean().item() for K in (1, 2, 6, 30, 60)]
    assert ladder[0] == pytest.approx(log_w.mean().item())
    assert ladder == sorted(ladder)


def test_the_importance_bound_stays_finite_and_moves_with_a_constant() -> None:
    log_w = torch.tensor([[-1e4], [-1e4 - 1]])  # (K, n)
    bound = lecture()["importance_bound"]
    assert bound(log_w).item() == pytest.approx(-1e4 + math.log((1 + math.exp(-1)) / 2), abs=1e-2)
    assert (bound(log_w + 1e4) - bound(log_w)).item() == pytest.approx(1e4, abs=1e-2)


def test_both_terms_have_their_shapes_and_gradients_reach_mean_and_variance() -> None:
    vae, x = model(3), images(5)
    rebuilt, kl = vae(x)
    assert rebuilt.shape == (5,)
    assert kl.shape == (5, 3)
    (slope,) = torch.autograd.grad(rebuilt.sum(), vae.encoder[2].bias)  # (6,): through the draw alone
    assert (slope[:3] != 0).all()
    assert (slope[3:] != 0).all()


def test_a_standard_deviation_is_half_of_the_logarithm_of_the_variance() -> None:
    vae = model(1)
    nn.init.zeros_(vae.encoder[2].weight)
    vae.encoder[2].bias.data = torch.tensor([0.0, 2 * math.log(3.0)])  # mean 0, standard deviation 3
    heard: list[Tensor] = []
    vae.decoder.register_forward_pre_hook(lambda _, inputs: heard.append(inputs[0]))
    torch.manual_seed(0)
    vae(torch.zeros(20_000, 64))
    assert heard[0].std().item() == pytest.approx(3.0, rel=0.05)


def test_the_weights_average_to_the_integral_over_a_grid_and_the_elbo_lies_below() -> None:
    names, vae, x = lecture(also=PLANE), model(2), images(4)
    exact = names["log_joint"](vae, x).logsumexp(1)  # (4,)
    torch.manual_seed(0)
    log_w = names["log_weights"](vae, x, 20_000)  # (K, 4)
    assert torch.allclose(names["importance_bound"](log_w), exact, atol=0.05)
    assert (log_w.mean(0) < exact).all()
    with torch.no_grad():
        rebuilt, kl = vae(x.repeat(5000, 1))
    elbo = (rebuilt - kl.sum(-1)).view(5000, 4).mean(0)  # (4,)
    assert torch.allclose(elbo, log_w.mean(0), atol=0.2)


def test_draws_are_images_of_ink_and_paper() -> None:
    drawn = model(2).sample(7)
    assert drawn.shape == (7, 64)
    assert set(drawn.unique().tolist()) == {0.0, 1.0}


def test_one_template_is_64_single_coins() -> None:
    names = lecture(also=DATA)
    X, X_test = names["X"], names["X_test"]
    assert (len(X), len(X_test)) == (1347, 450)
    chance = (X.sum(0) + 0.5) / (len(X) + 1)  # (64,)
    coins = -(X_test * chance.log() + (1 - X_test) * (1 - chance).log()).sum(1)
    torch.manual_seed(0)
    assert torch.allclose(names["mixture"](n=1, rounds=2), coins, atol=0.02)


@pytest.mark.parametrize(("baseline", "variance"), [(0.0, 87.0), (5.0, 42.0)])
def test_the_variance_of_the_score_function_is_exact(baseline: float, variance: float) -> None:
    z = torch.linspace(-12, 12, 24_001, dtype=torch.float64)
    weight = torch.exp(-z.square() / 2) / math.sqrt(2 * math.pi) * 0.001
    slope = ((z - 2) ** 2 - baseline) * z
    assert (weight * slope).sum().item() == pytest.approx(-4.0)
    assert (weight * slope.square()).sum().item() - 16 == pytest.approx(variance)


def test_a_gaussian_for_each_image_nearly_closes_the_gap_of_a_blind_start() -> None:
    names, vae, x = lecture(also=PLANE), model(2), images(4)
    for parameter in vae.decoder.parameters():
        parameter.data *= 3  # so that codes matter, and the posterior is narrow
    exact = names["log_joint"](vae, x).logsumexp(1)  # (4,)
    prior = distributions.MultivariateNormal(torch.zeros(2), torch.eye(2))
    torch.manual_seed(0)
    before = [parameter.clone() for parameter in vae.decoder.parameters()]
    found = names["refined_bound"](vae.decoder, prior, x, torch.zeros(4, 2))
    assert torch.allclose(found, exact, atol=0.1)
    assert all(torch.equal(a, b) and b.grad is None for a, b in zip(before, vae.decoder.parameters(), strict=True))


def test_a_turned_plane_has_the_same_likelihoods_and_the_circle_holds_95_percent() -> None:
    names, vae, x = lecture(also=PLANE), model(2), images(4)
    c, s = math.cos(0.7), math.sin(0.7)
    before = names["log_joint"](vae, x).logsumexp(1)  # (4,)
    vae.decoder[0].weight.data = vae.decoder[0].weight.data @ torch.tensor([[c, -s], [s, c]])
    assert torch.allclose(names["log_joint"](vae, x).logsumexp(1), before, atol=1e-3)
    assert distributions.Chi2(2.0).cdf(torch.tensor(2 * math.log(20))).item() == pytest.approx(0.95, abs=1e-6)


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_trained_on_a_few_images_draws_them_in_equal_shares(count: int) -> None:
    """Of one image nearly every draw is that image; of three some lie between, since no code lies at the border."""
    places = torch.bernoulli(torch.full((count, 64), 0.5), generator=torch.Generator().manual_seed(2))
    machine = model(latents=2)
    optimizer = torch.optim.Adam(machine.parameters(), 5e-3)
    for _ in range(800):
        rebuilt, kl = machine(places.repeat(48, 1))
        optimizer.zero_grad()
        (kl.sum(-1) - rebuilt).mean().backward()
        optimizer.step()
    torch.manual_seed(3)
    distance, nearest = torch.cdist(machine.sample(1000), places, p=1).min(1)
    shares = torch.bincount(nearest, minlength=count) / 1000
    assert (distance <= 3).float().mean() > {1: 0.95, 3: 0.5}[count]
    assert (shares > 0.6 / count).all()
