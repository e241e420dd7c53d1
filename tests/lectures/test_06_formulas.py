"""Lecture 06's formulas against oracles from outside the notebook."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from sklearn import metrics

from authoring import definitions as twins

lecture = partial(twins.lecture, "06-losses")
SIGNED = ("perceptron", "hinge", "logistic")
ORACLES = {
    "squared": lambda y, z: (y - z) ** 2,
    "absolute": lambda y, z: np.abs(y - z),
    "poisson": lambda y, z: np.exp(z) - y * z,
    "perceptron": lambda s, z: np.maximum(0, -s * z),
    "hinge": lambda s, z: np.maximum(0, 1 - s * z),
    "logistic": lambda s, z: np.logaddexp(0, -s * z),
    "sigmoid_squared": lambda y, z: (special.expit(z) - y) ** 2,
    "sigmoid_cross_entropy": lambda y, z: -(y * special.log_expit(z) + (1 - y) * special.log_expit(-z)),
}


@pytest.mark.parametrize("name", ORACLES)
@settings(deadline=None)
@given(yes=st.booleans(), z=st.floats(-30, 30).filter(lambda z: min(abs(z), abs(z - 1), abs(z + 1)) > 1e-3))
def test_values_and_derivatives(name: str, yes: bool, z: float) -> None:
    label = 2.0 * yes - 1 if name in SIGNED else float(yes)
    value, derivative = lecture()[name](torch.tensor([label]).double(), torch.tensor([z], dtype=torch.float64))
    oracle = partial(ORACLES[name], label)
    assert np.isclose(value.item(), oracle(z), rtol=1e-9, atol=1e-12)
    assert np.isclose(derivative.item(), (oracle(z + 1e-6) - oracle(z - 1e-6)) / 2e-6, rtol=1e-3, atol=1e-5)


RECIPE: dict[str, tuple[float, Callable[..., Any]]] = {
    "squared": (3.7, lambda y, z: 2 * stats.norm(z).logpdf(y) + np.log(2 * np.pi)),
    "absolute": (3.7, lambda y, z: stats.laplace(z).logpdf(y) + np.log(2)),
    "sigmoid_cross_entropy": (1.0, lambda y, z: stats.bernoulli(special.expit(z)).logpmf(y)),
    "poisson": (4.0, lambda y, z: stats.poisson(np.exp(z)).logpmf(y) + special.gammaln(y + 1)),
}


@pytest.mark.parametrize("name", RECIPE)
def test_loss_is_the_negative_log_likelihood(name: str) -> None:
    label, log_likelihood = RECIPE[name]
    z = torch.linspace(-3, 3, 61, dtype=torch.float64)
    assert np.allclose(lecture()[name](label, z)[0], -log_likelihood(label, z.numpy()))


def test_answer_minus_truth() -> None:
    z = torch.linspace(-3, 3, 61, dtype=torch.float64)
    for name, answer, times in (
        ("squared", z, 2),
        ("sigmoid_cross_entropy", torch.sigmoid(z), 1),
        ("poisson", torch.exp(z), 1),
    ):
        assert torch.allclose(lecture()[name](1.0, z)[1], times * (answer - 1)), name


def test_only_the_perceptron_criterion_bounds_no_mistakes() -> None:
    """With the right factor four losses are nowhere below the 0-1 loss; no factor lifts the fifth."""
    m, yes = torch.linspace(-50, 50, 10_001, dtype=torch.float64), torch.ones(10_001).double()
    mistake = (m <= 0).double()
    for name, factor in (("squared", 1), ("hinge", 1), ("logistic", 1 / np.log(2)), ("sigmoid_squared", 4)):
        assert (factor * lecture()[name](yes, m)[0] >= mistake - 1e-12).all(), name
    for name in ("logistic", "sigmoid_squared"):
        assert (lecture()[name](yes, m)[0] < mistake).any(), f"{name} needs its factor"
    assert (1e9 * lecture()["perceptron"](yes, m)[0] < mistake).any()


def test_derivatives_far_on_the_wrong_side() -> None:
    far, yes = torch.tensor([-30.0], dtype=torch.float64), torch.ones(1).double()
    for name, expected in (("hinge", -1), ("logistic", -1), ("perceptron", -1), ("sigmoid_squared", 0)):
        assert np.isclose(lecture()[name](yes, far)[1].item(), expected), name


def test_perceptron_starts_from_zero_as_in_lecture_04() -> None:
    names, fourth = lecture(), twins.lecture("04-one-neuron-four-models")
    s = torch.tensor([1.0, -1.0], dtype=torch.float64)
    z = torch.tensor([0.0, 2.0, -2.0], dtype=torch.float64)
    for sign in s:
        theirs = fourth["perceptron_criterion"](z.numpy(), sign.item())[1]
        assert names["perceptron"](sign, z)[1].tolist() == theirs.tolist()
    X = torch.tensor([[1.0, 1.0], [-1.0, 1.0]], dtype=torch.float64)
    path = names["descend"](names["perceptron"], s, X, torch.zeros(2).double(), 1.0, 2)
    assert (path[1] != 0).any(), "a neuron with zero weights must learn"


def test_stuck_neuron() -> None:
    """Nearly 1,500 times weaker at z = -8, and more than a thousand steps until the squared error leaves the axis."""
    names, yes, z = lecture(), torch.ones(1).double(), torch.tensor([-8.0], dtype=torch.float64)
    ratio = names["sigmoid_cross_entropy"](yes, z)[1] / names["sigmoid_squared"](yes, z)[1]
    assert 1400 < ratio.item() < 1600
    steps = 0
    while torch.sigmoid(z).item() < 0.1:
        z, steps = z - names["sigmoid_squared"](yes, z)[1], steps + 1
    assert 1000 < steps < 2000


def test_cut_off_logarithm_dies_in_the_sigmoid() -> None:
    """The loss is cut off at 100; its derivative for p is not 0, the sigmoid's is."""
    p, no = torch.tensor(1.0, requires_grad=True), torch.tensor(0.0)
    loss = F.binary_cross_entropy(p, no)
    assert loss == 100
    assert torch.autograd.grad(loss, p)[0] > 1e11
    z = torch.tensor(20.0, requires_grad=True)
    assert torch.autograd.grad(torch.sigmoid(z), z)[0] == 0


@pytest.mark.parametrize("seed", range(3))
def test_gaussian_with_its_width(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    y, mu, rho = torch.randn(3, 20, generator=generator, dtype=torch.float64)
    value, along_mu, along_rho = lecture()["gaussian"](y, mu.requires_grad_(), rho.requires_grad_())
    nll = F.gaussian_nll_loss(mu, y, torch.exp(2 * rho), reduction="none")
    assert torch.allclose(value, nll)
    for ours, theirs in zip((along_mu, along_rho), torch.autograd.grad(nll.sum(), (mu, rho)), strict=True):
        assert torch.allclose(ours, theirs)


def test_one_color_a_loss() -> None:
    """The same loss has the same color in every figure: all come from one table, which has no color twice."""
    twin = (twins.LECTURES / "06-losses.py").read_text(encoding="utf-8")
    table = twin.partition("COLORS = {")[2].partition("}")[0]
    colors = re.findall(r": plots\.(\w+)", table)
    assert len(colors) == len(set(colors)) == 7
    assert "plots.PALETTE" not in twin


def test_puzzle_gives_nothing_away() -> None:
    twin = (twins.LECTURES / "06-losses.py").read_text(encoding="utf-8")
    figure = twin.partition("figure, axis = plt.subplots")[2].partition("# %%")[0]
    assert not re.search(r"squared|cross|ln ŷ|−ln", figure)


@pytest.mark.parametrize("seed", range(5))
def test_softmax_cross_entropy(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    z = (10 * torch.randn(6, 4, generator=generator, dtype=torch.float64)).requires_grad_()
    y = torch.randint(4, (6,), generator=generator)
    value, derivative = lecture()["softmax_cross_entropy"](y, z)
    theirs = metrics.log_loss(y, special.softmax(z.detach().numpy(), axis=1), labels=range(4))
    assert np.isclose(value.mean().item(), theirs)
    assert torch.allclose(derivative, torch.autograd.grad(F.cross_entropy(z, y, reduction="sum"), z)[0])


def test_logits_of_ten_thousand() -> None:
    z, yes = torch.tensor([-1e4, 1e4]), torch.ones(2)
    for name, labels, expected in (
        ("sigmoid_cross_entropy", yes, [1e4, 0]),
        ("sigmoid_cross_entropy", 0 * yes, [0, 1e4]),
        ("logistic", yes, [1e4, 0]),
        ("logistic", -yes, [0, 1e4]),
    ):
        value, derivative = lecture()[name](labels, z)
        assert value.tolist() == expected
        assert derivative.abs().tolist() == [float(bool(loss)) for loss in expected]
    value, derivative = lecture()["softmax_cross_entropy"](
        torch.tensor([0, 1]), torch.tensor([[-1e4, 1e4], [-1e4, 1e4]])
    )
    assert value.tolist() == [2e4, 0]
    assert derivative.tolist() == [[-1, 1], [0, 0]]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)), min_size=2, max_size=8))
def test_entropies(weights: list[tuple[float, float]]) -> None:
    p, q = torch.tensor(weights, dtype=torch.float64).T
    p, q = p / p.sum(), q / q.sum()
    names = lecture()
    assert np.isclose(names["entropy"](p), stats.entropy(p, base=2))
    assert np.isclose(names["kl_divergence"](p, q), stats.entropy(p, q, base=2), atol=1e-12)
    assert names["cross_entropy"](p, q) >= names["entropy"](p) - 1e-12


def test_entropies_at_the_edge() -> None:
    sure, other = torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.0])
    assert lecture()["entropy"](sure) == 0
    assert lecture()["cross_entropy"](sure, torch.tensor([0.0, 1.0])) == 0
    assert lecture()["kl_divergence"](sure, other) == torch.inf


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6))
def test_log_sum_exp(z: list[float]) -> None:
    assert np.isclose(lecture()["log_sum_exp"](torch.tensor(z, dtype=torch.float64)), special.logsumexp(z))


def test_descend_is_gradient_descent_on_the_mean_loss() -> None:
    generator = torch.Generator().manual_seed(0)
    X, y = torch.randn(20, 3, generator=generator).double(), torch.randint(2, (20,), generator=generator).double()
    theta = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([theta], lr=0.7)
    for _ in range(15):
        optimizer.zero_grad()
        F.binary_cross_entropy_with_logits(X @ theta, y).backward()
        optimizer.step()
    names = lecture()
    path = names["descend"](names["sigmoid_cross_entropy"], y, X, torch.zeros(3).double(), 0.7, 15)
    assert path.shape == (16, 3)
    assert torch.allclose(path[-1], theta.detach())
