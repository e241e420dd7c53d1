"""`make badges REPO=owner/name`, as a person would run it, on a copy with all lectures and one assignment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
NAME = "a11-metrics"
COPIED = ("authoring", "course", f"source/{NAME}", f"release/{NAME}", "Makefile", "README.md", "constraints.txt")
COPIED += ("jupytext.toml", "nbgrader_config.py", "pyproject.toml")
OURS, THEIRS = "one-neuron-up/one-neuron-up", "some-school/deep.learning"


@pytest.fixture
def copy(repository, tmp_path):
    root = tmp_path / "course"
    for name in COPIED:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (repository / name).is_dir() else shutil.copy)(repository / name, root / name)
    for folder in (root / "authoring" / "assignments").iterdir():
        if folder.name != NAME:
            shutil.rmtree(folder)
    (root / ".venv" / "bin").mkdir(parents=True)
    python = root / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (root / ".venv" / ".course").touch()
    return root


def make(root, *arguments):
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    environment["PYTHONPATH"] = os.pathsep.join([str(root), str(Path(__file__).parents[1])])
    return subprocess.run(["make", *arguments], cwd=root, env=environment, text=True, capture_output=True, check=False)


def texts(root):
    """Return everything that is text and somebody reads, by name."""
    folders = [root / name for name in ("authoring/lectures", "course", "release", "source")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".ipynb")]
    files += (root / "authoring" / "assignments").glob("*/*.py")
    files += [root / "README.md", root / "pyproject.toml"]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}


def outputs(root):
    notebooks = {path.name: nbformat.read(path, as_version=4) for path in (root / "course").glob("*.ipynb")}
    return {name: [cell.get("outputs") for cell in notebook.cells] for name, notebook in notebooks.items()}


def test_every_badge_and_first_cell_goes_to_the_new_repository_and_nothing_is_executed(copy):
    before, shown = texts(copy), outputs(copy)
    done = make(copy, "badges", f"REPO={THEIRS}")
    assert done.returncode == 0, done.stdout + done.stderr
    after = texts(copy)
    assert not [name for name, text in after.items() if OURS in text]
    named = {name for name, text in before.items() if OURS in text}
    assert (
        named
        == {name for name, text in after.items() if THEIRS in text}
        == {*before} - {"README.md", "course/glossary.ipynb", "course/index.ipynb"}
    )
    assert "executed" not in done.stdout
    assert f"released: {NAME}" in done.stdout
    assert outputs(copy) == shown
    for path in [*(copy / "course").glob("[0-9]*.ipynb"), *(copy / "release").glob("*/*.ipynb")]:
        text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
        place = path.relative_to(copy).as_posix()
        assert f"(https://colab.research.google.com/github/{THEIRS}/blob/main/{place})" in text, place
        assert f'install --quiet git+https://github.com/{THEIRS}"' in text, place


@pytest.mark.parametrize("given", [[], ["REPO=a school/dl"]])
def test_a_repository_that_is_none_is_refused_in_one_line_and_nothing_is_released(copy, given):
    before = texts(copy)
    done = make(copy, "badges", *given)
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].endswith(f"write OWNER/NAME, as {OURS}")
    assert "Traceback" not in done.stderr
    assert "released" not in done.stdout
    assert texts(copy) == before
