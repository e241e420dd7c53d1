"""Which words of a figure are too faint to read."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest

from authoring.site.kernel import contrast
from helpers import plots


@pytest.fixture
def axes():
    figure, made = plt.subplots(figsize=(4, 3))
    yield made
    plt.close(figure)


@pytest.mark.parametrize(("color", "ratio"), [("#767676", 4.54), ("black", 21), ("#D55E00", 3.87)])
def test_the_contrast_is_that_of_web_pages(color, ratio):
    rgb = np.array(plt.matplotlib.colors.to_rgb(color))
    assert contrast.contrast(rgb, np.ones(3)) == pytest.approx(ratio, abs=0.01)


def test_faint_words_are_found_whatever_lies_below_them(axes):
    axes.text(0.5, 0.9, "faint", color="0.6")
    axes.text(0.5, 0.7, "veiled", color="black", alpha=0.4)
    axes.text(0.5, 0.5, "boxed", color="white", bbox={"facecolor": "black"})
    axes.text(0.1, 0.1, "large", color="0.5", fontsize=18)
    axes.text(0.1, 0.5, "gray", color=plots.GRAY)
    axes.text(5, 5, "outside", color="0.9", clip_on=True)
    assert [words for words, _ in contrast.faint(axes.figure)] == ["faint", "veiled"]
    assert [one.get_alpha() for one in axes.texts][:2] == [None, 0.4]  # the figure is as it was


def test_words_of_an_axis_that_is_off_do_not_count(axes):
    axes.set_xlabel("not shown", color="0.9")
    axes.axis("off")
    assert contrast.faint(axes.figure) == []


def test_the_faint_words_of_all_figures_are_kept(axes, tmp_path):
    axes.set_title("pale", color="0.8")
    contrast.note(axes.figure, tmp_path)
    contrast.note(axes.figure, tmp_path)
    assert [words for words, _ in json.loads((tmp_path / "faint.json").read_text())] == ["pale", "pale"]
