"""Lecture 06's formulas against oracles from outside the notebook."""

from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from sklearn import metrics
from twins import lecture

lecture = partial(lecture, "06-losses")
SIGNED = ("perceptron", "hinge", "logistic")
ORACLES = {
    "squared": lambda y, z: (y - z) ** 2,
    "perceptron": lambda s, z: np.maximum(0, -s * z),
    "hinge": lambda s, z: np.maximum(0, 1 - s * z),
    "logistic": lambda s, z: np.logaddexp(0, -s * z),
    "sigmoid_squared": lambda y, z: (special.expit(z) - y) ** 2,
    "sigmoid_cross_entropy": lambda y, z: -(y * special.log_expit(z) + (1 - y) * special.log_expit(-z)),
}


@pytest.mark.parametrize("name", ORACLES)
@settings(deadline=None)
@given(yes=st.booleans(), z=st.floats(-30, 30).filter(lambda z: min(abs(z), abs(z - 1), abs(z + 1)) > 1e-3))
def test_values_and_slopes(name: str, yes: bool, z: float) -> None:
    label = 2.0 * yes - 1 if name in SIGNED else float(yes)
    value, slope = lecture()[name](torch.tensor([label]).double(), torch.tensor([z], dtype=torch.float64))
    oracle = partial(ORACLES[name], label)
    assert np.isclose(value.item(), oracle(z), rtol=1e-9, atol=1e-12)
    assert np.isclose(slope.item(), (oracle(z + 1e-6) - oracle(z - 1e-6)) / 2e-6, atol=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_softmax_cross_entropy(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    z = (10 * torch.randn(6, 4, generator=generator, dtype=torch.float64)).requires_grad_()
    y = torch.randint(4, (6,), generator=generator)
    value, slope = lecture()["softmax_cross_entropy"](y, z)
    theirs = metrics.log_loss(y, special.softmax(z.detach().numpy(), axis=1), labels=range(4))
    assert np.isclose(value.mean().item(), theirs)
    assert torch.allclose(slope, torch.autograd.grad(F.cross_entropy(z, y, reduction="sum"), z)[0])


def test_logits_of_ten_thousand() -> None:
    z, yes = torch.tensor([-1e4, 1e4]), torch.ones(2)
    for name, labels, expected in (
        ("sigmoid_cross_entropy", yes, [1e4, 0]),
        ("sigmoid_cross_entropy", 0 * yes, [0, 1e4]),
        ("logistic", yes, [1e4, 0]),
        ("logistic", -yes, [0, 1e4]),
    ):
        value, slope = lecture()[name](labels, z)
        assert value.tolist() == expected
        assert slope.abs().tolist() == [float(bool(loss)) for loss in expected]
    value, slope = lecture()["softmax_cross_entropy"](torch.tensor([0, 1]), torch.tensor([[-1e4, 1e4], [-1e4, 1e4]]))
    assert value.tolist() == [2e4, 0]
    assert slope.tolist() == [[-1, 1], [0, 0]]


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
