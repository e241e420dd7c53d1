"""From the course to its web pages: sources for Sphinx in the cache, made anew where they changed, then the pages."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from authoring import glossary, pairs
from authoring.pairs import AuthoringError
from authoring.site import badges, contents, frames, pages, vendor

HERE = Path(__file__).resolve().parent
WORKERS = 2
OURS = ".buildinfo"  # Sphinx writes it into a folder of pages


def build(
    root: Path,
    site: Path,
    names: Sequence[str] = (),
    *,
    cache: Path | None = None,
    most: int = frames.MOST,
    still: Sequence[str] = (),
) -> None:
    """Make the pages of the course in ``root`` in the folder ``site``, whose former pages they replace.

    Args:
        root: the course.
        site: where the pages go.
        names: the beginnings of the lectures and assignments to show, all of them if empty.
        cache: what is kept from build to build; .site_cache in ``root`` if None.
        most: the combinations of a figure's controls up to which all are drawn.
        still: the beginnings of those lectures whose figures are shown as they are stored, for which nothing runs.

    Raises:
        AuthoringError: if a name fits nothing, ``site`` holds something else, npm is missing, a figure cannot be
            drawn, or Sphinx has something to warn of.
    """
    if site.exists() and any(site.iterdir()) and not (site / OURS).exists():
        raise AuthoringError(f"{site} holds something else than pages: name an empty folder, or remove it")
    cache = cache or root / ".site_cache"
    lectures, releases = _asked(root, names)
    source = cache / "source"
    shutil.rmtree(source / "_static", ignore_errors=True)
    shutil.rmtree(source / "_extra", ignore_errors=True)
    shutil.copytree(HERE / "static", source / "_static")
    vendor.mathjax(cache, source / "_static" / "mathjax")
    texts = {"conf.py": (HERE / "conf.py").read_text(encoding="utf-8"), **contents.pages(root, lectures, releases)}
    texts |= _lectures(root, lectures, cache, most, tuple(still)) | _releases(root, releases, source)
    texts |= {f"course/{name}.ipynb": _own(root, name, source) for name in contents.OWN}
    same = _keep(source, texts)
    _sphinx(root, cache, anew=not same)
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(cache / "html", site, ignore=shutil.ignore_patterns("_sources"))


def _asked(root: Path, names: Sequence[str]) -> tuple[list[Path], list[Path]]:
    """Return the lectures and the released assignments whose names begin as one of ``names``."""
    lectures = sorted((root / "course").glob("[0-9]*.ipynb"))
    releases = sorted((root / "release").glob("*/*.ipynb"))
    there = [path.stem for path in lectures] + [path.parent.name for path in releases]
    for name in names:
        if not any(one.startswith(name) for one in there):
            raise AuthoringError(f"{name}: no such lecture or assignment; there are {', '.join(there)}")
    begin = tuple(names) or ("",)
    return (
        [path for path in lectures if path.stem.startswith(begin)],
        [path for path in releases if path.parent.name.startswith(begin)],
    )


def _lectures(root: Path, lectures: Sequence[Path], cache: Path, most: int, still: tuple[str, ...]) -> dict[str, str]:
    """Return the lectures' pages; what they show goes to the site's own folder."""
    moving = [path for path in lectures if not path.stem.startswith(still)]
    # In processes: in a thread, nbclient leaves an event loop open that nobody closes.
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        draw = partial(frames.frames, cache=cache / "frames", root=root, most=most)
        drawn = dict(zip(moving, pool.map(draw, moving), strict=True))
    terms = glossary.load(root)
    texts = {}
    for path in lectures:
        own = [term for term in terms if path.stem[:2] == f"{term.lecture:02}"]
        place = pages.Place(path.stem, cache / "source" / "_static", drawn.get(path))
        made = pages.page(pairs.read_notebook(path), place, own, badges.line(root, path, path.name))
        badges.beside(path, cache / "source" / "_extra" / "course" / path.name)
        texts[f"course/{path.name}"] = pairs.to_text(made)
    return texts


def _releases(root: Path, releases: Sequence[Path], source: Path) -> dict[str, str]:
    """Return the assignments' pages, as students get them; the notebook to download keeps its name, to be handed in."""
    texts = {}
    for path in releases:
        name = path.parent.name
        badge = badges.line(root, path, f"{name}/{path.name}")
        made = pages.page(pairs.read_notebook(path), pages.Place(name, source / "_static"), [], badge)
        badges.beside(path, source / "_extra" / "assignments" / name / path.name)
        texts[f"assignments/{name}.ipynb"] = pairs.to_text(made)
    return texts


def _own(root: Path, name: str, source: Path) -> str:
    if name == "glossary":
        notebook = glossary.glossary(root)
    else:
        notebook = pairs.read_notebook(root / "course" / f"{name}.ipynb")
        notebook.cells[0].source += contents.ROWS
    return pairs.to_text(pages.page(notebook, pages.Place(name, source / "_static"), []))


def _keep(source: Path, texts: dict[str, str]) -> bool:
    """Write the texts that changed, remove files that are none of them; return whether the same pages stay."""
    there = {str(path.relative_to(source)) for kind in ("*.ipynb", "*.md", "*.py") for path in _sources(source, kind)}
    for name in there - texts.keys():
        (source / name).unlink()
    for name, text in texts.items():
        path = source / name
        if name not in there or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return there == texts.keys()


def _sources(source: Path, kind: str) -> list[Path]:
    return [path for path in source.rglob(kind) if path.relative_to(source).parts[0] not in ("_static", "_extra")]


def _sphinx(root: Path, cache: Path, *, anew: bool) -> None:
    """Let Sphinx make cache/html. Every page shows the list of all, so ``anew`` makes them all where that changed."""
    if anew:
        shutil.rmtree(cache / "doctrees", ignore_errors=True)
        shutil.rmtree(cache / "html", ignore_errors=True)
    _empty(cache / "html")
    project: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    environment = {**os.environ, "SITE_VERSION": project["version"], "SITE_REPOSITORY": project["urls"]["Repository"]}
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-j", str(WORKERS)]
    command += ["-d", str(cache / "doctrees"), str(cache / "source"), str(cache / "html")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise AuthoringError(f"Sphinx refuses the pages:\n{done.stderr.strip()}")


def _empty(html: Path) -> None:
    """Remove what Sphinx would leave there of an earlier build: pictures, frames and notebooks."""
    for folder in (html / "_static" / "pictures", html / "_static" / "frames"):
        shutil.rmtree(folder, ignore_errors=True)
