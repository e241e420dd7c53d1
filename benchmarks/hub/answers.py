"""What the class of the benchmark hands in, and the points that it deserves."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from benchmarks.hub import ASSIGNMENT, NOTEBOOK
from grader.course import read_notebook
from grader.handout import sample_class

CHOSEN = (
    sample_class.right,
    sample_class.half_untouched,
    sample_class.all_wrong,
    sample_class.right_in_another_style,
    sample_class.half_wrong,
)


@dataclasses.dataclass(frozen=True)
class Answer:
    """A solved notebook, as text, and its points without those given by hand."""

    text: str
    points: float


def answers(repository: Path, released: Path, names: Sequence[str]) -> dict[str, Answer]:
    """Return an answer for each student: ``released``, right, half right or wrong, and different from all others."""
    material = dataclasses.replace(
        sample_class.gather(repository, ASSIGNMENT), release=read_notebook(released / NOTEBOOK)
    )
    recipes = [recipe for recipe in sample_class.RECIPES if recipe.hand_in in CHOSEN]
    made = []
    for recipe in recipes:
        points = sum(material.points[task] for task in recipe.solved(material.tasks))
        made.append(Answer(recipe.hand_in(material), points))
    return {name: _signed(made[number % len(made)], name) for number, name in enumerate(names)}


def wrong_grades(gradebook: Path, expected: Mapping[str, Answer]) -> list[str]:
    """Return a line for each submission whose grade is missing or not the expected one."""
    with Gradebook(f"sqlite:///{gradebook}") as opened:
        rows = opened.submission_dicts(ASSIGNMENT)
    found = {row["student"]: row["score"] for row in rows}
    lines = [
        f"{name} has {found.get(name, 'no grade')} instead of {answer.points:g}"
        for name, answer in expected.items()
        if found.get(name) != answer.points
    ]
    return lines + [f"{name} has a grade, and handed nothing in" for name in found.keys() - expected.keys()]


def _signed(answer: Answer, name: str) -> Answer:
    """Return the answer with the student's name under the first piece of code."""
    notebook = nbformat.reads(answer.text, as_version=4)
    code = (cell for cell in notebook.cells if cell.cell_type == "code" and sample_class.is_solution(cell))
    next(code).source += f"\n# {name}"
    return Answer(nbformat.writes(notebook), answer.points)
