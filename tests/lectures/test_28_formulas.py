"""Lecture 28's attention, masks, positions and blocks against PyTorch's and against their laws."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "28-transformer")


@settings(deadline=None, max_examples=30)
@given(T=st.integers(1, 6), S=st.integers(1, 6), d=st.integers(1, 8), seed=st.integers(0, 1000))
def test_attention_is_the_librarys_and_averages(T: int, S: int, d: int, seed: int) -> None:
    torch.manual_seed(seed)
    Q, K, V = (torch.randn(2, 3, n, d, dtype=torch.float64) for n in (T, S, S))
    allowed = torch.rand(2, 1, T, S) < 0.6
    allowed[..., 0] = True  # nobody is left alone
    mixed, A = lecture()["attention"](Q, K, V, allowed)
    assert torch.allclose(mixed, F.scaled_dot_product_attention(Q, K, V, attn_mask=allowed))
    assert torch.allclose(A.sum(-1), torch.ones((), dtype=A.dtype))
    assert (A.masked_select(~allowed.expand_as(A)) == 0).all()


def test_masks_hide_the_future_and_the_padding() -> None:
    assert lecture()["causal"](3).int().tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    tokens = torch.tensor([[5, 2, 0], [1, 0, 0]])
    assert lecture()["present"](tokens).shape == (2, 1, 1, 3)
    assert lecture()["present"](tokens)[:, 0, 0].int().tolist() == [[1, 1, 0], [1, 0, 0]]


def test_a_layer_that_forbids_itself_or_sees_ahead_is_not_causal() -> None:
    attention, is_causal = lecture()["attention"], lecture()["is_causal"]
    torch.manual_seed(0)
    x = torch.randn(5, 4)
    assert is_causal(lambda x: attention(x, x, x, lecture()["causal"](5))[0], x)
    assert not is_causal(lambda x: attention(x, x, x, lecture()["causal"](5).T)[0], x)
    assert not is_causal(lambda x: x.cumsum(0) - x, x)  # sees the past, but not itself
    assert is_causal(lambda x: x.cumsum(0), x)


@pytest.mark.parametrize("k", [-7, -1, 0, 3, 12])
def test_one_matrix_turns_all_positions_by_k(k: int) -> None:
    p, M = lecture()["sinusoids"](40, 16), lecture()["turn"](k, 16)
    t = torch.arange(12, 28)
    assert torch.allclose(p[t] @ M.T, p[t + k], atol=1e-4)
    assert torch.allclose(M @ M.T, torch.eye(16), atol=1e-5)


def test_sinusoids_as_published() -> None:
    p = lecture()["sinusoids"](4, 6).double()
    for t in range(4):
        for i in range(3):
            angle = torch.tensor(t / 10000 ** (2 * i / 6), dtype=torch.float64)
            assert torch.allclose(p[t, 2 * i : 2 * i + 2], torch.stack([angle.sin(), angle.cos()]), atol=1e-6)


def test_rotary_scores_hang_on_the_distance_alone() -> None:
    torch.manual_seed(0)
    q, k = torch.randn(2, 1, 8)
    scores = lecture()["rotate"](q.expand(15, 8)) @ lecture()["rotate"](k.expand(15, 8)).T
    assert torch.allclose(scores[2:, 2:], scores[:-2, :-2], atol=1e-4)
    assert scores[0, 0] == pytest.approx((q @ k.T).item(), abs=1e-5)
    assert not torch.allclose(scores[1:], scores[:-1], atol=0.1)


def test_the_decoder_block_is_the_librarys_with_its_norms_in_other_places() -> None:
    torch.manual_seed(0)
    ours = lecture()["DecoderBlock"](24, 3, 40)
    theirs = nn.TransformerDecoderLayer(24, 3, 40, dropout=0.0, norm_first=True, batch_first=True)
    lecture()["take_over"](ours.attend, theirs.self_attn)
    lecture()["take_over"](ours.look, theirs.multihead_attn)
    pairs = [("norm_1", "norm1"), ("norm_3", "norm2"), ("norm_2", "norm3"), ("mlp.0", "linear1"), ("mlp.2", "linear2")]
    for mine, its in pairs:
        ours.get_submodule(mine).load_state_dict(theirs.get_submodule(its).state_dict())
    y, memory, causal = torch.randn(2, 5, 24), torch.randn(2, 7, 24), lecture()["causal"](5)
    tokens = torch.tensor([[1] * 7, [1] * 4 + [0] * 3])
    expected = theirs(y, memory, tgt_mask=~causal, memory_key_padding_mask=tokens == 0)
    assert torch.allclose(ours(y, causal, memory, lecture()["present"](tokens)), expected, atol=1e-5)


def small(positions: torch.Tensor, allowed: torch.Tensor) -> nn.Module:
    torch.manual_seed(0)
    model: nn.Module = lecture()["Transformer"](12, positions, allowed, d=16, heads=2, hidden=24)
    return model


def test_what_is_behind_the_end_of_the_input_changes_nothing() -> None:
    model = small(lecture()["sinusoids"](20, 16), lecture()["causal"](20))
    short = torch.tensor([[3, 4, 5, 6]])
    long = torch.cat([short, torch.zeros(1, 9, dtype=torch.long)], dim=1)
    Y = torch.tensor([[1, 7, 8]])
    one, other = (model.decode(Y, *model.encode(X)) for X in (short, long))
    assert torch.allclose(one, other, atol=1e-5)


def test_writing_is_what_the_sweep_of_training_predicts() -> None:
    """Greedy answers agree, place by place, with one causal sweep over themselves; without the mask they need not."""
    X = torch.randint(2, 12, (20, 6), generator=torch.Generator().manual_seed(0))
    model = small(lecture()["sinusoids"](20, 16), lecture()["causal"](20))
    written = lecture()["write"](model, X)
    assert written.shape == (20, 11)
    assert torch.equal(model.decode(written[:, :-1], *model.encode(X)).argmax(-1), written[:, 1:])


def test_without_positions_the_encoder_reads_a_bag() -> None:
    X = torch.randint(2, 12, (20, 6), generator=torch.Generator().manual_seed(0))
    order = torch.randperm(6, generator=torch.Generator().manual_seed(1))
    blind = small(torch.zeros(20, 16), lecture()["causal"](20))
    seeing = small(lecture()["sinusoids"](20, 16), lecture()["causal"](20))
    for model, same in [(blind, True), (seeing, False)]:
        memory, shuffled = model.encode(X)[0], model.encode(X[:, order])[0]
        assert torch.allclose(memory[:, order], shuffled, atol=1e-5) == same


def test_the_recurrent_baseline_ignores_padding_when_it_looks_back() -> None:
    torch.manual_seed(0)
    model = lecture()["Recurrent"](12, d=8, h=8)
    X, Y = torch.tensor([[3, 4, 5, 0]]), torch.tensor([[1, 7]])
    memory, present = model.encode(X)
    changed = memory.clone()
    changed[:, 3] += 1.0
    assert torch.equal(model.decode(Y, memory, present), model.decode(Y, changed, present))
