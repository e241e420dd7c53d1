"""Lecture 07's formulas against oracles from outside the notebook."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from twins import lecture

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
