"""Lecture 30's tables, tokens, network, samplers, cache, adapters and preferences against oracles and laws."""

import itertools
from collections import Counter
from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from authoring.definitions import lecture

lecture = partial(lecture, "30-gpt-and-llms")
LETTERS = st.text(alphabet="ab c.", min_size=1, max_size=30)


def test_a_table_counts_what_follows() -> None:
    table = lecture()["count"]("abab", 1)
    assert table == {"a": Counter(b=2), "b": Counter(a=1)}
    assert lecture()["count"]("aab", 0) == {"": Counter(a=2, b=1)}


@settings(deadline=None, max_examples=30)
@given(text=LETTERS, context=st.text(alphabet="ab c.", min_size=3, max_size=3), n=st.integers(0, 3))
def test_probabilities_of_a_table_sum_to_one_and_are_never_zero(text: str, context: str, n: int) -> None:
    names = lecture()
    characters = sorted("ab c.")
    names |= {"characters": characters, "tables": [names["count"](text, length) for length in range(4)]}
    ps = [names["probability"](context, character, n) for character in characters]
    assert sum(ps) == pytest.approx(1)
    assert min(ps) > 0


@given(st.text())
def test_splitting_loses_nothing(text: str) -> None:
    assert "".join(lecture()["split"](text)) == text


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "ab", "aa"])), st.tuples(st.sampled_from("ab"), st.sampled_from("ab")))
def test_joining_is_from_the_left_without_overlap(tokens: list[str], pair: tuple[str, str]) -> None:
    expected, i = [], 0
    while i < len(tokens):
        width = 2 if tuple(tokens[i : i + 2]) == pair else 1
        expected.append("".join(tokens[i : i + width]))
        i += width
    assert lecture()["join"](tokens, pair) == expected


def recounted(text: str, merges: int) -> list[tuple[str, str]]:
    """Learn byte pairs the slow way: count all pairs anew for each merge."""
    names, learned = lecture(), []
    words = [list(word) for word in names["split"](text)]
    for _ in range(merges):
        pairs = Counter(pair for word in words for pair in itertools.pairwise(word))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learned.append(best)
        words = [names["join"](word, best) for word in words]
    return learned


@pytest.mark.parametrize("text", ["the cat then that hat", "aaaa aaa aa banana bandana", "low lower lowest newest"])
def test_pairs_are_the_most_frequent_ones_given_those_before(text: str) -> None:
    assert lecture()["learn_bpe"](text, 6) == recounted(text, 6)


def test_a_word_is_joined_by_rank() -> None:
    names = lecture()
    names["rank"] = {("b", "c"): 0, ("a", "b"): 1, ("a", "bc"): 2}
    assert names["tokenize"]("abc") == ["abc"]
    assert names["tokenize"]("abab") == ["ab", "ab"]
    assert names["tokenize"]("?") == ["?"]


def small(**sizes: int) -> nn.Module:
    torch.manual_seed(0)
    model: nn.Module = lecture()["GPT"](**{"symbols": 11, "d": 16, "layers": 2, "context": 20, **sizes})
    return model


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=3))
def test_a_cache_filled_in_pieces_gives_what_one_pass_gives(pieces: list[int]) -> None:
    model, tokens = small(), torch.randint(11, (2, sum(pieces)), generator=torch.Generator().manual_seed(1))
    past, logits = None, []
    for piece in tokens.split(pieces, dim=1):
        out, past = model(piece, past)
        logits.append(out)
    assert torch.allclose(torch.cat(logits, dim=1), model(tokens)[0], atol=1e-5)


def test_no_guess_sees_its_answer() -> None:
    model, tokens = small(), torch.arange(10)[None]
    changed = tokens.clone()
    changed[0, 6] = 10
    moved = (model(tokens)[0] - model(changed)[0]).abs().amax(-1)[0]
    assert (moved[:6] == 0).all()
    assert (moved[6:] > 0).all()


def test_the_loss_is_that_of_the_text() -> None:
    model, tokens = small(), torch.randint(11, (9,), generator=torch.Generator().manual_seed(0))
    log_p = [
        model(tokens[None, start : t + 1])[0][0, -1].log_softmax(0)[tokens[t + 1]]
        for start in (0, 4)
        for t in range(start, start + 4)
    ]
    assert lecture()["loss_on"](model, tokens, T=4) == pytest.approx(-torch.stack(log_p).mean().item(), abs=1e-5)


@settings(deadline=None, max_examples=50)
@given(
    scores=st.lists(st.integers(-40, 40), min_size=2, max_size=8, unique=True),
    temperature=st.floats(0.2, 3),
    top_k=st.none() | st.integers(1, 9),
    top_p=st.floats(0.05, 1),
)
def test_drawing_keeps_the_smallest_set(scores: list[int], temperature: float, top_k: int | None, top_p: float) -> None:
    logits = torch.tensor(scores) / 10
    p = lecture()["next_probabilities"](logits, temperature, top_k, top_p)
    assert p.sum().item() == pytest.approx(1, abs=1e-5)
    full = (logits / temperature).softmax(0)
    kept = p > 0
    assert kept[full.argmax()]
    assert full[kept].min() >= full[~kept].max() if (~kept).any() else True
    assert torch.allclose(p[kept], full[kept] / full[kept].sum(), atol=1e-5)
    within = full.sort(descending=True).values[:top_k]
    shares = within.cumsum(0) / within.sum()
    smallest = int((shares < top_p - 1e-5).sum()) + 1
    assert smallest - 1 <= kept.sum() <= smallest + 1  # an exact share may round either way
    assert kept.sum() <= (top_k or len(scores))


def test_drawing_at_temperature_zero_and_with_one_candidate() -> None:
    logits = torch.tensor([1.0, 3.0, 2.0])
    for rule in ({"temperature": 0}, {"top_k": 1}, {"top_p": 1e-6}):
        assert lecture()["next_probabilities"](logits, **rule).tolist() == [0, 1, 0]
    assert torch.allclose(lecture()["next_probabilities"](logits), logits.softmax(0))


def test_an_adapter_starts_at_nothing_and_can_be_merged() -> None:
    torch.manual_seed(0)
    linear, x = nn.Linear(6, 5), torch.randn(7, 6)
    adapter = lecture()["LoRA"](linear, r=2, alpha=3)
    assert torch.equal(adapter(x), linear(x))
    adapter.B.data.normal_()
    change = adapter.merged().weight - linear.weight
    assert torch.linalg.matrix_rank(change) == 2
    assert torch.allclose(change, 1.5 * adapter.B @ adapter.A, atol=1e-5)
    assert torch.allclose(adapter.merged()(x), adapter(x), atol=1e-5)
    assert {name for name, weight in adapter.named_parameters() if weight.requires_grad} == {"A", "B"}


def test_strings_of_the_small_world_have_probabilities_that_sum_to_one() -> None:
    strings = torch.cartesian_prod(*[torch.arange(4)] * 6)
    names = lecture() | {"strings": strings}
    model = small(symbols=5, context=6)
    with torch.no_grad():
        model.head.bias[4] = -1e4
        law = names["log_probability"](model, strings)
        one = model(torch.tensor([[4, 2, 0, 1, 3, 3]]))[0][0].log_softmax(-1)
    assert law.exp().sum().item() == pytest.approx(1, abs=1e-4)
    row = (strings == torch.tensor([2, 0, 1, 3, 3, 1])).all(1)
    assert law[row].item() == pytest.approx(one[torch.arange(6), [2, 0, 1, 3, 3, 1]].sum().item(), abs=1e-4)


def test_dpo_is_least_where_the_log_ratios_are_the_rewards() -> None:
    """Over all preferences, the expected loss of a pair has its least value where the margin is the gap of rewards."""
    for gap in (-1.5, 0.0, 2.0):
        margin = torch.tensor(gap, requires_grad=True)
        p = torch.tensor(gap).sigmoid()
        dpo = lecture()["dpo"]
        (p * dpo(margin, torch.tensor(0.0)) + (1 - p) * dpo(torch.tensor(0.0), margin)).backward()
        assert margin.grad == pytest.approx(0, abs=1e-6)


def test_restarting_differs_only_with_a_cache() -> None:
    model, tokens = small(), torch.arange(8)[None]
    wrong = lecture()["Restarting"](symbols=11, d=16, layers=2, context=20)
    wrong.load_state_dict(model.state_dict())
    assert torch.equal(wrong(tokens)[0], model(tokens)[0])
    past = wrong(tokens[:, :7])[1]
    assert not torch.allclose(wrong(tokens[:, 7:], past)[0], model(tokens)[0][:, 7:], atol=1e-3)
    assert F.mse_loss(model(tokens[:, 7:], model(tokens[:, :7])[1])[0], model(tokens)[0][:, 7:]) < 1e-8
