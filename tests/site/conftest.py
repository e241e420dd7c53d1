"""The course's pages, some of them, built once for all tests that look at them, and served on this machine alone."""

from pathlib import Path

import pytest
from reading import FRAMES, SHOWN, STILL, Reader, serving

from authoring.definitions import lecture
from authoring.pairs import AuthoringError
from authoring.site import vendor
from authoring.site.build import build

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / ".site_cache" / "npm"


@pytest.fixture(scope="session")
def npm() -> Path:
    """The folder in which npm's packages are kept from run to run."""
    return packages(NPM, vendor.MATHJAX)


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what keeps people from reading a page."""
    folder = packages(NPM.with_name("axe"), ("axe-core@4",))
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def packages(folder: Path, names: tuple[str, ...]) -> Path:
    """Return the folder with npm's packages ``names``; skip the test where npm cannot fetch them."""
    try:
        vendor.packages(folder, names)
    except AuthoringError as error:
        pytest.skip(str(error))
    return folder


@pytest.fixture(scope="session")
def built(npm, tmp_path_factory) -> Path:
    """The folder of the pages of SHOWN, with few frames, which are kept from run to run like those of `make site`."""
    cache = npm.parent / "tests"
    cache.mkdir(exist_ok=True)
    if not (cache / "npm").exists():
        (cache / "npm").symlink_to(npm)
    site: Path = tmp_path_factory.mktemp("pages") / "site"
    build(ROOT, site, SHOWN, cache=cache, most=FRAMES, still=STILL)
    return site


@pytest.fixture(scope="session")
def served(built):
    """The address of the pages on this machine."""
    with serving(built) as address:
        yield address


@pytest.fixture
def reader(chromium, served):
    """A function that returns a `Reader`, whose tabs end with the test."""
    readers: list[Reader] = []

    def make() -> Reader:
        readers.append(Reader(chromium, served))
        return readers[-1]

    yield make
    for one in readers:
        one.context.close()


class Asked(dict):
    """A table of positions that is filled in as they are asked for."""

    def __init__(self, value):
        super().__init__()
        self.value = value

    def __missing__(self, board):
        self[board] = self.value(board)
        return self[board]

    def get(self, board):
        return self[board]


@pytest.fixture(scope="session")
def noughts():
    """What lecture 45 defines, with a network that knows each position's value, but has no idea where to move."""
    names = lecture("45-game-playing", also=("EMPTY", "LINES", "COLORS"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(names, "tables", {5: Asked(names["exactly"])})
        yield names
