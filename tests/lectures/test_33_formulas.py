"""Lecture 33's attentions against masks, loops and the library, and its router against counting."""

from functools import partial
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "33-efficient-attention-and-moe")


@settings(deadline=None, max_examples=40)
@given(T=st.integers(1, 30), S=st.integers(1, 30), tile=st.integers(1, 40), seed=st.integers(0, 1000))
def test_attention_in_tiles_is_the_librarys(T: int, S: int, tile: int, seed: int) -> None:
    torch.manual_seed(seed)
    Q, K, V = (torch.randn(2, 3, n, 5, dtype=torch.float64) for n in (T, S, S))
    assert torch.allclose(lecture()["tiled_attention"](Q, K, V, tile), F.scaled_dot_product_attention(Q, K, V))


@settings(deadline=None, max_examples=40)
@given(T=st.integers(1, 40), w=st.integers(1, 12), seed=st.integers(0, 1000))
def test_a_window_by_blocks_is_a_masked_window(T: int, w: int, seed: int) -> None:
    torch.manual_seed(seed)
    Q, K, V = torch.randn(3, 2, 3, T, 5, dtype=torch.float64)
    expected = F.scaled_dot_product_attention(Q, K, V, attn_mask=lecture()["banded"](T, w))
    assert torch.allclose(lecture()["window_attention"](Q, K, V, w), expected)


def test_a_band_holds_the_position_itself_and_those_right_before_it() -> None:
    assert lecture()["banded"](4, 2).int().tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]


@settings(deadline=None, max_examples=30)
@given(T=st.integers(1, 40), c=st.integers(1, 50), seed=st.integers(0, 1000))
def test_three_forms_of_linear_attention_agree(T: int, c: int, seed: int) -> None:
    torch.manual_seed(seed)
    Q, K, V = torch.randn(3, T, 6)
    by_weights = lecture()["linear_attention"](Q, K, V)
    assert torch.allclose(lecture()["linear_recurrence"](Q, K, V), by_weights, atol=1e-4)
    assert torch.allclose(lecture()["chunked"](Q, K, V, c), by_weights, atol=1e-4)


def test_linear_attention_weighs_by_products_of_positive_features() -> None:
    Q, K = torch.randn(2, 5, 3, generator=torch.Generator().manual_seed(0))
    weights = lecture()["linear_attention"](Q, K, torch.eye(5))  # (T, T): values that show the weights themselves
    for t in range(5):
        products = [((F.elu(Q[t]) + 1) * (F.elu(K[s]) + 1)).sum() for s in range(t + 1)]
        expected = torch.stack(products) / sum(products)
        assert torch.allclose(weights[t, : t + 1], expected, atol=1e-6)
        assert not weights[t, t + 1 :].any()


def mixture(n: int, runs: int = 1, width: int = 8) -> nn.Module:
    torch.manual_seed(0)
    model: nn.Module = lecture()["Mixture"](n, width, runs=runs)
    return model


def as_linear(weights: nn.ParameterList, run: int, expert: int) -> nn.Sequential:
    """Return PyTorch's network with the weights of one run and expert."""
    layers: list[nn.Module] = []
    for W in weights:
        linear = nn.Linear(W.shape[2] - 1, W.shape[3])
        linear.load_state_dict({"weight": W[run, expert, 1:].T, "bias": W[run, expert, 0]})
        layers += [linear, nn.Tanh()]
    return nn.Sequential(*layers[:-1])


def test_experts_and_routers_of_all_runs_are_the_librarys_networks() -> None:
    model, x = mixture(3, runs=2), torch.rand(7, 2)
    answers, logits = model(x)
    assert answers.shape == logits.shape == (2, 7, 3)
    for run in range(2):
        assert torch.allclose(logits[run], as_linear(model.router, run, 0)(x), atol=1e-6)
        for i in range(3):
            assert torch.allclose(answers[run, :, i], as_linear(model.experts, run, i)(x)[:, 0], atol=1e-6)


def test_weights_begin_in_the_range_of_the_librarys() -> None:
    for (i, _), W in zip(pairwise([2, 8, 8, 1]), mixture(4).experts, strict=True):
        assert W.abs().max() <= i**-0.5
        assert W.abs().max() > 0.8 * i**-0.5


def test_the_winner_answers_times_its_gate_and_the_sparse_way_says_the_same() -> None:
    model, x = mixture(5), torch.rand(50, 2)
    answers, logits = model(x)
    gates = logits.softmax(-1)
    for row in range(50):
        winner = gates[0, row].argmax()
        expected = gates[0, row, winner] * answers[0, row, winner]
        assert lecture()["top_1"](answers, logits)[0, row].item() == pytest.approx(expected.item(), abs=1e-6)
    sparse = lecture()["sparse_top_1"](model, x)
    assert torch.allclose(sparse, lecture()["top_1"](answers, logits)[0], atol=1e-6)


@pytest.mark.parametrize(("gates", "value"), [([[0.5, 0.5]], 1.0), ([[1.0, 0.0]], 2.0), ([[0.75, 0.25]], 1.5)])
def test_the_balance_is_one_for_equal_gates_and_n_for_one_winner(gates: list[list[float]], value: float) -> None:
    logits = torch.tensor([gates * 4]).clamp(min=1e-12).log()  # (runs=1, batch=4, n=2)
    assert lecture()["balance"](logits).item() == pytest.approx(value)


def test_the_balance_pushes_a_busy_expert_down_and_idle_ones_up() -> None:
    logits = torch.tensor([[[1.0, 0.0, 0.0]] * 6]).requires_grad_()  # (runs, batch, n): all choose the first
    (slope,) = torch.autograd.grad(lecture()["balance"](logits).sum(), logits)
    assert (slope[..., 0] > 0).all()
    assert (slope[..., 1:] < 0).all()


def test_dense_networks_have_the_active_and_the_total_size() -> None:
    def count(weights: nn.ParameterList) -> int:
        return sum(W.numel() for W in weights)

    model = mixture(8)
    total = count(model.experts) + count(model.router)
    active = count(model.experts) // 8 + count(model.router)
    assert (total, active) == (1200, 465)
    assert abs(count(mixture(1, width=32).experts) / total - 1) < 0.02
    assert abs(count(mixture(1, width=19).experts) / active - 1) < 0.02


def test_the_function_has_cliffs_at_three_of_four_borders() -> None:
    step, along = 1e-6, torch.linspace(0.05, 1, 50)
    here, there = torch.full((50,), step), torch.full((50,), -step)
    gaps = []
    for side in (along, -along):
        for swap in (False, True):
            pair = [torch.stack([side, x] if swap else [x, side], dim=-1) for x in (here, there)]
            gaps.append((lecture()["target"](pair[0]) - lecture()["target"](pair[1])).abs().max().item())
    upper, right, lower, left = gaps  # of the borders x_1 = 0 and x_2 = 0, each seen from its two halves
    assert upper < 1e-4
    assert min(right, lower, left) > 0.5


def test_runs_that_train_side_by_side_do_not_touch_each_other() -> None:
    names = lecture(also=("points", "X", "y", "X_new", "y_new"))
    both = mixture(4, runs=2)
    alone = mixture(4)
    with torch.no_grad():
        for one, two in zip(alone.parameters(), both.parameters(), strict=True):
            one.copy_(two[:1])
    trained = []
    for model in (both, alone):
        torch.manual_seed(1)
        trained.append(names["train"](model, alpha=0.05, epochs=1)[-1])
    for one, two in zip(trained[1].parameters(), trained[0].parameters(), strict=True):
        assert torch.allclose(one, two[:1], atol=1e-3)
