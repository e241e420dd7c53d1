"""The whole site, as `make site` made it: each page is read in light and dark, and a table of all goes to artifacts/.

make site && python -m pytest -m slow tests/site/test_whole.py
"""

import json
from collections import Counter
from pathlib import Path

import pytest
from reading import GRAVE, Reader, look, lost, pages_of, serving

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
FRAMES = SITE / "_static" / "frames"
MAX_BYTES = 2_000_000  # of a page, without its pictures
MAX_FRAMES = 1_500_000  # of an interactive figure
DRAWN = ROOT / ".site_cache" / "frames"
IMPACTS = ("minor", "moderate", *GRAVE)
PAGES = [str(path.relative_to(SITE)) for path in pages_of(SITE)] if SITE.exists() else []
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PAGES, reason="no site/ here: `make site` makes it")]


@pytest.fixture(scope="module")
def address():
    """The address of the whole site on this machine."""
    with serving(SITE) as at:
        yield at


@pytest.fixture(scope="module")
def table(artifacts):
    """What is known of each page, by name; artifacts/site.json keeps it, and site.md shows it as a table."""
    kept = artifacts / "site.json"
    known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    yield known
    known = {name: known[name] for name in PAGES if name in known}
    kept.write_text(json.dumps(known), encoding="utf-8")
    heads = ["page", "KB", "figure, KB", "faint words", *IMPACTS]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    lines += [[name, *(row.get(head, "") for head in heads[1:])] for name, row in known.items()]
    text = "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
    (artifacts / "site.md").write_text(text + "\n", encoding="utf-8")


def test_every_link_and_anchor_leads_somewhere():
    assert lost(pages_of(SITE)) == []


def test_no_page_and_no_figure_is_too_large():
    assert {name: size for name in PAGES if (size := (SITE / name).stat().st_size) > MAX_BYTES} == {}
    assert {folder.name: size for folder in FRAMES.iterdir() if (size := _bytes(folder)) > MAX_FRAMES} == {}


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def _faint(name: str) -> str:
    """Return the words of a lecture's figures, up to its interactive one, whose contrast is too small, with it."""
    files = DRAWN.glob(f"{name}/*/faint.json")
    found = dict(pair for file in files for pair in json.loads(file.read_text(encoding="utf-8")))
    return ", ".join(f"{' '.join(word.split())} {ratio}" for word, ratio in found.items())


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_kept_from_reading_nothing_complains_and_nothing_comes_from_elsewhere(
    name, chromium, address, axe, artifacts, table
):
    folder = artifacts / "site"
    folder.mkdir(exist_ok=True)
    one = Reader(chromium, address)
    found = look(one, name, axe, folder / Path(name).stem)
    one.context.close()
    counted = Counter(impact for impact, *_ in found)
    figure = max((_bytes(path) for path in FRAMES.glob(f"{Path(name).stem}-*")), default=0)
    table[name] = {
        "KB": (SITE / name).stat().st_size // 1000,
        "figure, KB": figure // 1000,
        "faint words": _faint(Path(name).stem),
        **{impact: counted[impact] for impact in IMPACTS},
    }
    assert [one for one in found if one[0] in GRAVE] == []
    assert one.said == []
    assert one.elsewhere == []
