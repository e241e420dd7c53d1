"""Lecture 07's formulas against oracles from outside the notebook, and its folded solutions, which nobody else runs."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from helpers import data

TWIN = Path(__file__).resolve().parents[2] / "authoring" / "lectures" / "07-gradient-descent.py"
SOLUTION = re.compile(r"```python\n(.*?)```", re.DOTALL)


@cache
def cells(kind: str) -> tuple[str, ...]:
    return tuple(cell.source for cell in jupytext.read(TWIN, fmt="py:percent").cells if cell.cell_type == kind)


@cache
def lecture() -> dict[str, Any]:
    """Return the names a student has after the cells that only define functions, plus the setup cell's imports."""
    setup, *others = cells("code")
    names: dict[str, Any] = {"__name__": "lecture", "raw": data.diabetes()}
    with plt.rc_context():
        exec(setup, names)  # noqa: S102
        for source in others:
            if source.startswith("def ") and "plt.subplots" not in source and "widgets.explore" not in source:
                exec(source, names)  # noqa: S102
    return names


def solutions() -> list[str]:
    return [code for text in cells("markdown") for code in SOLUTION.findall(text)]


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


@pytest.mark.parametrize("number", range(1, len(solutions()) + 1))
def test_the_folded_solution_runs_and_its_own_checks_hold(number: int) -> None:
    exec(solutions()[number - 1], dict(lecture()))  # noqa: S102
