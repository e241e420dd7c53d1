"""Sequences: what the answer depends on and what not, and the same seed the same sequences."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import data


@given(count=st.integers(1, 60), lag=st.integers(0, 40), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_recall_for_any_count_lag_and_seed(count, lag, seed):
    split, again = data.recall(count, lag, seed), data.recall(count, lag, seed)
    assert split.X.shape == (count, lag + 1, 8)
    assert (split.X.dtype, split.y.dtype) == (torch.float32, torch.int64)
    symbols = split.X.argmax(2)
    assert torch.equal(split.X, torch.nn.functional.one_hot(symbols, 8).float()), "a step that is not one-hot"
    assert torch.equal(symbols[:, 0], split.y)
    assert split.y.max() <= 3
    assert symbols[:, 1:].ge(4).all(), "a symbol that is asked for among the distractors"
    assert torch.equal(split.X, again.X)
    assert torch.equal(split.y, again.y)


def test_the_distractors_are_even_and_say_nothing_of_the_answer():
    split = data.recall(20_000, 3)
    for step in range(1, 4):
        pairs = torch.bincount(4 * split.y + split.X[:, step].argmax(1) - 4, minlength=16)
        assert (pairs / 20_000 - 1 / 16).abs().max() < 0.01  # six standard errors


def test_another_seed_gives_other_sequences():
    assert not torch.equal(data.recall(40, 5, 0).X, data.recall(40, 5, 1).X)


@pytest.mark.parametrize(("count", "lag", "word"), [(0, 5, "count"), (-1, 5, "count"), (5, -1, "lag")])
def test_numbers_that_give_no_sequence(count, lag, word):
    with pytest.raises(ValueError, match=f"^{word} is -?[01]: "):
        data.recall(count, lag)


@given(count=st.integers(1, 60), steps=st.integers(1, 40), within=st.integers(1, 40), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_flagged_for_any_count_steps_and_seed(count, steps, within, seed):
    within = min(within, steps)
    split, again = data.flagged(count, steps, within, seed), data.flagged(count, steps, within, seed)
    assert split.X.shape == (count, steps, 2)
    assert (split.X.dtype, split.y.dtype) == (torch.float32, torch.float32)
    numbers, flags = split.X.unbind(2)
    assert set(flags.unique().tolist()) <= {0.0, 1.0}
    assert torch.equal(flags[:, :within].sum(1), torch.ones(count)), "not one flag among the first steps"
    assert not flags[:, within:].any()
    assert torch.equal((numbers * flags).sum(1), split.y)
    assert torch.equal(split.X, again.X)
    assert torch.equal(split.y, again.y)


def test_flagged_numbers_are_standard_normal_and_every_place_is_as_likely():
    numbers, flags = data.flagged(20_000, 12, 4).X.unbind(2)
    assert abs(numbers.mean()) < 0.02
    assert numbers.std() == pytest.approx(1, abs=0.02)
    assert (flags[:, :4].mean(0) - 1 / 4).abs().max() < 0.02  # six standard errors
    assert abs((numbers * flags).sum(1).std() - 1) < 0.04


@pytest.mark.parametrize(
    ("count", "steps", "within", "word"), [(0, 5, 2, "count"), (5, 5, 0, "within"), (5, 5, 6, "within")]
)
def test_numbers_that_give_no_flagged_sequence(count, steps, within, word):
    with pytest.raises(ValueError, match=f"^{word} is {count if word == 'count' else within}: "):
        data.flagged(count, steps, within)


@given(count=st.integers(1, 60), steps=st.integers(1, 40), tokens=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_selective_copying_for_any_count_steps_tokens_and_seed(count, steps, tokens, seed):
    tokens = min(tokens, steps)
    split, again = (data.selective_copying(count, steps, tokens, seed) for _ in range(2))
    assert split.X.shape == (count, steps + tokens, 8)
    assert (split.X.dtype, split.y.dtype) == (torch.float32, torch.int64)
    symbols = split.X.argmax(2)
    assert torch.equal(split.X, torch.nn.functional.one_hot(symbols, 8).float()), "a step that is not one-hot"
    assert symbols[:, steps:].eq(7).all(), "not the queries alone at the end"
    for row, told in zip(symbols[:, :steps].tolist(), split.y.tolist(), strict=True):
        assert [symbol for symbol in row if symbol != 6] == told
    assert torch.equal(split.X, again.X)
    assert torch.equal(split.y, again.y)


def test_tokens_are_even_and_every_set_of_places_is_as_likely():
    split = data.selective_copying(20_000, 5, 2)
    pairs = torch.bincount(6 * split.y[:, 0] + split.y[:, 1], minlength=36)
    assert (pairs / 20_000 - 1 / 36).abs().max() < 0.007  # six standard errors
    taken = split.X[:, :5].argmax(2).ne(6).float() @ (2 ** torch.arange(5)).float()
    assert (taken.unique(return_counts=True)[1] / 20_000 - 1 / 10).abs().max() < 0.013
    assert len(taken.unique()) == 10


@pytest.mark.parametrize(
    ("count", "steps", "tokens", "word"), [(0, 5, 2, "count"), (5, 5, 0, "tokens"), (5, 5, 6, "tokens")]
)
def test_numbers_that_give_nothing_to_copy(count, steps, tokens, word):
    with pytest.raises(ValueError, match=f"^{word} is {count if word == 'count' else tokens}: "):
        data.selective_copying(count, steps, tokens)
