"""Numbers in English words and in digits: two sequences of unlike lengths that mean the same."""

import numpy as np

_NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
_SMALL, _TENS = _NAMES.split()[:20], _NAMES.split()[20:]
_ZEROS = 0.4  # the share of zeros behind the first digit; with evenly drawn digits "forty thousand two" would be rare
_LARGEST = 999_999


def spell(number: int) -> str:
    """Return a whole number from 0 to 999,999 in English words, without "and" and hyphens: "forty thousand two".

    Raises:
        ValueError: if ``number`` is outside this range.
    """
    if not 0 <= number <= _LARGEST:
        raise ValueError(f"number is {number}: choose one from 0 to {_LARGEST:,}")
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return " ".join(_below_thousand(rest)) or _SMALL[0]
    return " ".join([*_below_thousand(thousands), "thousand", *_below_thousand(rest)])


def number_words(count: int, seed: int = 0, digits: int = 5) -> list[tuple[str, str]]:
    """Return ``count`` pairs such as ("forty thousand two", "40002"), no number twice.

    The numbers have one to ``digits`` digits. As long as short ones last, all lengths are equally frequent; behind the
    first digit two in five are zeros. The order is random, so that any slice can be the test set.

    Raises:
        ValueError: if ``digits`` is not from 1 to 6, or ``count`` not from 1 to the number of such numbers.
    """
    if not 1 <= digits <= 6:
        raise ValueError(f"digits is {digits}: choose 1 to 6")
    if not 1 <= count <= 10**digits:
        raise ValueError(f"count is {count}: there are {10**digits:,} numbers of at most {digits} digits")
    places = np.arange(10**digits)[:, None] // 10 ** np.arange(digits) % 10  # (numbers, digits), units first
    lengths = np.maximum(1, digits - (places[:, ::-1] != 0).argmax(axis=1))
    lengths[0] = 1
    inside = np.arange(digits) < lengths[:, None] - 1  # the places behind the first digit
    chances = np.where(inside, np.where(places == 0, _ZEROS, (1 - _ZEROS) / 9), 1).prod(axis=1)
    drawn = np.random.default_rng(seed).choice(10**digits, count, replace=False, p=chances / chances.sum())
    return [(spell(number), str(number)) for number in drawn.tolist()]


def _below_thousand(number: int) -> list[str]:
    """Return the words of a number from 0 to 999; none for 0."""
    hundreds, rest = divmod(number, 100)
    words = [_SMALL[hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        words.append(_TENS[rest // 10 - 2])
        rest %= 10
    return [*words, _SMALL[rest]] if rest else words
