"""Lecture 26's formulas against oracles from outside the notebook."""

import math
from functools import partial

import pytest
import torch
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "26-lstm-gru")


@pytest.mark.parametrize("seed", range(3))
def test_lstm_step_by_step_agrees_with_the_cell_and_the_layer(seed: int) -> None:
    torch.manual_seed(seed)
    layer = nn.LSTM(5, 7, batch_first=True).double()
    cell = nn.LSTMCell(5, 7).double()
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in layer.state_dict().items()})
    X = torch.randn(4, 9, 5).double()
    h = c = torch.zeros(4, 7).double()
    h_cell, c_cell = h, c
    for x in X.unbind(1):
        h, c = lecture()["lstm_step"](x, h, c, *lecture()["weights"](layer))
        h_cell, c_cell = cell(x, (h_cell, c_cell))
        assert torch.allclose(h, h_cell)
        assert torch.allclose(c, c_cell)
    states, (last_h, last_c) = layer(X)
    assert torch.allclose(h, last_h[0])
    assert torch.allclose(h, states[:, -1])
    assert torch.allclose(c, last_c[0])


def test_unrolling_gives_the_gates_of_each_step_and_the_last_cell_state() -> None:
    torch.manual_seed(0)
    layer, X = nn.LSTM(5, 7, batch_first=True).double(), torch.randn(4, 9, 5).double()
    seen, c = lecture()["unroll"](X, torch.zeros(4, 7).double(), *lecture()["weights"](layer))
    assert seen.shape == (9, 3, 4, 7)
    assert seen.min() > 0
    assert seen.max() < 1
    states, (_, last_c) = layer(X)
    assert torch.allclose(c, last_c[0])
    i, f, _, o = lecture()["gates"](X[:, 8], states[:, 7], *lecture()["weights"](layer))
    assert torch.allclose(torch.stack([i, f, o]), seen[8])


@pytest.mark.parametrize("seed", range(3))
def test_gru_step_agrees_with_the_cell_and_the_published_form_only_without_reset(seed: int) -> None:
    torch.manual_seed(seed)
    cell, x, h = nn.GRUCell(5, 7).double(), torch.randn(4, 5).double(), torch.randn(4, 7).double()
    given = x, h, cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh
    assert torch.allclose(lecture()["gru_step"](*given), cell(x, h))
    assert not torch.allclose(lecture()["published_gru_step"](*given), cell(x, h), atol=1e-3)
    with torch.no_grad():
        cell.bias_ih[:7] = 100  # the reset gate is wide open, so that it does not matter where it stands
    assert torch.allclose(lecture()["published_gru_step"](*given), cell(x, h))


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU])
def test_lean_moves_the_gate_that_keeps_and_no_other(kind: type[nn.RNNBase]) -> None:
    leaning = lecture()["lean"](lecture()["Reader"](kind, seed=0), 50)
    h, X = torch.randn(1, 4, 32), torch.randn(4, 1, 8)
    if kind is nn.GRU:
        kept = leaning.cell(X, h)[1]
        assert torch.allclose(kept, h)
    else:
        i, f, _, o = lecture()["gates"](X[:, 0], h[0], *lecture()["weights"](leaning.cell))
        assert f.min() > 0.999
        assert max(i.mean(), o.mean()) < 0.7


def test_chrono_draws_horizons_evenly_up_to_the_longest_lag() -> None:
    model = lecture()["chrono"](lecture()["Reader"](nn.LSTM, seed=0, hidden=4000), 41)
    b = (model.cell.bias_ih_l0 + model.cell.bias_hh_l0).detach().view(4, 4000)
    horizons = 1 / (1 - torch.sigmoid(b[1].double()))
    assert horizons.min() >= 2 - 1e-5
    assert horizons.max() <= 41 + 1e-3
    assert horizons.mean().item() == pytest.approx(21.5, abs=1)
    assert horizons.var().item() == pytest.approx(39**2 / 12, rel=0.1)
    assert torch.equal(b[0], -b[1])


def test_half_lives_of_the_text() -> None:
    for bias, half_life in [(0, 1.0), (1, 2.2), (3, 14.3)]:
        f = 1 / (1 + math.exp(-bias))
        assert round(math.log(2) / -math.log(f), 1) == half_life
