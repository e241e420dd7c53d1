"""Lecture 27's strings, attention, networks and beam search against loops, the library and enumeration."""

import itertools
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.definitions import lecture

lecture = partial(lecture, "27-seq2seq-and-attention", also=("PAD", "BOS", "EOS"))
PAD, EOS = 0, 2


@pytest.fixture
def names() -> dict[str, Any]:
    return lecture()


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_strings_are_written_backward_up_to_an_end(names: dict[str, Any]) -> None:
    x, n, y = names["backward"](200, 2, 9, generator(0))
    assert set(n.tolist()) == set(range(2, 10))
    for read, length, written in zip(x.tolist(), n.tolist(), y.tolist(), strict=True):
        assert all(3 <= symbol < 13 for symbol in read[:length])
        assert read[length:] == [PAD] * (9 - length)
        assert written == [*read[:length][::-1], EOS] + [PAD] * (9 - length)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), factor=st.floats(0, 3))
def test_attention_is_the_average_of_what_the_mask_leaves(seed: int, factor: float) -> None:
    draw = generator(seed)
    e, H = factor * torch.randn(3, 5, generator=draw), torch.randn(3, 5, 4, generator=draw)
    mask = torch.rand(3, 5, generator=draw) < 0.6
    mask[:, 0] = True
    context, alpha = lecture()["attend"](e, H, mask)
    for b in range(3):
        kept = [j for j in range(5) if mask[b, j]]
        sizes = {j: np.exp(e[b, j].item()) for j in kept}
        for j in range(5):
            assert alpha[b, j].item() == pytest.approx(sizes.get(j, 0) / sum(sizes.values()), abs=1e-5)
        expected = sum(alpha[b, j] * H[b, j] for j in kept)
        torch.testing.assert_close(context[b], expected, rtol=0, atol=1e-5)


def test_very_different_similarities_pick_one_entry() -> None:
    H = torch.randn(2, 6, 3, generator=generator(1))
    e = 1e4 * torch.randn(2, 6, generator=generator(2))
    context, _ = lecture()["attend"](e, H, torch.ones(2, 6, dtype=torch.bool))
    assert torch.equal(context, H[torch.arange(2), e.argmax(dim=1)])


def test_similarities_are_those_of_the_formula(names: dict[str, Any]) -> None:
    torch.manual_seed(0)
    model = names["Attention"](hidden=8)
    x, n, _ = names["backward"](4, 2, 6, generator(3))
    s, (H, keys, mask) = model.memory(x, n)
    _, alpha = model.look(s, (H, keys, mask))
    for b in range(4):
        e = torch.stack(
            [model.v.weight[0] @ torch.tanh(model.W_q.weight @ s[b] + model.W_k.weight @ H[b, j]) for j in range(n[b])]
        )
        torch.testing.assert_close(alpha[b, : n[b]], e.softmax(dim=0), rtol=0, atol=1e-6)
        assert (alpha[b, n[b] :] == 0).all()


@pytest.mark.parametrize("kind", ["Translator", "LastState", "Attention"])
def test_padding_changes_no_score_and_no_string(names: dict[str, Any], kind: str) -> None:
    torch.manual_seed(1)
    model = names[kind]()
    x, n, y = names["backward"](16, 2, 9, generator(4))
    longer = F.pad(x, (0, 4))
    torch.testing.assert_close(model(longer, n, y), model(x, n, y), rtol=0, atol=1e-6)
    assert torch.equal(names["write"](model, longer, n, 6)[0], names["write"](model, x, n, 6)[0])


@pytest.mark.parametrize("kind", ["Translator", "LastState", "Attention"])
def test_a_step_sees_no_later_symbol_of_the_answer(names: dict[str, Any], kind: str) -> None:
    model = names[kind]()
    x, n, y = names["backward"](4, 9, 9, generator(5))
    other = y.clone()
    other[:, 5:] = 7
    difference = (model(x, n, y) - model(x, n, other)).abs().amax(dim=(0, 2))
    assert (difference[:6] == 0).all()
    assert (difference[6:] > 0).all()


def test_free_running_reads_what_it_wrote(names: dict[str, Any]) -> None:
    """With its own symbols as the given ones, teacher forcing gives the same answers."""
    torch.manual_seed(2)
    model = names["Attention"]()
    x, n, _ = names["backward"](8, 3, 9, generator(6))
    tokens, looks = names["write"](model, x, n, 10)
    assert torch.equal(model(x, n, tokens).argmax(dim=2), tokens)
    assert len(looks) == 10
    assert looks[0].shape == (8, 9)


def test_the_numbers_of_weights_are_those_of_the_text() -> None:
    made = {
        "bare": lecture()["Translator"](),
        "last": lecture()["LastState"](),
        "wider": lecture()["Translator"](hidden=62),
        "attention": lecture()["Attention"](),
    }
    counts = {name: sum(p.numel() for p in model.parameters()) for name, model in made.items()}
    assert counts["attention"] - counts["bare"] == 12_192
    assert counts["attention"] - counts["last"] == 4_656
    assert 0 < counts["wider"] - counts["attention"] < 100


def test_only_the_named_state_is_hidden_and_the_state_goes_on(names: dict[str, Any]) -> None:
    torch.manual_seed(3)
    model = names["Attention"]()
    x, n, y = names["backward"](50, 5, 5, generator(7))
    plain = model(x, n, y).argmax(dim=2) == y
    assert torch.equal(names["right_without"](model, x, n, y, 50), plain)


@pytest.mark.parametrize("width", [1, 3, 27, 81])
def test_beam_search_is_greedy_at_one_and_exhaustive_when_wide(width: int) -> None:
    rng = np.random.default_rng(width)
    table = np.log(rng.dirichlet(np.ones(3), size=(4, 4)))

    def log_probs(begun: tuple[int, ...]) -> list[float]:
        before, last = (3, 3, *begun)[-2:]
        return list(table[before, last])

    def total(sequence: tuple[int, ...]) -> float:
        return sum(log_probs(sequence[:i])[k] for i, k in enumerate(sequence))

    score, found = lecture()["beam_search"](log_probs, width, 4)
    assert score == pytest.approx(total(found))
    if width == 1:
        greedy: tuple[int, ...] = ()
        for _ in range(4):
            greedy = (*greedy, int(np.argmax(log_probs(greedy))))
        assert found == greedy
    if width >= 27:
        assert found == max(itertools.product(range(3), repeat=4), key=total)


def test_without_attention_the_way_back_is_as_long_as_the_distance(names: dict[str, Any]) -> None:
    torch.manual_seed(4)
    bare, attention = (names["reach"](names[kind](), 20) for kind in ("Translator", "Attention"))
    assert bare[0] > 1e3 * bare[-1]
    assert attention[5:].max() < 10 * attention[5:].min()
