"""Lecture 32's state space models against oracles from outside the notebook."""

from functools import partial

import numpy as np
import pytest
import torch
from scipy import signal
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "32-state-space-models")


def system(d: int, N: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    torch.manual_seed(d)
    A = torch.complex(-torch.rand(d, N).double() - 0.1, 3 * torch.randn(d, N).double())
    return A, torch.randn(d, N, dtype=torch.complex128), torch.randn(d, N, dtype=torch.complex128)


def test_discretization_is_scipys_zero_order_hold() -> None:
    A, B, _ = system(1, 6)
    theirs = signal.cont2discrete((torch.diag(A[0]).numpy(), B.T.numpy(), np.eye(6), np.zeros((6, 1))), 0.3)
    A_bar, B_bar = lecture()["discretize"](A, B, 0.3)
    assert np.allclose(theirs[0], np.diag(A_bar[0]))
    assert np.allclose(theirs[1][:, 0], B_bar[0])


@pytest.mark.parametrize("T", [1, 2, 5, 64])
def test_loop_kernel_and_a_plain_convolution_agree(T: int) -> None:
    A, B, C = system(3, 5)
    A_bar, B_bar = lecture()["discretize"](A, B, 0.2)
    x = torch.randn(2, T, 3).double()
    K = lecture()["kernel"](A_bar, B_bar, C, T)
    plain = np.stack([[np.convolve(row[:, c], K[c])[:T] for c in range(3)] for row in x.numpy()])
    assert np.allclose(lecture()["recurrent"](x, A_bar, B_bar, C), plain.transpose(0, 2, 1))
    assert np.allclose(lecture()["convolve"](x, K), plain.transpose(0, 2, 1))


@pytest.mark.parametrize("T", [1, 2, 3, 16, 21])
def test_the_scan_is_the_loop_at_every_step_and_in_its_gradients(T: int) -> None:
    torch.manual_seed(T)
    a, b = (torch.rand(2, T, 3).double().requires_grad_() for _ in range(2))
    h, states = torch.zeros(2, 3).double(), []
    for t in range(T):
        h = a[:, t] * h + b[:, t]
        states.append(h)
    loop, scanned = torch.stack(states, dim=1), lecture()["scan"](a, b)
    assert torch.allclose(scanned, loop)
    weights = torch.randn_like(loop)
    ours, theirs = (torch.autograd.grad((weights * y).sum(), (a, b), allow_unused=True) for y in (scanned, loop))
    assert torch.allclose(ours[1], theirs[1])
    assert T == 1 or torch.allclose(ours[0], theirs[0])


@pytest.mark.parametrize("selective", [True, False])
def test_networks_see_no_future(selective: bool) -> None:
    torch.manual_seed(0)
    network, X = lecture()["network"](selective), torch.randn(1, 12, 8, requires_grad=True)
    early = torch.autograd.grad(network(X)[:, :7].sum(), X)[0]
    assert early[:, 7:].abs().max() == 0
    assert early[:, :7].abs().min() > 0


def test_without_selection_the_ssm_is_linear_and_moves_with_its_input() -> None:
    torch.manual_seed(0)
    x = torch.randn(2, 20, 4).double()
    late = nn.functional.pad(x, (0, 0, 5, 0))
    for selective in (False, True):
        ssm = lecture()["SSM"](4, selective).double()
        assert torch.allclose(ssm(late)[:, 5:], ssm(x))  # nothing in it counts the steps
        assert torch.allclose(ssm(2 * x), 2 * ssm(x)) == (not selective)


def test_s4d_begins_with_horizons_of_20_to_2000_steps() -> None:
    torch.manual_seed(0)
    layer = lecture()["S4D"](1000)
    horizons = 1 / (layer.log_dt.exp() * layer.log_rate.exp())
    assert 20 <= horizons.min() + 1e-3 < 25
    assert 1600 < horizons.max() <= 2000 + 1e-1
    assert layer(torch.randn(2, 30, 1000)).shape == (2, 30, 1000)


def test_each_number_of_s4d_stands_for_its_conjugate_too() -> None:
    torch.manual_seed(0)
    layer, x = lecture()["S4D"](3, N=4).double(), torch.randn(2, 30, 3).double()
    half = torch.complex(-layer.log_rate.exp(), layer.speed)
    C = torch.view_as_complex(layer.C)
    A, C = torch.cat([half, half.conj()], dim=1), torch.cat([C, C.conj()], dim=1)  # (3, 8): all eight, in pairs
    A_bar, B_bar = lecture()["discretize"](A, 1.0, layer.log_dt.exp())
    assert torch.allclose(layer(x), lecture()["recurrent"](x, A_bar, B_bar, C))
