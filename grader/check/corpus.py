"""The corpus of an assignment: right answers, wrong answers that say what is wrong with them, and harmless mutants.

It lies in `authoring/assignments/NAME/` of the course, and is made of solution cells in percent format:

- `right/STYLE.py` holds a right answer; cells that it leaves out come from the reference;
- `wrong/TASK.py` holds the mistakes that cost points of a task, each headed by
  `# %% grade_id="t1_step" mistake="what is wrong" message="a fragment of the message that has to name it"`.
  A mistake that takes several cells goes on in the cells below it that name none;
- `equivalent.toml` declares mutants that are right answers too, each with the reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from grader.course import GraderError

FOLDER = Path("authoring") / "assignments"
FIELDS = {"cell", "removed", "added", "reason"}


@dataclass(frozen=True)
class Answer:
    """An answer: the file it stands in ("right/loops.py"), and its solution cells by grade_id."""

    file: str
    solutions: dict[str, str]

    @property
    def name(self) -> str:
        """What a finding calls it."""
        return self.file


@dataclass(frozen=True)
class Wrong(Answer):
    """A wrong answer: the task whose points it loses, its mistake, and a fragment of the message that names that."""

    task: str
    mistake: str
    message: str

    @property
    def name(self) -> str:
        return f"{self.file}, {next(iter(self.solutions))} ({self.mistake})"


@dataclass(frozen=True)
class Equivalent:
    """A mutant that is a right answer: its cell, the lines it removes and adds, stripped, and the reason."""

    cell: str
    removed: str
    added: str
    reason: str


@dataclass(frozen=True)
class Corpus:
    """All of it; empty where a course has none."""

    right: tuple[Answer, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    equivalent: tuple[Equivalent, ...] = ()


def read(root: Path, name: str) -> Corpus:
    """Read the corpus of an assignment of the course in ``root``.

    Raises:
        GraderError: with the file, if equivalent.toml is not as it has to be.
    """
    folder = root / FOLDER / name
    wrong = (answer for file in sorted((folder / "wrong").glob("*.py")) for answer in wrong_answers(file))
    return Corpus(tuple(right_answers(root, name)), tuple(wrong), tuple(declared(folder / "equivalent.toml")))


def right_answers(root: Path, name: str) -> Iterator[Answer]:
    """Yield the right answers to an assignment of the course in ``root``, by the name of their style."""
    for file in sorted((root / FOLDER / name / "right").glob("*.py")):
        yield Answer(f"right/{file.name}", {grade_id(cell): cell.source for cell in cells(file)})


def wrong_answers(file: Path) -> list[Wrong]:
    """Return the mistakes in a file in its order; one without its words begins where a cell is there once more."""
    found: list[Wrong] = []
    for cell in cells(file):
        name, mistake = grade_id(cell), str(cell.metadata.get("mistake", ""))
        if found and not mistake and name not in found[-1].solutions:
            found[-1].solutions[name] = cell.source
        else:
            message = str(cell.metadata.get("message", ""))
            found.append(Wrong(f"wrong/{file.name}", {name: cell.source}, file.stem, mistake, message))
    return found


def cells(file: Path) -> list[NotebookNode]:
    """Return the cells of code in a file; a text above the first header is none."""
    text = file.read_text(encoding="utf-8")
    _, header, rest = f"\n{text}".partition("\n# %%")
    found = jupytext.reads(f"{header}{rest}".lstrip(), fmt="py:percent").cells if header else []
    return [cell for cell in found if cell.cell_type == "code"]


def grade_id(cell: NotebookNode) -> str:
    """Return the name of the solution cell that a cell of the corpus stands for; empty where its header has none."""
    return str(cell.metadata.get("grade_id", ""))


def solutions_of(answers: Iterable[Answer]) -> dict[str, str]:
    """Return the solution cells of answers to different tasks, as one submission."""
    return {name: code for answer in answers for name, code in answer.solutions.items()}


def declared(file: Path) -> list[Equivalent]:
    """Return the mutants that equivalent.toml declares to be right answers; none where there is no such file.

    Raises:
        GraderError: if it is no TOML, or an entry lacks a field or its reason.
    """
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("equivalent", []) if file.is_file() else []
    except tomllib.TOMLDecodeError as error:
        raise GraderError(f"{file} is no TOML: {error}") from error
    for number, entry in enumerate(entries, 1):
        if set(entry) != FIELDS or not entry["reason"].strip():
            raise GraderError(f"{file}, entry {number}: it needs {', '.join(sorted(FIELDS))}, and nothing else")
    return [Equivalent(**{name: value.strip() for name, value in entry.items()}) for entry in entries]
