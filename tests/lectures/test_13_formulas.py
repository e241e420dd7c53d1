"""Lecture 13's formulas against oracles from outside the notebook."""

import math
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sklearn import linear_model
from torch import Tensor

from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "13-regularization")


def regression(seed: int, n: int = 40, p: int = 12) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(n, p, generator=generator, dtype=torch.float64)
    return X, X[:, :3].sum(dim=1) + torch.randn(n, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("shape", [(40, 12), (12, 40), (20, 20)])
@pytest.mark.parametrize("lam", [0.01, 1.0])
def test_ridge_is_scikit_learns_with_n_times_the_strength(shape: tuple[int, int], lam: float) -> None:
    X, y = regression(0, *shape)
    theirs = linear_model.Ridge(alpha=len(X) * lam, fit_intercept=False).fit(X.numpy(), y.numpy())
    assert np.allclose(lecture()["ridge"](X, y, lam), theirs.coef_)


def test_ridge_keeps_of_each_singular_direction_the_share_that_the_text_says() -> None:
    X, y = regression(1)
    U, d, Vh = torch.linalg.svd(X, full_matrices=False)
    share = d**2 / (d**2 + len(X) * 0.3)
    assert torch.allclose(lecture()["ridge"](X, y, 0.3), Vh.T @ (share * (U.T @ y) / d))


@pytest.mark.parametrize("alpha", [1.0, 0.7, 0.2])
@pytest.mark.parametrize("seed", range(3))
def test_ista_finds_scikit_learns_elastic_net_and_its_zeros(alpha: float, seed: int) -> None:
    X, y = regression(seed)
    strengths = torch.tensor([0.05, 0.5], dtype=torch.float64)
    ours = lecture()["ista"](X, y, strengths, alpha)
    for column, lam in enumerate(strengths.tolist()):
        theirs = linear_model.ElasticNet(alpha=lam, l1_ratio=alpha, fit_intercept=False, tol=1e-12, max_iter=100_000)
        coefficients = theirs.fit(X.numpy(), y.numpy()).coef_
        assert np.allclose(ours[:, column], coefficients, atol=1e-6)
        assert ((ours[:, column] == 0).numpy() == (coefficients == 0)).all()


@given(x=st.floats(-10, 10), by=st.floats(0, 5))
def test_the_soft_threshold_moves_towards_zero_and_stops_there(x: float, by: float) -> None:
    moved = lecture()["soft_threshold"](torch.tensor(x, dtype=torch.float64), by).item()
    assert moved == pytest.approx(math.copysign(max(abs(x) - by, 0), x))


def test_the_smallest_fit_shrinks_with_every_neuron_beyond_the_peak() -> None:
    Z, _, y, _ = lecture()["random_features"](7)
    Y = F.one_hot(y, 10).double()
    norms = []
    for p in (200, 230, 260, 500, 1500):
        theta = lecture()["minimum_norm"](Z[:, :p], Y)
        assert torch.allclose(Z[:, :p] @ theta, Y, atol=1e-8)
        norms.append(theta.norm().item())
    assert norms == sorted(norms, reverse=True)


@pytest.mark.parametrize("seed", range(5, 8))
def test_the_peak_and_both_descents_are_there_for_other_seeds_too(seed: int) -> None:
    Z, Z_test, y, y_test = lecture()["random_features"](seed)
    Y = F.one_hot(y, 10).double()

    def error(fit: Any, p: int) -> float:
        wrong = (Z_test[:, :p] @ fit(Z[:, :p], Y)).argmax(dim=1) != y_test
        return float(wrong.double().mean())

    plain = {p: error(lecture()["minimum_norm"], p) for p in (100, 200, 4000)}
    assert plain[200] > 0.6
    assert plain[100] < 0.2
    assert plain[4000] < min(0.08, plain[100])
    assert error(partial(lecture()["ridge"], lam=0.1), 200) < 0.12


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5])
def test_dropout_is_pytorchs_in_training_and_nothing_in_evaluation(p: float) -> None:
    a = torch.randn(50, 20, generator=torch.Generator().manual_seed(0))
    torch.manual_seed(3)
    ours = lecture()["dropout"](a, p)
    torch.manual_seed(3)
    assert torch.allclose(ours, F.dropout(a, p), atol=1e-6)
    assert torch.equal(lecture()["dropout"](a, p, training=False), a)


def moved(X: Tensor, turns: float = 0.0, shift: tuple[float, float] = (0, 0), *, flip: bool = False) -> Tensor:
    n = len(X)
    images: Tensor = lecture()["affine"](
        X, torch.full((n,), turns * math.pi / 2), torch.ones(n), torch.tensor([shift] * n), torch.full((n,), flip)
    )
    return images


def test_affine_turns_mirrors_and_shifts_as_arrays_do() -> None:
    X = torch.rand(3, 1, 9, 9, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(moved(X), X, atol=1e-5)
    assert torch.allclose(moved(X, turns=1), torch.rot90(X, 1, (2, 3)), atol=1e-4)
    assert torch.allclose(moved(X, flip=True), X.flip(-1), atol=1e-5)
    right_and_down = F.pad(X, (2, 0, 1, 0))[..., :9, :9]
    assert torch.allclose(moved(X, shift=(2.0, 1.0)), right_and_down, atol=1e-4)


def test_affine_enlarges_about_the_center() -> None:
    X = torch.zeros(1, 1, 9, 9)
    X[..., 3:6, 3:6] = 1
    one = torch.ones(1)
    enlarged = lecture()["affine"](X, 0 * one, 2 * one, torch.zeros(1, 2), one == 0)
    assert enlarged.sum() == pytest.approx(4 * X.sum().item(), rel=0.01)
    assert torch.allclose(enlarged, enlarged.flip(-1), atol=1e-5)


def test_early_stopping_and_ridge_are_cousins_for_other_seeds_too() -> None:
    X, y, *_ = lecture()["with_noise_columns"](11)
    assert X.mean(dim=0).abs().max() < 1e-12
    mu, V = torch.linalg.eigh(X.T @ X / len(X))
    eta, t = (1 / mu[-1]).item(), 50
    theta = torch.zeros(60, dtype=torch.float64)
    for _ in range(t):
        theta = theta - eta * X.T @ (X @ theta - y) / len(X)
    formula = V @ ((1 - (1 - eta * mu) ** t) * (V.T @ X.T @ y / len(X)) / mu)
    assert torch.allclose(theta, formula)
    shrunk = lecture()["ridge"](X, y, 1 / (eta * t))
    assert 0.03 < (theta - shrunk).norm() / shrunk.norm() < 0.45


def test_wrong_labels_are_learned_and_every_remedy_helps_for_other_seeds_too() -> None:
    parts = lecture()["load"]([data.digits(seed=seed) for seed in range(5, 8)], 400, 200, redrawn=0.4)
    test, held, train = lecture()["train"](parts)
    assert train.min() > 0.85
    stopped = test[held.argmin(axis=0), np.arange(3)]
    assert (stopped > test[-1] + 0.03).all()
    for setting in ({"decay": 3.0}, {"p": 0.5}, {"l1": 1e-3}):
        assert (lecture()["train"](parts, **setting)[0][-1] > test[-1] + 0.03).all()


def test_operations_of_autoaugment_do_what_their_names_say() -> None:
    rows = np.zeros((21, 21), dtype=np.uint8)
    rows[:, 10] = 200
    image = Image.fromarray(rows)
    operate = lecture()["operate"]
    assert (np.asarray(operate(image, "Invert", 3)) == 255 - rows).all()
    assert (np.asarray(operate(image, "Solarize", 8)) == np.where(rows >= 52, 255 - rows, rows)).all()
    slanted = np.asarray(operate(image, "ShearX", 10)).argmax(axis=1)
    assert slanted[0] > 10 > slanted[-1]
    assert (np.asarray(operate(image, "ShearY", 10)).argmax(axis=1) == 10).all()
