"""Lecture 03's formulas against oracles from outside the notebook."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from sklearn.linear_model import Perceptron
from sklearn.svm import SVC

from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "03-perceptron")


def separable(X: np.ndarray, y: np.ndarray) -> bool:
    """Say by linear programming whether some w has s w'x >= 1 for all examples."""
    signed = (2 * y - 1)[:, None] * X
    found = optimize.linprog(np.zeros(X.shape[1]), A_ub=-signed, b_ub=-np.ones(len(X)), bounds=(None, None))
    return found.status == 0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("eta", [0.01, 1.0, 30.0])
def test_the_rule_takes_the_same_path_as_scikit_learn(seed: int, eta: float) -> None:
    rng = np.random.default_rng(seed)
    X, y, start = rng.normal(size=(30, 4)), rng.integers(0, 2, 30), rng.normal(size=5)
    path, _ = lecture()["train"](lecture()["with_one"](X), y, 7, eta, start)
    oracle = Perceptron(eta0=eta, shuffle=False, max_iter=7, tol=None)
    oracle.fit(X, y, coef_init=start[None, :4], intercept_init=start[4:])
    assert np.allclose(path[-1], np.append(oracle.coef_, oracle.intercept_))


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 2**32 - 1), d=st.integers(2, 30), gamma=st.floats(0.05, 0.45))
def test_the_mistake_bound_holds_and_so_do_both_sides_of_its_wedge(seed: int, d: int, gamma: float) -> None:
    X, y, u = lecture()["random_task"](d, gamma, 40, np.random.default_rng(seed))
    margin = min((2 * y - 1) * (X @ u))
    assert np.allclose(np.linalg.norm(X, axis=1), 1)
    assert margin >= gamma - 1e-12
    path, when = lecture()["train"](X, y, 2000)
    k, length = np.arange(len(path)), np.linalg.norm(path, axis=1)
    assert (length >= k * margin - 1e-9).all()
    assert (length <= np.sqrt(k) + 1e-9).all()
    assert len(when) <= 1 / margin**2 + 1e-9
    assert lecture()["accuracy"](path[-1], X, y) == 1


def two_species(seed: int, zero: int, one: int, columns: list[int]) -> tuple[np.ndarray, np.ndarray]:
    X, y = lecture()["two_species"](data.iris(seed=seed).train, zero, one, columns)
    return lecture()["with_one"](X), y


@pytest.mark.parametrize("seed", range(5))
def test_what_the_lecture_calls_separable_is_and_what_it_does_not_is_not(seed: int) -> None:
    for columns in ([0, 1], [2, 3]):
        X, y = two_species(seed, 0, 1, columns)
        assert separable(X, y)
        scaled = lecture()["standardize"](X[:, :2], X[:, :2])
        assert np.allclose(scaled.mean(axis=0), 0)
        assert np.allclose(scaled.std(axis=0), 1)
        assert separable(lecture()["with_one"](scaled), y)
    X, y = two_species(seed, 0, 1, [2, 3])
    assert not separable(X[:, :2], y), "without a bias no line separates the raw petals"
    assert not separable(*two_species(seed, 1, 2, [2, 3]))


def test_the_two_species_are_those_asked_for_in_the_order_asked_for() -> None:
    flowers = data.iris().train
    X, y = lecture()["two_species"](flowers, 2, 0, [3, 1])
    assert len(X) == len(y) == int(((flowers.y == 0) | (flowers.y == 2)).sum())
    assert np.allclose(X[y == 0], flowers.X[flowers.y == 2][:, [3, 1]])
    assert np.allclose(X[y == 1], flowers.X[flowers.y == 0][:, [3, 1]])


@pytest.mark.parametrize("columns", [[0, 1], [2, 3]])
def test_the_widest_margin_is_that_of_a_support_vector_machine_through_the_origin(columns: list[int]) -> None:
    X, y = two_species(0, 0, 1, columns)
    u, signed = lecture()["widest"](X, y), (2 * y - 1)[:, None] * X
    machine = SVC(kernel="linear", C=1e6, tol=1e-6).fit(np.vstack([signed, -signed]), np.repeat([1, -1], len(X)))
    assert min(signed @ u) == pytest.approx(1 / np.linalg.norm(machine.coef_), rel=1e-3)


def test_no_weights_compute_xor_and_the_rule_cycles_on_it_after_the_second_epoch() -> None:
    X, xor = lecture()["with_one"](np.array([[0, 0], [0, 1], [1, 0], [1, 1]])), np.array([0, 1, 1, 0])
    assert not separable(X, xor)
    path, when = lecture()["train"](X, xor, 30)
    late = path[:-1][when >= 8]
    assert np.array_equal(late[4:], late[:-4]), "the same four corrections, over and over"
    assert max(lecture()["accuracy"](w, X, xor) for w in path) == 0.5


def test_two_layers_are_one_after_the_other() -> None:
    rng = np.random.default_rng(0)
    X, W1, b1, w2, b2 = rng.normal(size=(9, 3)), rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=4), 0.1
    H, y_hat = lecture()["two_layers"](X, W1, b1, w2, b2)
    for x, h, answer in zip(X, H, y_hat, strict=True):
        assert h.tolist() == [int(x @ W1[j] + b1[j] >= 0) for j in range(4)]
        assert answer == int(h @ w2 + b2 >= 0)
