"""The corpus of an assignment: right answers, wrong answers that say what is wrong with them, and harmless mutants.

`tests/assignments/NAME/right/*.py` and `wrong/*.py` hold solution cells in percent format, each headed by
`# %% grade_id="..."`; cells that a file leaves out come from the reference. A wrong file begins with three comments:
the task whose points it loses, the mistake, and a fragment of the message that has to name the mistake.
`equivalent.toml` declares mutants that are right answers too, each with the reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jupytext

from grader.check.text.mutation import Mutant
from grader.course import GraderError

HEADER = re.compile(r"^# (task|mistake|message): (.+)$", re.MULTILINE)
FIELDS = {"cell", "removed", "added", "reason"}


@dataclass(frozen=True)
class Answer:
    """One file of the corpus: its path, its solution cells by grade_id, and its header."""

    path: Path
    solutions: Mapping[str, str]
    header: Mapping[str, str]


@dataclass(frozen=True)
class Equivalent:
    """A mutant that is a right answer: its cell, the lines it removes and adds, stripped, and the reason."""

    cell: str
    removed: str
    added: str
    reason: str

    def is_for(self, mutant: Mutant, cell: str) -> bool:
        return (self.cell, self.removed, self.added) == (cell, mutant.removed, mutant.added)


@dataclass(frozen=True)
class Corpus:
    """All of it; empty where a course has none."""

    right: tuple[Answer, ...] = ()
    wrong: tuple[Answer, ...] = ()
    equivalent: tuple[Equivalent, ...] = ()


def read(folder: Path) -> Corpus:
    """Read the corpus in a folder. Raises GraderError, with the file, for what is not as it has to be."""
    right, wrong = (tuple(map(answer, sorted((folder / kind).glob("*.py")))) for kind in ("right", "wrong"))
    file = folder / "equivalent.toml"
    return Corpus(right, wrong, tuple(declared(file)) if file.is_file() else ())


def answer(path: Path) -> Answer:
    text = path.read_text(encoding="utf-8")
    cells = jupytext.reads(text, fmt="py:percent").cells
    solutions = {cell.metadata["grade_id"]: cell.source for cell in cells if "grade_id" in cell.metadata}
    return Answer(path, solutions, dict(HEADER.findall(text)))


def solutions_of(answers: Iterable[Answer]) -> dict[str, str]:
    """Return the solution cells of answers to different tasks, as one submission."""
    return {name: code for answer in answers for name, code in answer.solutions.items()}


def declared(file: Path) -> list[Equivalent]:
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("equivalent", [])
    except tomllib.TOMLDecodeError as error:
        raise GraderError(f"{file} is no TOML: {error}") from error
    for number, entry in enumerate(entries, 1):
        if set(entry) != FIELDS or not entry["reason"].strip():
            raise GraderError(f"{file}, entry {number}: it needs {', '.join(sorted(FIELDS))}, and nothing else")
    return [Equivalent(**{name: value.strip() for name, value in entry.items()}) for entry in entries]
