"""On every answer of the corpora, stock nbgrader and this course's engine give the same points, cell by cell."""

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from grader.check import corpus
from grader.check.corpus import Answer
from grader.course import LOG, open_course, quietly
from grader.handout.release import release
from tests.support.tiny_course import REPOSITORY, STOCK_SETTINGS, entries, start

NAMES = sorted(path.name for path in (REPOSITORY / "source").glob("a*"))


def make_class(root: Path, name: str, settings: str) -> Path:
    """Write a course in which each answer of the assignment's corpus is handed in by a student of its own."""
    shutil.copytree(REPOSITORY / "source" / name, root / "source" / name)
    (root / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    with quietly(root / LOG):
        release(open_course(root), name)
    (source,) = (root / "source" / name).glob("*.ipynb")
    answers = corpus.read(REPOSITORY, name)
    for number, answer in enumerate((*answers.right, *answers.wrong)):
        folder = root / "submitted" / f"student-{number:03}" / name
        folder.mkdir(parents=True)
        nbformat.write(handed_in(source, answer), folder / source.name)
    return root


def handed_in(source: Path, answer: Answer) -> nbformat.NotebookNode:
    notebook = nbformat.read(source, as_version=4)
    for cell in notebook.cells:
        cell.source = answer.solutions.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return notebook


def points(root: Path) -> dict[tuple[str, str], float]:
    return {(entry.student, entry.cell): entry.auto or 0.0 for entry in entries(root)}


def wrote_to_stderr(root: Path) -> Callable[[tuple[str, str]], bool]:
    """Return whether a student's test cell wrote to stderr with stock nbgrader, which then gives it nothing."""

    def wrote(place: tuple[str, str]) -> bool:
        (path,) = (root / "autograded" / place[0]).glob("*/*.ipynb")
        cells = nbformat.read(path, as_version=4).cells
        outputs = next(c.outputs for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == place[1])
        return any(output.get("name") == "stderr" for output in outputs)

    return wrote


@pytest.mark.controls
@pytest.mark.parametrize("name", NAMES)
def test_stock_nbgrader_and_the_engine_agree_on_every_answer_of_the_corpus(name, tmp_path):
    settings = {"stock": STOCK_SETTINGS, "engine": (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")}
    found = {}
    for way, text in settings.items():
        root = make_class(tmp_path / way, name, text)
        done = start("nbgrader", root, "autograde", name)
        assert done.returncode == 0, done.stderr[-3000:]
        found[way] = points(root)
    assert found["stock"].keys() == found["engine"].keys()
    differing = {place for place, score in found["stock"].items() if score != found["engine"][place]}
    wrote = wrote_to_stderr(tmp_path / "stock")
    assert [(place, found["stock"][place], found["engine"][place]) for place in differing if not wrote(place)] == []
