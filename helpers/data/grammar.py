"""Sentences of a toy language about animals and vehicles, in which the probability of every word is known."""

from collections.abc import Sequence

import numpy as np

# What goes together, by the noun's kind; all other words go with both.
NOUNS = {
    "animal": ("cat", "dog", "bird", "fish", "horse", "cow", "fox", "mouse", "owl", "bear", "wolf", "frog"),
    "vehicle": ("car", "bus", "train", "boat", "truck", "tram", "van", "plane", "bike", "ship", "taxi", "tractor"),
}
VERBS = {"animal": ("hunts", "sleeps", "eats", "hides"), "vehicle": ("brakes", "honks", "parks", "rusts")}
PLACES = {"animal": ("nest", "den", "pond", "meadow"), "vehicle": ("garage", "station", "workshop", "harbor")}
_ARTICLES, _ADJECTIVES, _PREPOSITIONS = ("the", "a"), ("small", "big", "red", "fast"), ("in", "near")
_ALL_NOUNS = NOUNS["animal"] + NOUNS["vehicle"]


def sentences(
    count: int, seed: int = 0, nouns: Sequence[str] = _ALL_NOUNS, *, shared_places: bool = False
) -> list[str]:
    """Return ``count`` sentences of seven words, such as "the small cat hunts near a nest".

    They are an article, an adjective, one of ``nouns``, a verb, a preposition, an article and a place, all drawn evenly
    and independently, but for one thing: the verb is one of the four in `VERBS` of the noun's kind, and the place one
    of the four in `PLACES`. With ``shared_places`` it is any of the eight, so that only noun and verb go together.

    Raises:
        ValueError: if ``count`` is below 1, or ``nouns`` is empty or has a word that is not in `NOUNS`.
    """
    if count < 1:
        raise ValueError(f"count is {count}: choose at least 1")
    if not nouns:
        raise ValueError("no nouns: give at least one, such as 'cat'")
    if unknown := [noun for noun in nouns if noun not in _ALL_NOUNS]:
        raise ValueError(f"{unknown[0]!r} is no noun of this language; those are {', '.join(_ALL_NOUNS)}")
    rng = np.random.default_rng(seed)
    return [_sentence(rng, nouns, shared_places) for _ in range(count)]


def _sentence(rng: np.random.Generator, nouns: Sequence[str], shared_places: bool) -> str:
    noun = _one(rng, nouns)
    kind = "animal" if noun in NOUNS["animal"] else "vehicle"
    places = PLACES["animal"] + PLACES["vehicle"] if shared_places else PLACES[kind]
    before, after = (_ARTICLES, _ADJECTIVES), (VERBS[kind], _PREPOSITIONS, _ARTICLES, places)
    return " ".join([*(_one(rng, words) for words in before), noun, *(_one(rng, words) for words in after)])


def _one(rng: np.random.Generator, words: Sequence[str]) -> str:
    return words[int(rng.integers(len(words)))]
