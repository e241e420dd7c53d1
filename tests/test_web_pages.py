"""Every lecture as a web page, made as README.md says, looks complete and keeps its pictures' words."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LECTURES = sorted((ROOT / "course").glob("*.ipynb"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """The folder of the pages: one command makes all. Of nbconvert's templates, this one shows alt texts."""
    folder = tmp_path_factory.mktemp("pages")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "classic"]
    command += [f"--output-dir={folder}", *map(str, LECTURES)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.parametrize("name", [lecture.stem for lecture in LECTURES])
def test_every_picture_has_its_words(name, pages):
    text = (pages / f"{name}.html").read_text(encoding="utf-8")
    images = re.findall(r"<img\b[^>]*>", text)
    assert images, "the page shows no picture at all"
    assert [image[:80] for image in images if not re.search(r'\balt="[^"]+"', image)] == []
    assert "No description has been provided" not in text
    assert "vnd.jupyter.widget-view" not in text


@pytest.mark.parametrize("name", [lecture.stem for lecture in LECTURES])
def test_it_looks_complete(name, pages, chromium, artifacts):
    tab = chromium.new_page(viewport={"width": 1100, "height": 900})
    tab.set_default_timeout(300_000)  # a page of half a megabyte, on a machine that is busy with the other worker
    tab.route(re.compile(r"^https?://"), lambda route: route.abort())  # a reader without network
    tab.goto((pages / f"{name}.html").as_uri())
    broken = tab.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.alt)")
    tab.screenshot(path=artifacts / f"{name}-html.jpeg", full_page=True, type="jpeg")
    tab.close()
    assert broken == []
