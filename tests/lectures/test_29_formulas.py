"""Lecture 29's corruption, perfect fillers and encoder against counts, laws and a language that is known."""

from functools import partial

import pytest
import torch
import torch.nn.functional as F

from authoring.definitions import lecture
from helpers import data

ASSIGNED = ("rich", "poor", "words", "code", "MASK", "FIRST", "NOUN", "VERB", "PLACE", "GROUPS", "is_vehicle", "X")
lecture = partial(lecture, "29-bert", ASSIGNED)


def within_five_sigma(count: int, n: int, p: float) -> bool:
    return abs(count - n * p) < 5 * (n * p * (1 - p)) ** 0.5


def test_each_word_is_chosen_with_its_probability_and_never_the_sign() -> None:
    torch.manual_seed(0)
    X = lecture()["X"].repeat(5, 1)
    chosen = lecture()["some"](X)
    assert not chosen[:, 0].any()
    for column in range(1, 8):
        assert within_five_sigma(int(chosen[:, column].sum()), len(X), 0.15)
    single = lecture()["one"](X)
    assert single.sum(1).eq(1).all()
    assert not single[:, 0].any()
    for column in range(1, 8):
        assert within_five_sigma(int(single[:, column].sum()), len(X), 1 / 7)


def test_eighty_ten_ten_of_a_hundred_thousand_words() -> None:
    torch.manual_seed(0)
    X = torch.full((12_500, 8), 7)
    before = X.clone()
    everything = torch.ones_like(X, dtype=torch.bool)
    inputs, labels = lecture()["corrupt"](X, everything, masked=0.8, random=0.1)
    assert torch.equal(X, before)
    assert torch.equal(labels, before)
    hidden, same = (inputs == lecture()["MASK"]).sum(), (inputs == 7).sum()
    candidates = len(lecture()["words"]) - lecture()["FIRST"]
    assert within_five_sigma(int(hidden), 100_000, 0.8)
    assert within_five_sigma(int(same), 100_000, 0.1 + 0.1 / candidates)  # a random word may be the right one
    assert not (inputs == 1).any()


@pytest.mark.parametrize(("masked", "random"), [(1.0, 0.0), (0.8, 0.1), (0.0, 0.0)])
def test_what_was_not_chosen_stays_and_has_no_label(masked: float, random: float) -> None:
    torch.manual_seed(0)
    X = lecture()["X"]
    chosen = lecture()["some"](X)
    inputs, labels = lecture()["corrupt"](X, chosen, masked, random)
    assert torch.equal(inputs[~chosen], X[~chosen])
    assert labels[~chosen].eq(-100).all()
    assert torch.equal(labels[chosen], X[chosen])


@pytest.mark.parametrize(
    ("given", "place"),
    [({3: "[MASK]"}, 3), ({3: "[MASK]", 4: "[MASK]"}, 4), ({3: "[MASK]", 4: "[MASK]", 7: "[MASK]"}, 7)],
)
def test_perfect_fillers_are_the_frequencies_of_the_language(given: dict[int, str], place: int) -> None:
    """Among sentences that agree in all visible words of "<c> the small wolf hunts near the nest"."""
    visible = {at: word for at, word in {3: "wolf", 4: "hunts", 7: "nest"}.items() if at not in given}
    rows = [["<c>", *sentence.split()] for sentence in data.sentences(20_000, seed=3)]
    rows = [row for row in rows if all(row[at] == word for at, word in visible.items())]
    sentence = ["<c>", "the", "small", "wolf", "hunts", "near", "the", "nest"]
    p = lecture()["perfect"](" ".join([given.get(at, word) for at, word in enumerate(sentence)][1:]), place)
    assert p.sum().item() == pytest.approx(1)
    for word, number in lecture()["code"].items():
        count = sum(row[place] == word for row in rows)
        assert count == 0 if p[number] == 0 else within_five_sigma(count, len(rows), p[number].item())


def test_a_contradiction_has_no_perfect_filler() -> None:
    assert lecture()["perfect"]("the small [MASK] hunts near the garage", 3).sum() == 0


def test_only_the_causal_encoder_is_causal() -> None:
    torch.manual_seed(0)
    X = lecture()["X"][:4]
    changed = X.clone()
    changed[:, 5] = X[:, 5] + 1
    for causal in (False, True):
        model = lecture()["Encoder"](causal)
        moved = (model(X) - model(changed)).abs().amax((0, 2)) > 1e-6
        assert moved.tolist() == [not causal] * 5 + [True] * 3


def test_successors_are_the_next_words_and_the_last_has_none() -> None:
    X = lecture()["X"][:3]
    inputs, labels = lecture()["successor"](X)
    assert torch.equal(inputs, X)
    assert torch.equal(labels[:, :-1], X[:, 1:])
    assert labels[:, -1].eq(-100).all()


def test_right_kind_of_a_model_that_always_says_animal() -> None:
    class Says(torch.nn.Module):
        forbidden = None

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            cats = torch.full(X.shape, lecture()["code"]["cat"])
            return 50.0 * F.one_hot(cats, len(lecture()["words"])).float()

    X = lecture()["X"]
    animals = 1 - lecture()["is_vehicle"][X[:, 3]].float().mean().item()
    assert lecture()["right_kind"](Says(), X, 3) == pytest.approx(animals, abs=1e-4)


def test_hiding_leaves_the_sentences_as_they_were() -> None:
    X = lecture()["X"][:2]
    before = X.clone()
    hidden = lecture()["hide"](X, 4, 7)
    assert torch.equal(X, before)
    assert hidden.eq(lecture()["MASK"]).nonzero()[:, 1].tolist() == [4, 7, 4, 7]
