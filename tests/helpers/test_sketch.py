"""Pictures drawn, typed and uploaded, and the panel that teaches a machine with them."""

import io
from datetime import UTC, datetime

import numpy as np
import pytest
import torch
from PIL import Image

from helpers import sketch
from helpers.data import glyph_letters

RING = "\n".join([".####.", "#....#", "#....#", ".####."])
BAR = "\n".join(["##", "##", "##", "##", "##"])
CROSS = "\n".join(["#...#", ".#.#.", "..#..", ".#.#.", "#...#"])


def content(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="png")
    return buffer.getvalue()


def test_a_drawing_is_as_large_and_as_centered_as_a_letter():
    picture = sketch.from_rows(f"....\n{BAR}\n")
    assert picture.shape == (1, 28, 28)
    rows, columns = picture[0].nonzero().T
    assert (rows.min(), rows.max()) == (5, 22)
    assert abs(columns.min() + columns.max() - 27) <= 1
    letters = glyph_letters(104).train.X
    assert (letters > 0.5).any(3).sum(2).float().mean() == pytest.approx(18, abs=1.5)


def test_where_a_drawing_stands_does_not_matter():
    assert torch.equal(sketch.from_rows(CROSS), sketch.from_rows("......\n" + CROSS.replace("\n", "..\n")))


def test_a_long_drawing_keeps_its_form():
    lying = sketch.from_rows("#" * 14)
    assert lying.amax(dim=(0, 1)).count_nonzero() == 26
    assert lying.amax(dim=(0, 2)).count_nonzero() == 2


@pytest.mark.parametrize(
    ("rows", "message"), [("..\n.x", "row 2 has 'x'"), ("...\n...", "no ink"), ("", "no ink"), ("  \n", "no ink")]
)
def test_what_is_no_drawing_is_refused_in_one_line(rows, message):
    with pytest.raises(ValueError, match=message):
        sketch.from_rows(rows)


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (0, 255), (200, 90)])
def test_a_file_may_be_dark_on_light_or_light_on_dark(paper, ink):
    pixels = np.full((60, 80), paper, dtype=np.uint8)
    pixels[10:40, 20:32] = ink
    assert torch.equal(sketch.from_file(content(pixels)), sketch.framed(torch.ones(30, 12)))


def test_transparent_paper_is_white():
    pixels = np.zeros((40, 40, 4), dtype=np.uint8)
    pixels[10:30, 10:20, 3] = 255  # black ink; elsewhere black too, but nothing is seen of it
    assert torch.equal(sketch.from_file(content(pixels)), sketch.framed(torch.ones(20, 10)))


def test_what_is_no_picture_is_refused_in_one_line():
    with pytest.raises(ValueError, match="no picture that can be read"):
        sketch.from_file(b"hello")
    with pytest.raises(ValueError, match="no ink"):
        sketch.from_file(content(np.full((30, 30), 250, dtype=np.uint8)))


def nearest(X, y, picture):
    """Share one class out: that of the example with the least squared distance."""
    return torch.nn.functional.one_hot(y[((X - picture) ** 2).sum((1, 2, 3)).argmin()], 3).float()


@pytest.fixture
def panel():
    return sketch.Panel(nearest, ["ring", "bar", "cross"])


def draw(panel, rows, name=None):
    panel.rows.value = rows
    if name is not None:
        panel.chosen.value = name
        panel.teach.click()


def test_the_machine_answers_once_every_class_has_an_example(panel):
    assert "Teach every class at least once" in panel.words.value
    for name, rows in [("ring", RING), ("bar", BAR), ("cross", CROSS)]:
        draw(panel, rows, name)
    assert "Examples: ring 1, bar 1, cross 1." in panel.words.value
    assert panel.rows.value == ""
    draw(panel, f"......\n{RING}")
    assert "ring: 100%" in panel.words.value
    assert 'alt="The drawing as the network sees it"' in panel.words.value


def test_ten_files_are_ten_examples_in_both_versions_of_ipywidgets(panel):
    pixels = np.full((30, 30), 255, dtype=np.uint8)
    pixels[5:25, 5:9] = 0
    files = [{"name": f"{n}.png", "content": memoryview(content(pixels))} for n in range(10)]
    panel.chosen.value = "bar"
    panel.upload.set_trait("value", [upload(file) for file in files])
    assert "bar 10" in panel.words.value
    assert panel.upload.value == ()

    panel.upload = type("Version7", (), {"value": {"a.png": {"content": content(pixels)}}, "set_trait": lambda *_: 0})()
    panel._teach_files()
    assert "bar 11" in panel.words.value


def upload(file):
    return {**file, "type": "image/png", "size": len(file["content"]), "last_modified": datetime.now(UTC)}


def test_mistakes_are_said_and_lose_nothing(panel):
    draw(panel, "..x", "bar")
    assert "row 1 has &#x27;x&#x27;" in panel.words.value
    assert panel.rows.value == "..x"
    panel.clear.click()
    panel.teach.click()
    assert "no ink" in panel.words.value
    panel.upload.set_trait("value", [upload({"name": "a.txt", "content": memoryview(b"hello")})])
    assert "no picture that can be read" in panel.words.value
    assert panel.labels == []


def test_a_class_that_is_not_there_is_refused(panel):
    with pytest.raises(ValueError, match="no class 'x': this machine has ring, bar, cross"):
        panel.add(torch.zeros(1, 28, 28), "x")


def test_clearing_gives_the_page_an_empty_canvas(panel):
    before = panel.canvas.value
    panel.clear.click()
    once = panel.canvas.value
    panel.clear.click()
    assert len({before, once, panel.canvas.value}) == 3


def test_a_page_without_a_kernel_gets_a_sentence(panel, monkeypatch):
    shown = []
    monkeypatch.setattr(sketch, "display", lambda data, raw: shown.append(data))
    panel.show()
    assert "Run this cell" in shown[0]["text/plain"]
    assert "Run this cell" in shown[0]["text/html"]
