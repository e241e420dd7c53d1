"""Whose is a file in Canvas's bulk download, and which notebook of the assignment is it?

Canvas calls it NAME_[LATE_]USER_FILE_ORIGINAL and gives every upload a higher FILE number (`get_filename` in
lib/content_zipper.rb of https://github.com/instructure/canvas-lms); it appends a number to ORIGINAL where the student
has used that name before (`make_unique_filename` in app/models/attachment.rb).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.plugins import FileNameCollectorPlugin

from grader.course import read_notebook
from grader.grading.intake import TIMESTAMP, Caps, RefusedError, cells_of, plain_name, unwanted
from grader.lms.archive import Entry
from grader.lms.roster import CanvasTable, student_of
from grader.text import shown

# A set FileNameCollectorPlugin.named_regexp takes its place.
CANVAS_NAME = (
    r"(?:.*/)?(?P<last_name>.*?)_(?P<late>LATE_)?(?P<student_id>[0-9]{1,20})_(?P<version>[0-9]{1,20})_(?P<file_id>.+)"
)
NOT_CANVAS = "its name is not one that Canvas gives to an upload (a text entry, a link, or anonymous grading?)"
AGAIN = re.compile(r"-(\d{1,2}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
# Browsers that know no notebooks save them as what their content looks like.
SAVED_AS = re.compile(r"(\.ipynb)(\.json|\.txt)?$", re.IGNORECASE)
NAME = re.compile(r"\w[^/\\:*?\"<>|]{0,99}")


@dataclass(frozen=True)
class Upload:
    """A file of a student's in the zip; ``original`` is the name they gave it, and later ones have a higher version."""

    entry: Entry
    student: str
    original: str
    late: bool
    version: int

    @property
    def order(self) -> tuple[int, datetime, str]:
        return self.version, self.entry.time, self.original


def upload_of(api: NbGraderAPI, roster: CanvasTable, entry: Entry) -> Upload:
    """Return whose file an entry is, as its name tells.

    Raises:
        RefusedError: if it is not to be read, or nobody's.
    """
    if entry.refusal:
        raise RefusedError(entry.refusal)
    collector = FileNameCollectorPlugin(parent=api, valid_ext=[os.path.splitext(entry.name)[1]])  # noqa: PTH122
    collector.named_regexp = collector.named_regexp or CANVAS_NAME
    parts = collector.collect(entry.name) or {}
    if not parts.get("student_id") or not parts.get("file_id"):
        raise RefusedError(NOT_CANVAS)
    student = student_of(roster, parts["student_id"])
    return Upload(entry, student, parts["file_id"], bool(parts.get("late")), int(parts.get("version") or 0))


def is_notebook(upload: Upload) -> bool:
    """Return whether the student called this file a notebook."""
    return bool(SAVED_AS.search(upload.original))


def notebook_of(upload: Upload, content: bytes, notebooks: Mapping[str, frozenset[str]], caps: Caps) -> tuple[str, str]:
    """Return under which name a notebook is filed, and what there is to say about that.

    Args:
        upload: the file.
        content: what is in it.
        notebooks: the assignment's, with the grade_ids in each.
        caps: what of a submission is taken in.

    Raises:
        RefusedError: if it is none of the assignment's, and cannot keep its own name.
    """
    original = SAVED_AS.sub(".ipynb", upload.original)
    name = _named(original, notebooks) or _named(AGAIN.sub("", original.removesuffix(".ipynb")) + ".ipynb", notebooks)
    if name:
        return name, ""
    if name := _recognized(content, shown(original), notebooks, caps):
        return name, "recognized by its cells"
    if not NAME.fullmatch(original) or not original.isprintable():
        raise RefusedError("it is no notebook of the assignment, and its name has unusual characters")
    return original, f"no notebook of the assignment, which has {', '.join(notebooks)}; filed as it is"


def other_name(upload: Upload, caps: Caps) -> str:
    """Return under which name another file is filed. Raises RefusedError if grading has no use for it."""
    name = upload.original
    if reason := unwanted(name, 0, caps):
        raise RefusedError(reason)
    if not NAME.fullmatch(name) or name.casefold() == TIMESTAMP:
        raise RefusedError("a file in a submission cannot have this name")
    return name


def grade_ids(path: Path) -> frozenset[str]:
    """Return the grade_ids of the cells of a notebook in source/."""
    marks = [cell.metadata.get("nbgrader", {}) for cell in read_notebook(path).cells]
    return frozenset(mark["grade_id"] for mark in marks if "grade_id" in mark)


def _named(name: str, notebooks: Mapping[str, frozenset[str]]) -> str:
    """Return the notebook with this name or, if there is only one, with a close name."""
    close = [notebook for notebook in notebooks if plain_name(notebook) == plain_name(name)]
    return name if name in notebooks else close[0] if len(close) == 1 else ""


def _recognized(content: bytes, name: str, notebooks: Mapping[str, frozenset[str]], caps: Caps) -> str:
    """Return the one notebook most of whose cells are in this one, whatever it is called."""
    try:
        there = {cell.grade_id for cell in cells_of(content, name, caps)}
    except RefusedError:
        return ""
    shared = {notebook: len(ids & there) / len(ids) for notebook, ids in notebooks.items() if ids}
    most = max(shared.values(), default=0)
    best = [notebook for notebook in shared if shared[notebook] == most > 0.5]
    return best[0] if len(best) == 1 else ""
