"""The pages as Sphinx makes them: complete, each link and anchor leads somewhere, and none is too large."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from reading import Page, lost, pages_of

MAX_BYTES = 2_000_000  # of a page, without its pictures
MAX_FRAMES = 1_500_000  # of an interactive figure


@pytest.fixture(scope="module")
def pages(built) -> dict[Path, Page]:
    return pages_of(built)


def test_there_is_a_page_for_each_that_was_asked_for_and_for_what_leads_to_them(pages, built):
    names = {str(path.relative_to(built)) for path in pages}
    assert {"index.html", "search.html", "course/README.html", "course/glossary.html", "course/index.html"} <= names
    assert {"course/07-gradient-descent.html", "assignments/a05-gradient-descent.html"} <= names


def test_every_link_and_anchor_leads_somewhere(pages):
    # Of a course that is shown in part, a page may be missing, but nothing else.
    assert lost(pages, may_be_missing=r"(\d\d|a\d\d)-[\w-]+\.html") == []


def test_no_anchor_stands_twice(pages):
    twice = {
        path.name: {name for name in page.anchors if page.anchors.count(name) > 1}
        for path, page in pages.items()
        if len(set(page.anchors)) < len(page.anchors)
    }
    assert twice == {}


def test_everything_that_a_page_loads_lies_beside_it(pages):
    for path, page in pages.items():
        for loaded in page.loaded:
            if not loaded.startswith("data:"):
                assert (path.parent / unquote(urlsplit(loaded).path)).exists(), f"{path.name} loads {loaded}"


def test_no_page_and_no_figure_is_too_large(pages, built):
    assert max(path.stat().st_size for path in pages) < MAX_BYTES
    figures = list((built / "_static" / "frames").iterdir())
    assert figures
    for folder in figures:
        assert sum(file.stat().st_size for file in folder.iterdir()) < MAX_FRAMES, folder.name


def test_pages_are_listed_by_number_and_part_with_version_and_license_below(built):
    text = (built / "course" / "07-gradient-descent.html").read_text(encoding="utf-8")
    assert "<title>07 Gradient descent" in text
    assert re.search(r'caption-text">A\. One neuron up', text)
    assert re.search(r"Version \d+\.\d+\.\d+", text)
    assert "CC BY 4.0" in text
    assert re.search(r'class="right-next"[^>]*>', text)


def test_notebooks_lie_beside_their_pages_under_their_own_names(built, repository):
    lecture = built / "course" / "07-gradient-descent.ipynb"
    assert lecture.read_bytes() == (repository / "course" / lecture.name).read_bytes()
    assert (built / "assignments" / "a05-gradient-descent" / "gradient-descent.ipynb").exists()


def test_tables_whose_columns_are_too_many_for_a_phone_are_marked(built):
    marked = [path.stem for path in built.rglob("*.html") if 'class="rows"' in path.read_text(encoding="utf-8")]
    assert sorted(marked) == ["README", "index"]


def test_no_solution_is_shown(built):
    for path in built.rglob("*"):
        if path.suffix in (".html", ".ipynb", ".js", ".json") and "_static" not in path.parts:
            assert "BEGIN SOLUTION" not in path.read_text(encoding="utf-8")
