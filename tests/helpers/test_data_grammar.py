"""The toy language: what goes together, what is independent, and what is refused."""

from collections import Counter

import pytest

from helpers import data


def kind(word, groups):
    return next(name for name, words in groups.items() if word in words)


@pytest.mark.parametrize("shared", [False, True])
def test_verbs_fit_their_noun_and_places_do_unless_shared(shared):
    clashes = 0
    for sentence in data.sentences(400, shared_places=shared):
        _, _, noun, verb, _, _, place = sentence.split()
        assert kind(verb, data.VERBS) == kind(noun, data.NOUNS)
        clashes += kind(place, data.PLACES) != kind(noun, data.NOUNS)
    assert 140 < clashes < 260 if shared else clashes == 0


def test_all_words_are_drawn_evenly():
    rows = [sentence.split() for sentence in data.sentences(12_000, seed=1)]
    for column, size in enumerate([2, 4, 24, 8, 2, 2, 8]):
        counts = Counter(row[column] for row in rows)
        mean = 12_000 / size
        assert len(counts) == size
        assert all(abs(count - mean) < 5 * mean**0.5 for count in counts.values())


def test_only_the_wanted_nouns():
    found = {sentence.split()[2] for sentence in data.sentences(50, nouns=("cat", "car"))}
    assert found == {"cat", "car"}


def test_same_seed_same_sentences_and_another_seed_others():
    assert data.sentences(20, seed=3) == data.sentences(20, seed=3)
    assert data.sentences(20, seed=3) != data.sentences(20, seed=4)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"count": 0}, "count is 0: choose at least 1"),
        ({"count": 1, "nouns": ()}, "no nouns: give at least one"),
        ({"count": 1, "nouns": ("cat", "rocket")}, "'rocket' is no noun of this language; those are cat"),
    ],
)
def test_wrong_sentences_are_refused_with_the_remedy(wrong, message):
    with pytest.raises(ValueError, match=message):
        data.sentences(**wrong)
