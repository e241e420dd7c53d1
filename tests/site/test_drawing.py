"""The frames of an interactive figure: which are drawn, how they are kept, and that they show what a notebook shows."""

import base64
import io
import json

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from authoring.site.kernel import drawing
from helpers import plots, widgets


def sketch(height=1, color="blue", grid=False):
    """Return a figure that depends on three controls."""
    figure, axes = plt.subplots(figsize=(3, 2))
    axes.bar(["a", "b"], [height, 2], color=color)
    axes.grid(grid)
    return plots.describe(figure, f"A bar of {height} in {color}.")


@pytest.fixture
def controls():
    return {
        "height": widgets.steps("height", 1, 5, 2),
        "color": widgets.choice("color", ["blue", "red"], "red"),
        "grid": widgets.toggle("grid", False),
    }


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)


def test_every_kind_of_control_has_its_values_and_its_start(controls):
    height, color, grid = (drawing.axis(name, control) for name, control in controls.items())
    assert (height.kind, height.values, height.start, height.plays) == ("slider", (1, 2, 3, 4, 5), 1, True)
    assert (color.kind, color.values, color.start, color.plays) == ("choice", ("blue", "red"), 1, False)
    assert (grid.kind, grid.values, grid.start) == ("toggle", (False, True), 0)


def test_a_slider_between_its_steps_starts_exactly_where_the_notebook_does():
    eta = drawing.axis("eta", widgets.log_slider("rate", -3, 0, 0.03, steps=6))
    assert eta.values[eta.start] == 0.03
    assert eta.values[0] == 0.001
    assert eta.values[-1] == 1
    share = drawing.axis("share", widgets.slider("share", 0.0, 0.3, 0.1, 0.2))
    assert share.values == (0.0, 0.1, 0.2, 0.3)


def test_a_text_box_offers_what_it_starts_with_and_its_examples():
    prompt = drawing.axis("prompt", widgets.text("prompt", "blue", ["red", "blue", "green"]))
    assert (prompt.kind, prompt.values, prompt.start) == ("examples", ("blue", "red", "green"), 0)


@pytest.mark.parametrize("most", [2, 3, 7, 40])
def test_thinning_keeps_both_ends_and_the_start(most):
    long = drawing.axis("step", widgets.steps("step", 0, 100, 37))
    short = drawing.thinned(long, most)
    assert {0, 37, 100} <= set(short.values)
    assert short.values[short.start] == 37
    assert len(short.values) <= most + 1
    assert list(short.values) == sorted(short.values)


def test_what_is_no_slider_or_short_is_not_thinned(controls):
    for name, control in controls.items():
        one = drawing.axis(name, control)
        assert drawing.thinned(one, 5) == one
    assert drawing.thinned(drawing.axis("color", controls["color"]), 1).values == ("blue", "red")


def test_all_combinations_or_each_control_alone(controls):
    axes = [drawing.axis(name, control) for name, control in controls.items()]
    assert len(set(drawing.settings(axes, whole=True))) == 5 * 2 * 2
    alone = list(drawing.settings(axes, whole=False))
    assert alone[0] == (2, "red", False)
    assert len(set(alone)) == len(alone) == 1 + 4 + 1 + 1
    assert all(sum(a != b for a, b in zip(values, alone[0], strict=True)) <= 1 for values in alone)


@pytest.mark.parametrize(("most", "count"), [(20, 20), (19, 6)])
def test_the_frame_of_the_starting_values_is_the_picture_of_the_notebook(most, count, controls, tmp_path, monkeypatch):
    monkeypatch.setattr(widgets, "explore", widgets.explore)
    drawing.watch(str(tmp_path), most)
    widgets.explore(sketch, frames=[("tall", {"height": 5})], **controls)

    told = json.loads((tmp_path / "0" / "figure.json").read_text())
    assert told["all"] == (count == 20)
    assert len(told["frames"]) == count
    start = ",".join(str(axis["start"]) for axis in told["axes"])
    file, alt, width, height = told["frames"][start]
    data, metadata = plots.mime_bundle(sketch(height=2, color="red", grid=False))
    live, kept = pixels(base64.b64decode(data["image/png"])), pixels((tmp_path / "0" / file).read_bytes())
    assert np.array_equal(kept, live)
    assert {"alt": alt, "width": width, "height": height} == metadata["image/png"]


def test_equal_pictures_are_kept_once(tmp_path):
    controls = {"height": widgets.steps("height", 1, 5, 2)}
    axes = [drawing.axis(name, control) for name, control in controls.items()]
    drawing.keep(lambda height: sketch(min(height, 3)), axes, tmp_path / "0", 160)
    assert len(list((tmp_path / "0").glob("*.webp"))) == 3
    assert len(json.loads((tmp_path / "0" / "figure.json").read_text())["frames"]) == 5


def test_pictures_that_are_too_large_get_fewer_colors_first(tmp_path, monkeypatch):
    def many(height):
        figure, axes = plt.subplots(figsize=(3, 2))
        axes.imshow(np.random.default_rng(height).random((20, 20, 3)))
        return plots.describe(figure, "Noise.")

    axes = [drawing.axis("height", widgets.slider("height", 1, 2, 1, 1))]
    drawing.keep(many, axes, tmp_path / "all", 160)
    everything = sum(file.stat().st_size for file in (tmp_path / "all").glob("*.webp"))
    monkeypatch.setattr(drawing, "MAX_BYTES", everything - 1)
    drawing.keep(many, axes, tmp_path / "few", 160)
    few = [pixels(file.read_bytes()) for file in (tmp_path / "few").glob("*.webp")]
    assert [len(np.unique(picture.reshape(-1, 3), axis=0)) for picture in few] == [drawing.COLORS] * 2


def test_pictures_that_are_too_large_are_thinned_out(tmp_path, monkeypatch):
    axes = [drawing.axis("height", widgets.steps("height", 1, 12, 8))]
    drawing.keep(sketch, axes, tmp_path / "all", 160)
    everything = sum(file.stat().st_size for file in (tmp_path / "all").glob("*.webp"))
    monkeypatch.setattr(drawing, "MAX_BYTES", everything // 2)
    monkeypatch.setattr(drawing, "simpler", lambda picture: picture)
    drawing.keep(sketch, axes, tmp_path / "few", 160)
    assert sum(file.stat().st_size for file in (tmp_path / "few").glob("*.webp")) <= everything // 2
    kept = json.loads((tmp_path / "few" / "figure.json").read_text())["axes"][0]
    assert {"1", "8", "12"} <= set(kept["values"])
    assert kept["values"][kept["start"]] == "8"
