"""Every lecture as a web page, made as README.md says, looks complete and keeps its pictures' words."""

import base64
import io
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from PIL import Image
from running import LOOKED_AT

ROOT = Path(__file__).resolve().parents[2]
LECTURES = sorted((ROOT / "course").glob("*.ipynb"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """The folder of the pages: one command makes all. The template is nbconvert's classic one, with folded cells."""
    folder = tmp_path_factory.mktemp("pages")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "authoring/page"]
    command += [f"--output-dir={folder}", *map(str, LECTURES)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.parametrize("name", [lecture.stem for lecture in LECTURES if lecture.stem not in ("glossary", "index")])
def test_every_picture_has_its_words(name, pages):
    text = (pages / f"{name}.html").read_text(encoding="utf-8")
    images = re.findall(r"<img\b[^>]*>", text)
    assert images, "the page shows no picture at all"
    assert [image[:80] for image in images if not re.search(r"""\balt=("[^"]+"|'[^']+')""", image)] == []
    pictures = re.findall(r'\bsrc="data:image/png;base64,([^"]+)"', " ".join(images))
    assert len(pictures) == len(images)
    for encoded in pictures:
        Image.open(io.BytesIO(base64.b64decode(encoded))).verify()
    assert "No description has been provided" not in text
    assert "vnd.jupyter.widget-view" not in text


@pytest.mark.parametrize("name", [*LOOKED_AT, "glossary", "index"])
def test_it_looks_complete(name, pages, chromium, artifacts):
    tab = chromium.new_page(viewport={"width": 1100, "height": 900})
    tab.set_default_timeout(300_000)  # a page of half a megabyte, on a machine that is busy with the other worker
    tab.route(re.compile(r"^https?://"), lambda route: route.abort())  # a reader without network
    tab.goto((pages / f"{name}.html").as_uri())
    broken = tab.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.alt)")
    tab.screenshot(path=artifacts / f"{name}-html.jpeg", full_page=True, type="jpeg")
    tab.close()
    assert broken == []


def test_a_sound_has_its_words_and_can_be_played(pages, chromium):
    tab = chromium.new_page()
    tab.route(re.compile(r"^https?://"), lambda route: route.abort())
    tab.goto((pages / "34-speech.html").as_uri())
    tab.wait_for_function("[...document.querySelectorAll('audio')].every(a => a.readyState >= 1)")
    sounds = tab.evaluate(
        "[...document.querySelectorAll('audio')]"
        ".map(a => [a.duration, a.getAttribute('aria-label'), a.parentElement.querySelector('figcaption').innerText])"
    )
    tab.close()
    assert len(sounds) >= 2
    for seconds, label, caption in sounds:
        assert 0.3 < seconds < 5
        assert label in caption


def test_a_plotting_cell_is_folded_and_one_click_opens_it(tmp_path, chromium):
    notebook = nbformat.v4.new_notebook()
    code = nbformat.v4.new_code_cell("plotting = 1", metadata={"tags": ["hide-input"]})
    notebook.cells = [nbformat.v4.new_code_cell("teaching = 1"), code]
    nbformat.write(notebook, tmp_path / "folded.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "authoring/page"]
    subprocess.run([*command, str(tmp_path / "folded.ipynb")], cwd=ROOT, capture_output=True, check=True)

    tab = chromium.new_page()
    tab.route(re.compile(r"^https?://"), lambda route: route.abort())
    tab.goto((tmp_path / "folded.html").as_uri())
    assert tab.get_by_text("teaching").is_visible()
    assert not tab.get_by_text("plotting").is_visible()
    tab.get_by_text("Code of this figure").click()
    assert tab.get_by_text("plotting").is_visible()
    tab.close()


def test_what_is_folded_has_a_marker_a_picture_fills_a_phone_and_a_wide_one_is_scrolled(pages, chromium):
    tab = chromium.new_page(viewport={"width": 390, "height": 844})
    tab.route(re.compile(r"^https?://"), lambda route: route.abort())
    tab.goto((pages / "14-evaluation-metrics.html").as_uri())
    markers = tab.evaluate("[...document.querySelectorAll('summary')].map(s => getComputedStyle(s).display)")
    look = "[...document.images].map(i => [+i.getAttribute('width'), i.getBoundingClientRect().width])"
    widths = dict(tab.evaluate(look))
    tab.close()
    assert set(markers) == {"list-item"}
    assert all(300 < shown <= 390 for width, shown in widths.items() if width < 700)
    assert {shown for width, shown in widths.items() if width >= 700} == {640}


def test_printed_tables_and_code_keep_their_lines_on_a_phone_and_the_page_does_not_scroll_sideways(pages, chromium):
    tab = chromium.new_page(viewport={"width": 390, "height": 844})
    tab.route(re.compile(r"^https?://"), lambda route: route.abort())
    tab.goto((pages / "14-evaluation-metrics.html").as_uri())
    blocks = "[...document.querySelectorAll('.output_area pre, .input_area pre')]"
    kept = tab.evaluate(f"{blocks}.map(block => getComputedStyle(block).whiteSpace)")
    sideways = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    tab.close()
    assert set(kept) == {"pre"}
    assert sideways <= 0
