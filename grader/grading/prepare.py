"""Makes a submission ready for the engine: taken in, rebuilt, and with a fingerprint of all its result depends on."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from grader.clock import parse_utc
from grader.engine.draws import derived
from grader.engine.job import Job, Limits, Notebook
from grader.grading import intake
from grader.grading.intake import TIMESTAMP, Caps, RefusedError, SubmittedCell
from grader.grading.master import Master, Sheet, digest
from grader.grading.rebuild import rebuild

# The course's own code that runs beside a student's, and what makes marks and a graded notebook of its result.
OWN_CODE = ("helpers", "grader/engine", "grader/grading", "grader/files.py", "grader/text.py")


@dataclass(frozen=True)
class AnswerSheet:
    """One notebook of a submission, rebuilt.

    ``refusal`` says why it cannot be graded (empty if it can), ``cause`` what explains all else that is wrong with it.
    """

    sheet: Sheet
    notebook: Notebook
    remarks: tuple[str, ...]
    fingerprint: str
    refusal: str = ""
    cause: str = ""


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one assignment; ``handed_in`` is nbgrader's timestamp, in UTC."""

    master: Master
    student: str
    answers: tuple[AnswerSheet, ...]
    files: dict[str, bytes]
    handed_in: datetime | None
    handed_in_text: str

    def job(self, answer: AnswerSheet) -> Job:
        """Return what the engine is given of one notebook."""
        seed = derived(self.master.seed, answer.sheet.name)
        return Job(answer.notebook, answer.sheet.source, self.files, seed, answer.sheet.way, answer.sheet.gpu)


def prepare(
    master: Master,
    sheets: Sequence[Sheet],
    student: str,
    folder: Path,
    caps: Caps,
    limits: Limits,
    kept: Sequence[str],
    written: str = "",
) -> Submission:
    """Take a submission in. Nothing in it can make this fail; what cannot be graded is refused with a reason.

    Args:
        master: the assignment.
        sheets: those of its notebooks that are wanted.
        student: who handed in.
        folder: the submission.
        caps: what is taken in.
        limits: what it may use later, for the fingerprint.
        kept: names of files of the assignment that the student may replace by their own.
        written: with which settings graded notebooks are written, for the fingerprint.
    """
    names = [f"{sheet.name}.ipynb" for sheet in master.sheets]
    extras, remarks, refusal = _files(folder, caps)
    files = merged(master.files, extras, kept, names)
    text = intake.timestamp(folder) if not refusal else ""
    handed_in, more = _time(text)
    context = json.dumps([master.digest, environment(), asdict(limits), asdict(caps), text, written])
    answers = []
    for sheet in sheets:
        cells, own, why = _cells(folder, f"{sheet.name}.ipynb", names, caps) if not refusal else ([], [], refusal)
        rebuilt = rebuild(sheet.given, cells)
        told = () if why else (*own, *remarks, *more, *rebuilt.remarks)
        content = json.dumps([context, sheet.name, rebuilt.notebook, rebuilt.cause, told, why]).encode()
        answers.append(AnswerSheet(sheet, rebuilt.notebook, told, digest(content, files), why, rebuilt.cause))
    return Submission(master, student, tuple(answers), files, handed_in, text)


def merged(
    ours: Mapping[str, bytes], theirs: Mapping[str, bytes], kept: Collection[str], reserved: Collection[str]
) -> dict[str, bytes]:
    """Return the assignment's files and those of the student's that do not stand in the way of one of them.

    A student's file only replaces one of the same name in ``kept``. One that lies in a folder called like another file
    cannot be written beside it.
    """
    files = {name: theirs[name] if name in kept and name in theirs else content for name, content in ours.items()}
    folders = {str(parent) for name in files for parent in PurePosixPath(name).parents}
    taken = {TIMESTAMP, *reserved, *files}
    for name, content in theirs.items():
        parents = {str(parent) for parent in PurePosixPath(name).parents}
        if name not in taken and name not in folders and not parents & taken:
            files[name] = content
            taken.add(name)
            folders |= parents
    return files


@functools.cache
def environment() -> str:
    """Return a hash of the Python, the packages and the course's own code that a result depends on.

    Of packages it is all that are installed: a student's code can import any of them.
    """
    made = hashlib.sha256(f"{platform.python_version()} {platform.platform()}".encode())
    installed = {f"{package.name}=={package.version}" for package in importlib.metadata.distributions()}
    made.update(" ".join(sorted(installed)).encode())
    made.update(code().encode())
    return made.hexdigest()


@functools.cache
def code() -> str:
    """Return a hash of the course's own code that a result depends on."""
    made = hashlib.sha256()
    for path in own_code():
        made.update(path.read_bytes())
    return made.hexdigest()


def own_code() -> list[Path]:
    """Return the files of the course's own code that a result depends on."""
    places = [Path(__file__).parents[2] / name for name in OWN_CODE]
    return sorted(path for place in places for path in ([place] if place.is_file() else place.rglob("*.py")))


def _files(folder: Path, caps: Caps) -> tuple[dict[str, bytes], list[str], str]:
    if folder.is_symlink():
        return {}, [], "the submission is a link, not a folder: hand in the files themselves"
    files, remarks = intake.extra_files(folder, caps)
    return files, remarks, ""


def _cells(folder: Path, name: str, names: Sequence[str], caps: Caps) -> tuple[list[SubmittedCell], Sequence[str], str]:
    """Return the submitted cells, remarks, and why there are none."""
    try:
        path, remarks = intake.find_notebook(folder, name, [other for other in names if other != name])
        return intake.read_notebook(path, caps), remarks, ""
    except RefusedError as error:
        return [], [], str(error)


def _time(text: str) -> tuple[datetime | None, list[str]]:
    try:
        return parse_utc(text) if text else None, []
    except (ValueError, OverflowError):
        return None, ["the time in timestamp.txt cannot be read and was left out"]
