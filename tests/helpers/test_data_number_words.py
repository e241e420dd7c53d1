"""Numbers in words: an oracle that reads them back, how often what comes, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import data

NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
VALUES = dict(zip(NAMES.split(), [*range(20), *range(20, 100, 10)], strict=True))


def read(words: str) -> int:
    """Return what English number words mean, by adding and multiplying as they come."""
    total = part = 0
    for word in words.split():
        if word == "thousand":
            total, part = 1000 * part, 0
        elif word == "hundred":
            part *= 100
        else:
            part += VALUES[word]
    return total + part


@given(st.integers(0, 999_999))
def test_words_read_back_are_the_number(number):
    assert read(data.spell(number)) == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (10, "ten"),
        (21, "twenty one"),
        (100, "one hundred"),
        (1000, "one thousand"),
        (40_002, "forty thousand two"),
        (719_513, "seven hundred nineteen thousand five hundred thirteen"),
    ],
)
def test_numbers_as_people_say_them(number, words):
    assert data.spell(number) == words


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_a_number_without_words_is_refused(number):
    with pytest.raises(ValueError, match=f"number is {number}: choose one from 0 to 999,999"):
        data.spell(number)


def test_pairs_agree_and_no_number_comes_twice():
    pairs = data.number_words(6000, seed=3)
    assert len({digits for _, digits in pairs}) == len(pairs) == 6000
    assert all(read(words) == int(digits) for words, digits in pairs)
    assert max(len(words.split()) for words, _ in pairs) <= 7


def test_short_numbers_and_zeros_are_frequent():
    digits = [text for _, text in data.number_words(2000, seed=1)]
    assert sum(len(text) < 3 for text in digits) > 80
    behind = "".join(text[1:] for text in digits if len(text) == 5)
    assert behind.count("0") / len(behind) == pytest.approx(0.4, abs=0.05)


def test_all_numbers_can_be_had():
    assert sorted(int(text) for _, text in data.number_words(100, digits=2)) == list(range(100))


def test_same_seed_same_pairs_and_another_seed_others():
    assert data.number_words(50, 1) == data.number_words(50, 1) != data.number_words(50, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"count": 0}, "count is 0: there are 100,000 numbers"),
        ({"count": 101, "digits": 2}, "count is 101: there are 100 numbers of at most 2 digits"),
        ({"count": 5, "digits": 7}, "digits is 7: choose 1 to 6"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        data.number_words(**arguments)
