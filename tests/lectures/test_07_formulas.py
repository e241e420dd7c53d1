"""Lecture 07's formulas against oracles from outside the notebook."""

from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from authoring import definitions as twins
from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "07-gradient-descent")


@settings(deadline=None)
@given(eta=st.floats(0.0, 1.2), x0=st.floats(-100, 100), steps=st.integers(1, 40))
def test_the_path_on_the_parabola_is_a_power_of_its_factor(eta: float, x0: float, steps: int) -> None:
    start = torch.tensor([x0], dtype=torch.float64)
    path = lecture()["gradient_descent"](lambda x: 2 * x, start, eta, steps)[:, 0].numpy()
    assert np.allclose(path, x0 * (1 - 2 * eta) ** np.arange(steps + 1), rtol=1e-9, atol=1e-9)


def test_exercise_5_1() -> None:
    path = lecture()["gradient_descent"](lambda x: 2 * x, torch.tensor([9.0], dtype=torch.float64), 0.1, 3)
    assert path[:, 0].tolist() == pytest.approx([9, 7.2, 5.76, 4.608], rel=1e-15)


@pytest.mark.parametrize("seed", range(5))
def test_the_gradient_of_the_mean_squared_error_agrees_with_autograd_and_scipy(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    X, y = (torch.randn(shape, generator=generator, dtype=torch.float64) for shape in ((20, 4), (20,)))
    theta = torch.randn(4, generator=generator, dtype=torch.float64, requires_grad=True)
    lecture()["mse"](X, y, theta).backward()
    mine = lecture()["mse_gradient"](X, y, theta.detach())
    assert torch.allclose(mine, theta.grad)
    error = optimize.check_grad(
        lambda t: lecture()["mse"](X, y, torch.tensor(t)).item(),
        lambda t: lecture()["mse_gradient"](X, y, torch.tensor(t)).numpy(),
        theta.detach().numpy(),
    )
    assert error < 1e-5


@pytest.mark.parametrize("batch_size", [1, 32, 331])
def test_an_epoch_takes_as_many_steps_as_there_are_batches(batch_size: int) -> None:
    X, y = lecture()["with_ones"](data.standardize(data.diabetes()).train)
    asked: list[int] = []
    lecture()["sgd"](X, y, lambda t: asked.append(t) or 0.0, batch_size, 2, torch.Generator())
    assert asked == list(range(2 * -(-331 // batch_size)))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("standardized", [True, False])
def test_the_loss_known_without_walking_is_that_of_the_walk(seed: int, standardized: bool) -> None:
    split = data.diabetes(seed=seed)
    X, y = lecture()["with_ones"]((data.standardize(split) if standardized else split).train)
    mse = partial(lecture()["mse"], X, y)
    eta = 1 / np.linalg.norm(2 / len(X) * X.T @ X, 2)
    start = torch.zeros_like(X[0])
    path = lecture()["gradient_descent"](lambda t: lecture()["mse_gradient"](X, y, t), start, eta, 500)
    least = mse(torch.tensor(np.linalg.lstsq(X.numpy(), y.numpy(), rcond=None)[0])).item()
    walked = [mse(path[t]).item() / least - 1 for t in (0, 1, 20, 500)]
    known = lecture()["excess"](X, y, torch.tensor([0.0, 1, 20, 500], dtype=torch.float64))
    assert known.tolist() == pytest.approx(walked, rel=1e-6, abs=1e-9)


def test_standardized_inputs_need_the_fourteen_steps_of_the_text_and_raw_ones_millions() -> None:
    split = data.diabetes()
    steps = torch.tensor([13.0, 14.0, 3e7], dtype=torch.float64)
    standardized, raw = (
        lecture()["excess"](*lecture()["with_ones"](dataset.train), steps)
        for dataset in (data.standardize(split), split)
    )
    assert standardized[0] >= 0.01 > standardized[1]
    assert raw[2] > 0.01


@pytest.mark.parametrize("seed", range(5))
def test_the_condition_numbers_are_as_the_text_has_them(seed: int) -> None:
    split = data.diabetes(seed=seed)
    for dataset, low, high in ((split, 4.5e7, 5.5e7), (data.standardize(split), 400, 500)):
        X, _ = lecture()["with_ones"](dataset.train)
        assert low < np.linalg.cond(X.numpy()) ** 2 < high


@given(eta=st.floats(0.01, 0.99), kappa=st.floats(1, 100))
def test_below_the_bound_the_path_may_wiggle_but_the_loss_never_rises(eta: float, kappa: float) -> None:
    bowl, gradient = (partial(lecture()[name], kappa=kappa) for name in ("bowl", "bowl_gradient"))
    start = torch.tensor([9.0, 3.0], dtype=torch.float64)
    path = lecture()["gradient_descent"](gradient, start, eta, 30)
    assert (torch.stack([bowl(theta) for theta in path]).diff() <= 0).all()
    assert bool((path[1:, 1] * path[:-1, 1] < 0).all()) == (eta > 0.5) or abs(eta - 0.5) < 1e-6


def test_the_figure_names_the_fate_that_the_walk_has() -> None:
    for eta in np.arange(0, 1.25, 0.05).round(2).tolist():
        word = lecture_with_constants()["fate"](eta)
        path = np.array(lecture()["walk"](eta, steps=200))
        if word in ("stays", "jumps forever"):
            assert abs(path[-1]) == pytest.approx(9)
        elif word == "diverges":
            assert abs(path[-1]) > 1000
        else:
            assert abs(path[-1]) < 0.01
            assert (path[1] < 0) == (word == "wiggles")


def lecture_with_constants() -> dict[str, Any]:
    """Return the lecture's names with FATES, which `fate` reads and which no function holds."""
    names = lecture()
    text = (twins.LECTURES / "07-gradient-descent.py").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("FATES = "))
    exec(line, names)  # noqa: S102
    return names
