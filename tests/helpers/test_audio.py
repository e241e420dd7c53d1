"""Sound in a notebook: the player holds the samples, its words stand beside it, and a browser can play it."""

import base64
import io
import re
import wave

import numpy as np
import pytest

from helpers import audio


@pytest.fixture
def shown(monkeypatch):
    """The bundles that were displayed."""
    bundles = []
    monkeypatch.setattr(audio, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def samples_of(page):
    encoded = re.search(r'src="data:audio/wav;base64,([^"]+)"', page)[1]
    with wave.open(io.BytesIO(base64.b64decode(encoded))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767


def test_a_tone_keeps_its_frequency_and_its_own_samples(shown):
    tone = 0.5 * np.sin(2 * np.pi * 300 * np.arange(1000) / 2000)
    audio.play(tone, 2000, "a tone")
    heard = samples_of(shown[0]["text/html"])
    assert len(heard) == 4000
    assert np.abs(heard[200:-200:4] - tone[50:-50]).max() < 0.01
    power = np.abs(np.fft.rfft(heard)) ** 2  # one number every 2 Hz
    assert power.argmax() == 150
    assert power[510:].sum() < 1e-3 * power.sum(), "frequencies that were not there"


def test_what_is_too_loud_is_cut_off(shown):
    audio.play([2.0, 2.0, 2.0, -2.0, -2.0, -2.0], 8000, "a crack")
    heard = samples_of(shown[0]["text/html"])
    assert heard.tolist() == [1, 1, 1, -1, -1, -1]


def test_the_words_stand_at_the_player_below_it_and_where_there_is_none(shown):
    audio.play(np.zeros(3000), 2000, 'a voice says "4 < 7"')
    page = shown[0]["text/html"]
    assert 'aria-label="a voice says &quot;4 &lt; 7&quot;"' in page
    assert "<figcaption>Sound, 1.5 s: a voice says &quot;4 &lt; 7&quot;</figcaption>" in page
    assert shown[0]["text/plain"] == 'Sound, 1.5 s: a voice says "4 < 7"'


def test_a_browser_loads_it_and_knows_its_length(shown, chromium):
    audio.play(np.sin(np.arange(1800)), 2000, "a tone")
    tab = chromium.new_page()
    tab.set_content(shown[0]["text/html"])
    tab.wait_for_function("document.querySelector('audio').readyState >= 1")
    assert tab.evaluate("document.querySelector('audio').duration") == pytest.approx(0.9, abs=0.01)
    tab.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((2, 5)), 2000, "x"), r"wave has shape \(2, 5\)"),
        (([0.0], 2000, "x"), r"wave has shape \(1,\)"),
        (([0.0, np.nan], 2000, "x"), "finite"),
        (([0.0, 1.0], 3000, "x"), "rate is 3000: give a divisor of 8000"),
        (([0.0, 1.0], 0, "x"), "rate is 0"),
        (([0.0, 1.0], 2000, " "), "transcript is empty"),
    ],
)
def test_what_cannot_be_played_is_refused_with_the_remedy(arguments, message, shown):
    with pytest.raises(ValueError, match=message):
        audio.play(*arguments)
    assert shown == []
