"""A course in which thousands have handed in: copies of the corpora, each with a text of its own."""

import copy
import hashlib
import itertools
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI

from grader.check import corpus
from grader.course import LOG, open_course, quietly, source_notebook
from grader.engine.cells import is_solution
from grader.gradebook import open_gradebook, secret
from grader.handout import sample_class
from grader.handout.release import release

REPOSITORY = Path(__file__).resolve().parents[2]
ASSIGNMENTS = ("a02-one-neuron", "a05-gradient-descent", "a11-metrics")
MARK = "@in each its own@"


def write(root: Path, size: int) -> None:
    """Write a course of ``ASSIGNMENTS`` into ``root``, with ``size`` students who handed in one of them each."""
    (root / "source").mkdir(parents=True)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    for name in ASSIGNMENTS:
        shutil.copytree(REPOSITORY / "source" / name, root / "source" / name)
    with quietly(root / LOG):
        api = open_course(root)
        for name in ASSIGNMENTS:
            release(api, name)
        with open_gradebook(api.coursedir) as gradebook:
            secret(gradebook)  # all runs draw the same
    shutil.copy(root / "gradebook.db", root / "empty.db")
    for number, (name, text) in enumerate(itertools.islice(_handed_in(), size)):
        path = root / "submitted" / f"s{number:05}" / name / source_notebook(root, name).name
        path.parent.mkdir(parents=True)
        own = hashlib.sha256(str(number).encode()).hexdigest() * (1 + number % 4)
        path.write_text(text.replace(MARK, own), encoding="utf-8")


def begin_anew(root: Path, workers: int) -> NbGraderAPI:
    """Return a course that ``write`` made, without marks, to be graded by so many workers where this machine grades."""
    shutil.copy(root / "empty.db", root / "gradebook.db")
    shutil.rmtree(root / "autograded", ignore_errors=True)
    settings = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(f"{settings}\nc.Workers.count = {workers}\n", encoding="utf-8")
    return open_course(root)


def work(root: Path) -> list[tuple[str, str]]:
    """Return what was handed in, as (assignment, student), in the order of the students."""
    return [(path.name, path.parent.name) for path in sorted((root / "submitted").glob("*/*"))]


def _handed_in() -> Iterator[tuple[str, str]]:
    """Yield assignment and notebook without end, from one assignment after the other, right and wrong in turn."""
    answers = [itertools.cycle(_answers(name)) for name in ASSIGNMENTS]
    while True:
        for name, texts in zip(ASSIGNMENTS, answers, strict=True):
            yield name, next(texts)


def _answers(assignment: str) -> list[str]:
    """Return notebooks of an assignment as text, right and wrong ones in turn, with ``MARK`` in each answer."""
    material = sample_class.gather(REPOSITORY, assignment)
    found = corpus.read(REPOSITORY, assignment)
    right = itertools.cycle([{}, *(answer.solutions for answer in found.right)])
    solutions = (answer for wrong in found.wrong for answer in (next(right), wrong.solutions))
    return [_notebook(material, {**material.reference, **answer}) for answer in solutions]


def _notebook(material: sample_class.Material, answers: Mapping[str, str]) -> str:
    notebook = copy.deepcopy(material.release)
    for cell in filter(is_solution, notebook.cells):
        answer = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
        cell.source = f"# {MARK}\n{answer}" if cell.cell_type == "code" else f"{answer}\n\n{MARK}"
    return str(nbformat.writes(notebook))
