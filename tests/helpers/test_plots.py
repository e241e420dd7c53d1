"""Figures carry their alt text into the notebook, the file and the plain-text form."""

import base64
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from PIL import Image

from helpers import plots


def relative_luminance(color: str) -> float:
    """WCAG 2.2's relative luminance of an sRGB color."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(color)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def test_alt_text_travels_with_the_figure_in_every_form():
    figure = plots.describe(Figure(figsize=(3, 2), dpi=50), "  a line\n  going up ")
    data, metadata = plots.mime_bundle(figure)

    assert metadata["image/png"] == {"alt": "a line going up", "width": 150, "height": 100}
    assert data["text/plain"] == "Figure: a line going up"
    image = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert image.info["Description"] == "a line going up"
    assert image.size == (150, 100)


@pytest.mark.parametrize("empty", ["", " \n "])
def test_an_empty_alt_text_is_refused(empty):
    with pytest.raises(ValueError, match="alt text is empty"):
        plots.describe(Figure(), empty)


def test_a_figure_without_alt_text_is_refused_with_the_way_to_mend_it():
    with pytest.raises(ValueError, match=r"plots\.describe"):
        plots.mime_bundle(Figure())


def test_show_displays_once_and_closes_the_figure(capsys):
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    plots.show(figure, alt="two points")

    assert plt.get_fignums() == []
    assert "Figure: two points" in capsys.readouterr().out


def test_the_same_figure_gives_the_same_bytes():
    def draw() -> bytes:
        figure, axes = plt.subplots()
        axes.plot([1, 3, 2])
        return plots.to_png(plots.describe(figure, "a peak"))

    assert draw() == draw()


def test_the_style_is_applied():
    with mpl.rc_context():
        plots.use_style()
        assert mpl.rcParams["axes.prop_cycle"].by_key()["color"] == list(plots.PALETTE)
        assert mpl.rcParams["axes.grid"]


def test_neighboring_colors_of_a_plot_differ_in_gray_too():
    """The first two colors of the cycle are told apart on a gray printout too."""
    blue, red = relative_luminance(plots.BLUE), relative_luminance(plots.RED)
    assert (max(blue, red) + 0.05) / (min(blue, red) + 0.05) > 1.3
    assert len(set(plots.PALETTE)) == len(plots.PALETTE)
