"""Sequences whose answer is known and whose difficulty is one number: how long something must be kept in mind."""

import numpy as np
import torch

from helpers.data.containers import Split

KINDS = 4  # symbols that can be asked for, and as many distractors, which carry no news of the answer
TOKENS = 6  # kinds of token in selective copying, besides which there are a blank and a query


def recall(count: int, lag: int, seed: int = 0) -> Split:
    """Return sequences whose first symbol must be named after ``lag`` distractors.

    X is (count, lag + 1, 8) float32, one-hot: step 0 shows one of the four symbols 0 ... 3, each later step one of the
    four distractors 4 ... 7. All are drawn evenly and independently. y is (count,) int64: the first symbol. Whoever
    forgets it guesses right one time in four. The task is a small form of the long time lags of Y. Bengio, P. Simard
    and P. Frasconi (1994), IEEE Transactions on Neural Networks 5(2), 157-166.

    Raises:
        ValueError: if ``count`` is below 1 or ``lag`` is negative.
    """
    if count < 1:
        raise ValueError(f"count is {count}: choose at least 1")
    if lag < 0:
        raise ValueError(f"lag is {lag}: give the number of distractors after the first symbol, 0 or more")
    rng = np.random.default_rng(seed)
    first = rng.integers(KINDS, size=count)
    distractors = rng.integers(KINDS, 2 * KINDS, size=(count, lag))
    symbols = np.column_stack([first, distractors])
    return Split(torch.from_numpy(np.eye(2 * KINDS, dtype=np.float32)[symbols]), torch.from_numpy(first))


def flagged(count: int, steps: int = 30, within: int = 10, seed: int = 0) -> Split:
    """Return sequences of noise in which one number is flagged and must be reported at the end.

    X is (count, steps, 2) float32: a number from the standard normal distribution at each step, and beside it a flag,
    which is 1 at one of the first ``within`` steps, drawn evenly, and 0 at all others. y is (count,) float32: the
    number at the flag. Whoever forgets it does best to answer 0, and errs by 1 in the mean square. With one flag
    instead of two it is half of the adding problem of S. Hochreiter and J. Schmidhuber (1997), Neural Computation 9(8),
    1735-1780.

    Raises:
        ValueError: if ``count`` is below 1, or ``within`` is not one of 1 ... ``steps``.
    """
    if count < 1:
        raise ValueError(f"count is {count}: choose at least 1")
    if not 1 <= within <= steps:
        raise ValueError(f"within is {within}: the flag stands at one of the first 1 to {steps} steps, steps in all")
    rng = np.random.default_rng(seed)
    numbers = rng.standard_normal((count, steps), dtype=np.float32)
    rows, places = np.arange(count), rng.integers(within, size=count)
    flags = np.zeros_like(numbers)
    flags[rows, places] = 1
    return Split(torch.from_numpy(np.stack([numbers, flags], axis=2)), torch.from_numpy(numbers[rows, places]))


def selective_copying(count: int, steps: int = 20, tokens: int = 3, seed: int = 0) -> Split:
    """Return sequences of blanks with a few tokens among them, which must be repeated in order at the end.

    X is (count, steps + tokens, 8) float32, one-hot: among the first ``steps`` symbols stand ``tokens`` tokens, each
    one of six kinds 0 ... 5, at places drawn evenly from all sets of places; all others are blanks, 6. Then come as
    many queries, 7. y is (count, tokens) int64: the tokens from first to last, the first of which is to be named at the
    first query, and so on. Whoever knows neither guesses right one time in six. It is the selective copying of A. Gu
    and T. Dao (2023), arXiv:2312.00752, scaled down from 16 tokens among 4,096 symbols.

    Raises:
        ValueError: if ``count`` is below 1, or ``tokens`` is not one of 1 ... ``steps``.
    """
    if count < 1:
        raise ValueError(f"count is {count}: choose at least 1")
    if not 1 <= tokens <= steps:
        raise ValueError(f"tokens is {tokens}: choose 1 to {steps} of them, steps in all")
    rng = np.random.default_rng(seed)
    y = rng.integers(TOKENS, size=(count, tokens))
    places = np.sort(rng.random((count, steps)).argsort(axis=1)[:, :tokens], axis=1)
    symbols = np.full((count, steps + tokens), TOKENS)
    symbols[:, steps:] = TOKENS + 1
    np.put_along_axis(symbols, places, y, axis=1)
    return Split(torch.from_numpy(np.eye(TOKENS + 2, dtype=np.float32)[symbols]), torch.from_numpy(y))
