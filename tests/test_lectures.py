"""Every lecture and its folded solutions run, offline, and say the same; as a web page it keeps its pictures' words."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from authoring.execute import CELL_SECONDS, offline_environment

ROOT = Path(__file__).resolve().parents[1]
LECTURES = sorted((ROOT / "course").glob("*.ipynb"))
SOLUTION = re.compile(r"```python\n(.*?)```", re.DOTALL)


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(
    scope="module",
    params=[pytest.param(path, id=path.stem) for path in LECTURES],
)
def lecture(request) -> Path:
    """Each lecture in turn; those of one lecture go to one worker, and lectures side by side."""
    return request.param


def with_solutions(lecture: Path, folder: Path) -> Path:
    """Return a copy of a lecture that ends with the folded solutions of its exercises, each a cell."""
    notebook = nbformat.read(lecture, as_version=4)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    for number, code in enumerate((code for text in texts for code in SOLUTION.findall(text)), start=1):
        notebook.cells.append(nbformat.v4.new_code_cell(code, id=f"solution-{number}"))
    nbformat.write(notebook, folder / lecture.name)
    return folder / lecture.name


def test_runs_again_and_checked_outputs_agree(lecture, tmp_path, artifacts):
    """nbval in its own process: every cell runs, and outputs tagged nbval-check-output are those stored."""
    copy, before = with_solutions(lecture, tmp_path), children_cpu()
    options = ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={CELL_SECONDS}", "-p", "no:cacheprovider"]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-W", "default", "-o", "addopts=", *options, str(copy)],
        cwd=tmp_path,
        env=offline_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    record = {"lecture": lecture.stem, "cpu_seconds": round(children_cpu() - before, 1)}
    (artifacts / f"{lecture.stem}-cpu.json").write_text(json.dumps(record) + "\n")
    assert result.returncode == 0, (
        f"{lecture.stem} does not run as stored; mend its twin, then make notebooks\n{result.stdout}"
    )


@pytest.fixture(scope="module")
def page(lecture, tmp_path_factory) -> Path:
    """The lecture as a web page, made as README.md says: of nbconvert's templates, this one shows alt texts."""
    folder = tmp_path_factory.mktemp("page")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "classic"]
    command += [f"--output-dir={folder}", str(lecture)]
    result = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return folder / f"{lecture.stem}.html"


def test_as_a_web_page_every_picture_has_its_words(page):
    text = page.read_text(encoding="utf-8")
    images = re.findall(r"<img\b[^>]*>", text)
    assert images, "the page shows no picture at all"
    assert [image[:80] for image in images if not re.search(r'\balt="[^"]+"', image)] == []
    assert "No description has been provided" not in text
    assert "vnd.jupyter.widget-view" not in text


def test_a_web_page_looks_complete(page, chromium, artifacts):
    tab = chromium.new_page(viewport={"width": 1100, "height": 900})
    tab.set_default_timeout(300_000)  # a page of half a megabyte, on a machine that is busy with the other worker
    tab.route(re.compile(r"^https?://"), lambda route: route.abort())  # a reader without network
    tab.goto(page.as_uri())
    broken = tab.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.alt)")
    tab.screenshot(path=artifacts / f"{page.stem}-html.png", full_page=True)
    tab.close()
    assert broken == []
