"""Glyph digits: whole fonts held out, symbol fonts left out, the same seed the same images."""

import string
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from helpers import data
from helpers.data import glyphs


@given(count=st.integers(40, 300), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_glyph_digits_for_any_count_and_seed(count, seed):
    dataset, again = data.glyph_digits(count, seed), data.glyph_digits(count, seed)
    assert len(dataset.train) + len(dataset.test) == count
    assert len(dataset.test) == round(count / 4)
    for split, same in ((dataset.train, again.train), (dataset.test, again.test)):
        assert split.X.shape == (len(split), 1, 28, 28)
        assert (split.X.dtype, split.y.dtype) == (torch.float32, torch.int64)
        assert split.X.min() == 0
        assert split.X.max() <= 1
        assert split.X.flatten(1).amax(1).min() > 0.5, "an image without ink"
        counts = split.y.bincount(minlength=10)
        assert counts.max() - counts.min() <= 1
        assert torch.equal(split.X, same.X)
        assert torch.equal(split.y, same.y)


def test_another_seed_gives_other_images():
    assert not torch.equal(data.glyph_digits(40, 0).train.X, data.glyph_digits(40, 1).train.X)


def test_symbol_fonts_are_left_out_and_text_fonts_kept():
    names = {Path(path).name for path in glyphs._fonts()}
    assert len(names) >= 20
    assert {"DejaVuSans.ttf", "STIXGeneral.ttf", "cmr10.ttf"} <= names
    # These hold brackets, infinity, a placeholder box or nothing at the character codes of the digits.
    assert not names & {"cmex10.ttf", "cmsy10.ttf", "LastResortHE-Regular.ttf", "STIXSizOneSymReg.ttf"}


def test_no_two_fonts_draw_the_same_digit():
    masters = torch.stack([glyphs._masters(path, string.digits) for path in glyphs._fonts()]).flatten(2)
    for digit in masters.unbind(1):
        assert len(digit.unique(dim=0)) == len(digit)


def test_training_and_test_use_different_fonts(monkeypatch):
    used = []
    render = glyphs._render
    monkeypatch.setattr(glyphs, "_render", lambda fonts, *rest: used.append(set(fonts)) or render(fonts, *rest))
    data.glyph_digits(40, seed=3)
    data.glyph_letters(104, seed=3)
    test, train, letters_test, letters_train = used
    assert (letters_test, letters_train) == (test, train), "digits and letters hold out the same fonts"
    assert not test & train
    assert test | train == set(glyphs._fonts())


def test_without_jitter_the_picture_is_the_glyph_itself():
    """A random source that always draws the middle of its range: no turn, no shift, scale 1."""

    class Middle(np.random.Generator):
        def uniform(self, low, high, size):
            return np.full(size, (low + high) / 2)

    font = next(path for path in glyphs._fonts() if path.endswith("DejaVuSans.ttf"))
    split = glyphs._render([font], string.digits, 10, Middle(np.random.PCG64(0)))
    expected = torch.nn.functional.avg_pool2d(glyphs._masters(font, string.digits), 2)[split.y]
    torch.testing.assert_close(split.X, expected, atol=1e-5, rtol=0)


def test_labels_belong_to_their_images():
    """A linear model reads digits in fonts it has never seen far better than by chance (0.1)."""
    dataset = data.glyph_digits(3000)
    model = LogisticRegression(C=0.1, max_iter=500).fit(dataset.train.X.flatten(1), dataset.train.y)
    assert model.score(dataset.test.X.flatten(1), dataset.test.y) > 0.6


def test_letters_are_named_equally_frequent_and_belong_to_their_images():
    dataset = data.glyph_letters(2080, seed=1)
    assert dataset.class_names == tuple(string.ascii_uppercase)
    assert dataset.train.y.bincount().tolist() == [60] * 26
    assert dataset.test.y.bincount().tolist() == [20] * 26
    model = LogisticRegression(C=0.1, max_iter=500).fit(dataset.train.X.flatten(1), dataset.train.y)
    assert model.score(dataset.test.X.flatten(1), dataset.test.y) > 0.5, "by chance 1 / 26"


def test_too_few_images_are_refused_with_the_remedy():
    with pytest.raises(ValueError, match="count is 39: choose at least 40"):
        data.glyph_digits(39)
    with pytest.raises(ValueError, match="count is 103: choose at least 104, four images per letter"):
        data.glyph_letters(103)
