"""Spoken-like digits made of formants: sound in which the place of every digit is known, to whoever asks for it.

It is no recording of anybody. A voice is imitated as G. Fant's source and filter do it (Acoustic Theory of Speech
Production, 1960): a buzz, whose harmonics are multiples of a pitch, is colored by two resonances of the mouth
(formants), which glide during a digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

SAMPLE_RATE = 2000  # samples a second, so the highest frequency is 1,000 Hz
_VOWELS = {"a": (450, 700), "e": (350, 800), "i": (250, 850), "o": (400, 560), "u": (280, 520)}  # formants in Hz
# Each digit glides from one vowel to another. Most have a twin that glides back, so that an average tells no digits
# apart. A "-" is a closure, a silence inside the digit, like that of the k in "six": it is longer than many a silence
# between digits.
_DIGITS = ("au", "ua", "iu", "ui", "ai", "ia", "e-o", "oe", "ii", "a-a")
_WIDTHS = (60, 90)  # of the two resonances, in Hz
_PITCH = (80, 140)  # Hz
_EDGE = 30  # samples in which a digit grows loud, and fades
_GAP = (0, 40)  # samples between two digits: 0 to 20 ms
_QUIET = (40, 120)  # samples before the first digit and behind the last


@dataclass(frozen=True, eq=False)
class Utterance:
    """A few digits, spoken.

    Attributes:
        wave: (samples,) float32 in [-1, 1], `SAMPLE_RATE` samples a second.
        digits: what is said, such as (4, 0, 0, 7).
        spans: for each digit its first sample, and the one behind its last.
    """

    wave: Tensor
    digits: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


def say(digits: Sequence[int], seed: int = 0, noise: float = 0.02, length: tuple[int, int] = (300, 500)) -> Utterance:
    """Return ``digits`` as one utterance.

    The seed decides on the voice (pitch and size of the mouth), the loudness and length of each digit, evenly from
    ``length[0]`` to ``length[1]`` samples, and the silences between them, 0 to 20 ms. ``noise`` is the standard
    deviation of the white noise over all, where the loudest sample is 0.9.

    Raises:
        ValueError: if there are no digits, one is not from 0 to 9, ``noise`` is negative, or ``length`` is not a range
            from 2 on.
    """
    _check(noise, length)
    if not digits or not all(0 <= digit <= 9 for digit in digits):
        raise ValueError(f"digits is {digits!r}: give at least one, each from 0 to 9")
    return _utter(tuple(digits), np.random.default_rng(seed), noise, length)


def formant_digits(
    count: int = 100,
    seed: int = 0,
    digits: tuple[int, int] = (2, 5),
    noise: float = 0.02,
    length: tuple[int, int] = (300, 500),
) -> list[Utterance]:
    """Return ``count`` utterances of ``digits[0]`` to ``digits[1]`` random digits, each in a voice of its own.

    ``noise`` and ``length`` are as in `say`.

    Raises:
        ValueError: if ``count`` is below 1, ``digits`` is not a range from 1 on, or as in `say`.
    """
    _check(noise, length)
    if count < 1:
        raise ValueError(f"count is {count}: choose at least 1")
    if not 1 <= digits[0] <= digits[1]:
        raise ValueError(f"digits is {digits}: give the fewest and the most digits of an utterance, such as (2, 5)")
    rng = np.random.default_rng(seed)
    said = [tuple(rng.integers(10, size=rng.integers(digits[0], digits[1] + 1)).tolist()) for _ in range(count)]
    return [_utter(one, rng, noise, length) for one in said]


def _check(noise: float, length: tuple[int, int]) -> None:
    if noise < 0:
        raise ValueError(f"noise is {noise}: give a standard deviation, 0 or more")
    if not 2 <= length[0] <= length[1]:
        raise ValueError(f"length is {length}: give the fewest and the most samples of a digit, such as (300, 500)")


def _utter(digits: tuple[int, ...], rng: np.random.Generator, noise: float, length: tuple[int, int]) -> Utterance:
    pitch, mouth = rng.uniform(*_PITCH), rng.uniform(0.92, 1.08)
    at = int(rng.integers(*_QUIET))
    spans, pieces = [], [np.zeros(at)]
    for digit in digits:
        sound = rng.uniform(0.6, 1.0) * _digit(
            _DIGITS[digit], int(rng.integers(length[0], length[1] + 1)), pitch, mouth
        )
        gap = int(rng.integers(_GAP[0], _GAP[1] + 1))
        spans.append((at, at + len(sound)))
        pieces += [sound, np.zeros(gap)]
        at += len(sound) + gap
    wave = np.concatenate([*pieces, np.zeros(rng.integers(*_QUIET))])
    wave = 0.9 * wave / np.abs(wave).max() + noise * rng.standard_normal(len(wave))
    return Utterance(torch.from_numpy(wave.clip(-1, 1).astype(np.float32)), digits, tuple(spans))


def _digit(name: str, samples: int, pitch: float, mouth: float) -> NDArray[np.float64]:
    """Return the wave (samples,) of one digit: harmonics of ``pitch``, each as loud as the formants let it be."""
    done = np.linspace(0, 1, samples)  # from the digit's beginning to its end
    glide = done * done * (3 - 2 * done)
    numbers = np.arange(1, int(0.95 * SAMPLE_RATE / 2 / pitch) + 1)[:, None]  # of the harmonics, below 950 Hz
    gains = np.zeros((len(numbers), samples))
    for start, end, width in zip(_VOWELS[name[0]], _VOWELS[name[-1]], _WIDTHS, strict=True):
        formant = mouth * (start + (end - start) * glide)  # (samples,)
        gains += 1 / (1 + ((numbers * pitch - formant) / width) ** 2)  # (harmonics, samples)
    phase = 2 * np.pi * pitch / SAMPLE_RATE * np.arange(samples)
    inside = np.minimum(np.arange(samples), np.arange(samples)[::-1])  # samples to the nearer end
    loudness = np.minimum(1, 0.2 + 0.8 * inside / _EDGE)
    if "-" in name:
        loudness = np.where(np.abs(done - 0.5) < 0.1, 0.02, loudness)
    return np.asarray(loudness * (gains * np.cos(numbers * phase)).sum(axis=0))
