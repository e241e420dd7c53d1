"""Figures carry their alt text into the notebook, the file and the plain-text form."""

import base64
import io
import re

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
    assert image.size == (300, 200)  # twice the size it is shown with, for sharp screens


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


def test_a_picture_keeps_its_colors_without_noise():
    """256 colors, no dithering: an even area stays even, and its color is that of the palette within 3 of 255."""
    figure = Figure(figsize=(2, 1), dpi=50, facecolor=plots.ORANGE)
    figure.text(0.1, 0.8, "even", color=plots.BLUE)
    image = Image.open(io.BytesIO(plots.to_png(plots.describe(figure, "an even area"))))

    assert image.mode == "P"
    corner = image.convert("RGB").crop((0, 60, 200, 100))
    assert len(corner.getcolors()) == 1
    wanted = [round(255 * c) for c in mpl.colors.to_rgb(plots.ORANGE)]
    assert max(abs(a - b) for a, b in zip(corner.getpixel((0, 0)), wanted, strict=True)) <= 3


@pytest.mark.parametrize(
    "together",
    [
        ("class 0", "class 1", "class 2"),
        ("train", "validation", "test", "baseline"),
        ("truth", "prediction", "baseline", "guess", "highlight"),
    ],
)
def test_roles_that_meet_are_told_apart_without_color_too(together):
    roles = [plots.ROLES[name] for name in together]
    for what in ("color", "word", "marker"):
        assert len({getattr(role, what) for role in roles}) == len(roles)


def test_a_color_has_one_word_in_all_roles():
    pairs = {(role.color, role.word) for role in plots.ROLES.values()}
    assert len(pairs) == len({color for color, _ in pairs}) == len({word for _, word in pairs})


def test_a_role_gives_what_matplotlib_needs():
    axes = Figure().subplots()
    (curve,) = axes.plot([0, 1], [0, 1], **plots.line("validation"))
    assert (curve.get_color(), curve.get_linestyle()) == (plots.RED, "--")
    axes.scatter([0], [1], **plots.points("class 1"), edgecolors="white")
    with pytest.raises(ValueError, match=r"no role 'dev' in plots.ROLES; there are class 0"):
        plots.line("dev")


def pixels(figure):
    return Image.open(io.BytesIO(plots.to_png(figure))).convert("RGB")


def colored(color, size=(3, 2), dpi=50):
    return plots.describe(Figure(figsize=size, dpi=dpi, facecolor=color), f"all {color}")


def test_a_filmstrip_shows_its_pictures_in_order_with_captions_and_words():
    strip = plots.filmstrip([colored("red"), colored("lime"), colored("blue")], ["one", "two", "three"])
    assert plots.alt_text(strip) == (
        "Picture 1 of 3, one: all red Picture 2 of 3, two: all lime Picture 3 of 3, three: all blue"
    )
    image = pixels(strip)
    row = [image.getpixel((x, image.height - 30)) for x in range(0, image.width, 10)]
    seen = [color for color, before in zip(row, [None, *row], strict=False) if color != before]
    assert [color for color in seen if color != (255, 255, 255)] == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]


def test_pictures_too_wide_to_stand_side_by_side_stand_in_rows():
    square = plots.filmstrip([colored("red", (8, 6))] * 4, ["a"] * 4).get_size_inches()
    assert square[0] / square[1] == pytest.approx(8 / 6, rel=0.1)
    flat = plots.filmstrip([colored("red", (9, 2))] * 3, ["a"] * 3).get_size_inches()
    assert flat[1] > 6
    assert flat[0] < 10


def test_a_filmstrip_wants_a_caption_and_an_alt_text_for_each_picture():
    with pytest.raises(ValueError, match="1 figures and 2 captions"):
        plots.filmstrip([colored("red")], ["one", "two"])
    with pytest.raises(ValueError, match="no alt text"):
        plots.filmstrip([Figure()], ["one"])


def texts(figure):
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_text()]


def test_a_neuron_is_drawn_with_the_symbols_of_its_formula():
    figure = plots.neuron(("x_1", "x_2", "...", "x_d"), activation=r"\sigma", output=r"\hat{y}")
    assert {"$x_1$", "$w_1$", "$w_d$", "$b$", "$z$", r"$\sigma$", r"$\hat{y}$"} <= set(texts(figure))
    alt = plots.alt_text(figure)
    assert "inputs x1, x2 and so on to xd come in on arrows with the weights w1, w2 and so on to wd" in alt
    assert alt.endswith("the activation sigma, and the output is y hat.")
    plots.to_png(figure)


def test_a_neuron_wants_a_weight_for_each_input():
    with pytest.raises(ValueError, match="1 weights for 2 inputs"):
        plots.neuron(("x_1", "x_2"), ("0.5",))


def test_a_network_has_a_line_for_each_weight_and_shapes_as_pytorch_has_them():
    figure = plots.network([2, 3, 1])
    assert len(figure.axes[0].lines) == 2 * 3 + 3 * 1
    assert "$W^{(1)}$\n(3, 2)" in texts(figure)
    assert "hidden\n(batch, 3)" in texts(figure)
    assert "inputs (2), then hidden (3), then outputs (1)" in plots.alt_text(figure)
    plots.to_png(figure)


def test_a_wide_layer_is_shortened_by_dots_and_keeps_its_last_neuron():
    figure = plots.network([784, 3, 3, 2], shown=4)
    assert "$x_{784}$" in texts(figure)
    assert "$x_{3}$" not in texts(figure)
    assert len([text for text in texts(figure) if text == r"$\vdots$"]) == 1
    plots.to_png(figure)


def test_a_network_that_is_none_is_refused():
    with pytest.raises(ValueError, match="at least two layers"):
        plots.network([3])
    with pytest.raises(ValueError, match="1 names for 2 layers"):
        plots.network([3, 1], names=["inputs"])


SHORT = [("input", "(n, 8)"), ("Linear", "(n, 8)"), ("+", ""), ("ReLU", "(n, 8)")]


@pytest.mark.parametrize("blocks", [SHORT, [*SHORT, *[("Linear", "(batch, time, width)")] * 6]])
def test_boxes_carry_their_shapes_and_skips_across_and_down(blocks):
    figure = plots.layers(blocks, skips=[(0, 2)])
    assert [text for text in texts(figure) if not text.startswith("(")] == [name for name, _ in blocks]
    assert "(n, 8)" in texts(figure)
    alt = plots.alt_text(figure)
    assert alt.startswith("Boxes joined by arrows: input giving (n, 8), then Linear giving (n, 8), then +, then ReLU")
    assert alt.endswith("What leaves input (box 1) also skips to + (box 3).")
    width, height = figure.get_size_inches()
    assert (width > height) == (blocks is SHORT)
    plots.to_png(figure)


@pytest.mark.parametrize("skip", [(2, 1), (0, 4), (1, 1)])
def test_a_skip_that_does_not_lead_forward_is_refused(skip):
    with pytest.raises(ValueError, match=re.escape(f"skip {skip} does not lead forward")):
        plots.layers(SHORT, skips=[skip])


def test_no_layers_are_refused():
    with pytest.raises(ValueError, match="no layers to draw"):
        plots.layers([])


def test_drawings_share_a_figure_that_has_its_own_words():
    figure, (left, right) = plt.subplots(1, 2)
    plots.describe(figure, "a neuron beside a network")
    assert plots.neuron(axes=left) is plots.network([2, 2], axes=right) is figure
    assert plots.alt_text(figure) == "a neuron beside a network"
    plt.close(figure)
