"""Spoken digits: what is said is where it is said to be, in a voice whose resonances are those of the digit."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import data
from helpers.data import formants


@given(digits=st.lists(st.integers(0, 9), min_size=1, max_size=6), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_any_digits_in_any_voice(digits, seed):
    said, again = data.say(digits, seed), data.say(digits, seed)
    assert torch.equal(said.wave, again.wave)
    assert said.digits == tuple(digits)
    assert said.wave.dtype == torch.float32
    assert said.wave.abs().max() <= 1
    assert len(said.spans) == len(digits)
    edges = [edge for span in said.spans for edge in span]
    assert edges == sorted(edges)
    assert all(300 <= end - start <= 500 for start, end in said.spans)
    assert all(0 <= after - before <= 40 for before, after in zip(edges[1:-1:2], edges[2::2], strict=True))
    assert edges[0] >= 40
    assert len(said.wave) - edges[-1] >= 40


def test_there_is_silence_outside_the_spans_and_sound_inside():
    said = data.say((4, 0, 0, 7), seed=3, noise=0)
    inside = torch.zeros(len(said.wave), dtype=torch.bool)
    for start, end in said.spans:
        inside[start:end] = True
        assert said.wave[start:end].square().mean() > 1e-3
    assert not said.wave[~inside].any()
    assert said.wave.abs().max() == pytest.approx(0.9)


def test_the_sound_is_as_strong_as_its_formants_say():
    """The digit 8 keeps to an i: resonances at 250 and 850 Hz, times the size of the mouth, and none between."""
    for seed in range(5):
        start, end = (said := data.say((8,), seed, noise=0)).spans[0]
        power = np.abs(np.fft.rfft(said.wave[start:end].numpy(), 2000)) ** 2  # (1001,), one number for each Hz
        low, between, high = power[200:320].max(), power[480:620].max(), power[750:930].max()
        assert low > 4 * between < high


def test_a_digit_and_its_twin_are_each_other_backward():
    wave = formants._digit("au", 400, 100.0, 1.0)
    back = formants._digit("ua", 400, 100.0, 1.0)[::-1]
    spectra = [np.abs(np.fft.rfft(each.reshape(10, 40), axis=1)) for each in (wave, back)]
    assert np.abs(spectra[0] - spectra[1]).mean() < 0.2 * spectra[0].mean()


def test_a_closure_is_a_silence_inside_a_digit():
    start, end = (said := data.say((9,), seed=0, noise=0)).spans[0]
    middle = (start + end) // 2
    assert said.wave[middle - 25 : middle + 25].abs().max() < 0.05


def test_noise_has_its_size():
    quiet, loud = data.say((1, 2), 5, noise=0), data.say((1, 2), 5, noise=0.05)
    assert (loud.wave - quiet.wave).std() == pytest.approx(0.05, rel=0.1)


def test_many_utterances_have_all_lengths_and_digits_and_another_seed_gives_others():
    said = data.formant_digits(300, seed=1)
    assert {len(each.digits) for each in said} == {2, 3, 4, 5}
    assert {digit for each in said for digit in each.digits} == set(range(10))
    assert [each.digits for each in said] == [each.digits for each in data.formant_digits(300, seed=1)]
    assert [each.digits for each in said] != [each.digits for each in data.formant_digits(300, seed=2)]
    assert {len(each.digits) for each in data.formant_digits(20, digits=(7, 7))} == {7}
    assert all(60 <= b - a <= 80 for each in data.formant_digits(5, length=(60, 80)) for a, b in each.spans)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.say(()), r"digits is \(\): give at least one"),
        (lambda: data.say((3, 10)), r"digits is \(3, 10\)"),
        (lambda: data.say((3,), noise=-1), "noise is -1: give a standard deviation"),
        (lambda: data.say((3,), length=(500, 300)), r"length is \(500, 300\): give the fewest"),
        (lambda: data.formant_digits(0), "count is 0: choose at least 1"),
        (lambda: data.formant_digits(2, digits=(0, 2)), r"digits is \(0, 2\): give the fewest"),
        (lambda: data.formant_digits(2, noise=-0.1), "noise is -0.1"),
    ],
)
def test_what_cannot_be_said_is_refused_with_the_remedy(call, message):
    with pytest.raises(ValueError, match=message):
        call()
