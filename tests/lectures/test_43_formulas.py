"""Lecture 43's solvers, adjoint, derivatives and fits against SciPy, closed forms, autograd and known answers."""

import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "43-neural-odes-and-physics", also=("C", "K", "START", "H", "SEEN", "t", "truth", "angles"))


def network(seed: int, d: int = 2) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(d, 16), nn.Tanh(), nn.Linear(16, d)).double()


def unrolled(names: dict[str, Any], f: nn.Module, y: torch.Tensor, T: float, steps: int) -> tuple[torch.Tensor, ...]:
    """Return the end, and the gradient of half its squared length by backpropagation through the steps."""
    y = y.clone().requires_grad_()
    end = names["solve"](f, y, T / steps, steps)[-1]
    slopes = torch.autograd.grad(end.square().sum() / 2, [y, *f.parameters()])
    return end.detach(), torch.cat([slope.flatten() for slope in slopes])


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), h=st.floats(-0.5, 0.5))
def test_a_step_on_a_linear_field_is_the_exponential_series_up_to_its_order(seed: int, h: float) -> None:
    names = lecture()
    generator = torch.Generator().manual_seed(seed)
    A, y = torch.randn(3, 3, generator=generator).double(), torch.randn(3, generator=generator).double()
    terms = [y]
    for n in range(1, 5):
        terms.append(h / n * A @ terms[-1])
    assert torch.allclose(names["euler"](lambda y: A @ y, y, h), terms[0] + terms[1])
    assert torch.allclose(names["rk4"](lambda y: A @ y, y, h), torch.stack(terms).sum(0))


def test_a_solution_starts_at_the_start_and_comes_to_the_matrix_exponential() -> None:
    names = lecture()
    A = torch.tensor([[0.0, 1.0], [-4.0, -0.2]], dtype=torch.float64)
    y = torch.tensor([1.5, 0.0], dtype=torch.float64)
    states = names["solve"](lambda y: A @ y, y, 0.01, 300)
    assert states.shape == (301, 2)
    assert torch.equal(states[0], y)
    assert torch.allclose(states[-1], torch.linalg.matrix_exp(3 * A) @ y, atol=1e-7)


@pytest.mark.parametrize(("c", "k"), [(0.0, 1.0), (0.2, 4.0), (1.0, 8.0)])
def test_the_pendulum_agrees_with_scipy_in_any_shape_of_batch(c: float, k: float) -> None:
    names = lecture()
    start = torch.tensor([[[1.5, 0.0], [-2.0, 1.0]], [[0.1, -3.0], [3.0, 0.5]]], dtype=torch.float64)  # (2, 2, 2)
    ours = names["solve"](names["pendulum"](c, k), start, 0.01, 500)[-1]
    for place in np.ndindex(2, 2):
        scipy_says = solve_ivp(
            lambda _, y: [y[1], -c * y[1] - k * np.sin(y[0])], (0, 5), start[place].numpy(), rtol=1e-10, atol=1e-10
        ).y[:, -1]
        assert ours[place].numpy() == pytest.approx(scipy_says, abs=1e-6)


def test_exact_angles_are_those_of_many_small_steps_and_start_where_they_should() -> None:
    names = lecture()
    start = torch.tensor(names["START"], dtype=torch.float64)
    steps = names["solve"](names["pendulum"](names["C"], names["K"]), start, 0.0025, 2400)[::60, 0]
    assert torch.allclose(names["exact"](names["t"]), steps, atol=1e-6)
    assert names["exact"](torch.tensor([0.0, 1.0]))[0] == names["START"][0]


def test_the_adjoint_is_the_gradient_of_a_linear_field_in_closed_form() -> None:
    """For y' = W y, the end is exp(W T) y, so its gradient with respect to y is exp(W T)' times the loss's."""
    names = lecture()
    f = nn.Linear(3, 3, bias=False).double()
    y = torch.tensor([1.0, -0.5, 0.2], dtype=torch.float64)
    end = torch.linalg.matrix_exp(1.5 * f.weight) @ y
    (slope,) = torch.autograd.grad(end.square().sum() / 2, f.weight)
    with torch.no_grad():
        back, y_bar, theta_bar = names["adjoint"](f, end, end, 1.5 / 200, 200)
        assert torch.allclose(back, y, atol=1e-8)
        assert torch.allclose(y_bar, torch.linalg.matrix_exp(1.5 * f.weight).T @ end, atol=1e-8)
    assert torch.allclose(theta_bar, slope.flatten(), atol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_the_adjoint_meets_backpropagation_sixteen_times_closer_for_half_the_step(seed: int) -> None:
    names, f = lecture(), network(seed)
    y, gaps = torch.tensor([1.0, -0.5], dtype=torch.float64), []
    for steps in (10, 20, 40):
        end, gradient = unrolled(names, f, y, 2.0, steps)
        back, *slopes = names["adjoint"](f, end, end, 2.0 / steps, steps)
        gaps.append(((torch.cat(slopes) - gradient).norm() / gradient.norm()).item())
        assert torch.allclose(back, y, atol=1e-4)
    assert 8 < gaps[0] / gaps[1] < 32
    assert 8 < gaps[1] / gaps[2] < 32
    assert gaps[2] < 1e-6


def test_the_adjoint_forgets_each_state_once_it_has_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said to need no more memory for more steps."""
    names, f = lecture(), network(0)
    step, states = names["rk4"], list[weakref.ref[torch.Tensor]]()

    def watched(field: Callable[[torch.Tensor], torch.Tensor], s: torch.Tensor, h: float) -> torch.Tensor:
        new: torch.Tensor = step(field, s, h)
        states.append(weakref.ref(new))
        assert sum(state() is not None for state in states) <= 2
        return new

    monkeypatch.setitem(names, "rk4", watched)
    monkeypatch.setattr(names["solve"], "__defaults__", (watched,))
    y = torch.tensor([1.0, -0.5], dtype=torch.float64)
    names["adjoint"](f, y, y, 0.1, 20)
    assert len(states) == 20


def test_scipys_adjoint_is_backpropagation_through_the_solver() -> None:
    names, f = lecture(), network(1)
    end, gradient = unrolled(names, f, torch.tensor([0.3, 0.8], dtype=torch.float64), 2.0, 100)
    field = names["adjoint_field"](f, 2)
    s = torch.cat([end, end, torch.zeros(len(gradient) - 2, dtype=torch.float64)]).numpy()
    back = solve_ivp(lambda _, s: field(torch.tensor(s)).numpy(), (2, 0), s, rtol=1e-10, atol=1e-12).y[:, -1]
    assert back[:2] == pytest.approx([0.3, 0.8], abs=1e-7)
    assert np.linalg.norm(back[2:] - gradient.numpy()) < 1e-7 * gradient.norm().item()


def test_derivatives_are_those_of_autograd_and_of_finite_differences() -> None:
    names = lecture()
    torch.manual_seed(0)
    net = names["Curve"](3.0).double()
    t = torch.linspace(0.1, 2.9, 11, dtype=torch.float64, requires_grad=True)
    u, du, ddu = names["derivatives"](net, t)
    assert u.shape == du.shape == ddu.shape == (5, 11)
    assert torch.allclose(u, net(t))
    for row in range(5):
        (first,) = torch.autograd.grad(net(t)[row].sum(), t, create_graph=True)
        (second,) = torch.autograd.grad(first.sum(), t)
        assert torch.allclose(du[row], first)
        assert torch.allclose(ddu[row], second)
    h = 1e-4
    assert torch.allclose(du, (net(t + h) - net(t - h)) / (2 * h), atol=1e-5)
    assert torch.allclose(ddu, (net(t + h) - 2 * net(t) + net(t - h)) / h**2, atol=1e-4)


def test_five_curves_and_five_fields_do_not_touch_each_other() -> None:
    names = lecture()
    torch.manual_seed(0)
    curve, field, y = names["Curve"](6.0), names["Field"](), torch.randn(5, 2)
    assert torch.equal(field(y)[:, 0], y[:, 1])
    for out, model in [(curve(torch.rand(7))[2], curve), (field(y)[2], field)]:
        for slope in torch.autograd.grad(out.sum(), list(model.parameters()), allow_unused=True):
            assert not slope[[0, 1, 3, 4]].any()
    assert curve.b[-1].shape == (5, 1, 1)


def test_learning_brings_each_of_five_to_its_own_least_point() -> None:
    names = lecture()
    x, goals = nn.Parameter(torch.zeros(5)), torch.tensor([1.0, -1.0, 0.5, 2.0, 0.0])
    names["learn"]([{"params": [x], "lr": 0.1}], lambda: (x - goals).square(), 300)
    assert torch.allclose(x, goals, atol=1e-3)


def test_shooting_finds_damping_and_stiffness_from_angles_without_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    names = lecture()
    monkeypatch.setitem(names, "angles", names["truth"][: names["SEEN"]].expand(5, -1))
    raw = nn.Parameter(torch.full((5, 2), 0.54))
    predicted = names["shoot"](lambda y: names["pendulum"](*nn.functional.softplus(raw).unbind(1))(y), [raw], 60)
    assert predicted.shape == (5, 41)
    assert torch.allclose(predicted, names["truth"].expand(5, -1), atol=0.02)
    found = nn.functional.softplus(raw)
    assert torch.allclose(found[:, 0], torch.full((5,), names["C"]), atol=0.02)
    assert torch.allclose(found[:, 1], torch.full((5,), names["K"]), atol=0.05)


def test_errors_are_split_where_the_angles_end() -> None:
    names = lecture()
    off = torch.zeros(5, 41)
    off[:, : names["SEEN"]], off[:, names["SEEN"] :] = 0.1, -0.3
    inside, outside = names["errors"](names["truth"] + off)
    assert torch.allclose(inside, torch.full((5,), 0.1), atol=1e-5)
    assert torch.allclose(outside, torch.full((5,), 0.3), atol=1e-5)


def test_a_flow_on_a_line_keeps_the_order_of_its_points() -> None:
    """What the first checkpoint says: no network carries x to -x in one dimension."""
    names, x = lecture(), torch.linspace(-1, 1, 21, dtype=torch.float64)[:, None]
    for seed in range(5):
        with torch.no_grad():
            ends = names["solve"](network(seed, d=1), x, 0.05, 40)[-1, :, 0]
        assert (ends.diff() > 0).all()


def test_eulers_energy_grows_by_the_same_factor_from_any_state() -> None:
    names = lecture()
    y = torch.randn(100, 2, generator=torch.Generator().manual_seed(0)).double()
    new = names["euler"](lambda y: torch.stack([y[:, 1], -y[:, 0]], 1), y, 0.1)
    assert torch.allclose(new.square().sum(1), 1.01 * y.square().sum(1))
