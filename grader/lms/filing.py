"""Files what Canvas's bulk download holds into submitted/STUDENT/ASSIGNMENT, and accounts for every file.

nbgrader has `nbgrader zip_collect` for this. Of it, FileNameCollectorPlugin takes the names apart, and another learning
platform is a matter of its `named_regexp` in nbgrader_config.py. The rest falls short: the extractor unpacks bombs and
archives within archives and forgets the time of each file; the command knows students only by their Canvas id, gives
the whole run up at the second file of one name, clears a folder before it fills it or refuses every folder that is
there, and says what it left out among its log messages.

The times in Canvas's zip are those of the download (lib/content_zipper.rb in https://github.com/instructure/canvas-lms),
so whether a submission is late is what Canvas says, and nbgrader is told the nearest time that agrees.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.utils import parse_utc

from grader.course import course_root
from grader.files import write_files
from grader.gradebook import has_gradebook, open_gradebook
from grader.grading import intake
from grader.grading.intake import TIMESTAMP, Caps, RefusedError
from grader.grading.settings import Intake
from grader.lms import archive, uploads
from grader.lms.roster import CanvasTable
from grader.lms.uploads import Upload
from grader.text import shown

DOWNLOADED = "downloaded"


@dataclass(frozen=True)
class Filed:
    """What became of one file: where it is now, or an empty place and why not; ``archive`` is the zip it is in."""

    assignment: str
    student: str
    archive: str
    file: str
    place: str
    remark: str


@dataclass(frozen=True)
class Course:
    """What filing needs to know: ``notebooks`` maps the assignment's to the grade_ids in them."""

    api: NbGraderAPI
    assignment: str
    notebooks: Mapping[str, frozenset[str]]
    roster: CanvasTable
    caps: Caps
    gradebook: Gradebook | None


@dataclass
class StudentFiles:
    """What a student handed in: by name in the folder the upload, its bytes, and what there is to say about it."""

    student: str
    files: dict[str, tuple[Upload, bytes, str]] = field(default_factory=dict)


def archives(root: Path, assignment: str) -> list[Path]:
    """Return the zips of an assignment: downloaded/ASSIGNMENT.zip and all in downloaded/ASSIGNMENT/."""
    paths = [root / DOWNLOADED / f"{assignment}.zip", *sorted((root / DOWNLOADED / assignment).glob("*"))]
    return [path for path in paths if path.is_file() and path.suffix.lower() == ".zip"]


def strays(root: Path, names: Sequence[str]) -> list[str]:
    """Return what lies in downloaded/ and belongs to no assignment of these names, relative to the course."""
    ours = {path for name in names for path in archives(root, name)}
    zips = sorted((root / DOWNLOADED).rglob("*.[zZ][iI][pP]"))
    return [path.relative_to(root).as_posix() for path in zips if path not in ours]


def file_assignment(api: NbGraderAPI, assignment: str, roster: CanvasTable) -> Iterator[Filed]:
    """File every submission in the zips of an assignment, and yield what became of each file.

    Nothing that is in a zip raises: a file that is not filed is yielded with its reason and stays in the zip.

    Raises:
        GraderError: if the gradebook cannot be opened.
    """
    root = course_root(api)
    notebooks = {path.name: uploads.grade_ids(path) for path in sorted((root / "source" / assignment).glob("*.ipynb"))}
    by_student: dict[str, list[Upload]] = {}
    with _gradebook(api) as gradebook:
        course = Course(api, assignment, notebooks, roster, Intake(parent=api).caps(), gradebook)
        for path in archives(root, assignment):
            for file in _files(course, path):
                if isinstance(file, Filed):
                    yield file
                else:
                    by_student.setdefault(file.student, []).append(file)
        for _, theirs in sorted(by_student.items()):
            yield from _file(course, sorted(theirs, key=lambda upload: upload.order, reverse=True))


def _files(course: Course, path: Path) -> Iterator[Upload | Filed]:
    """Yield what a zip holds: whose file it is, or why nobody's."""
    try:
        entries = archive.entries(path)
    except RefusedError as error:
        yield Filed(course.assignment, "", path.name, "", "", str(error))
        return
    for entry in entries:
        try:
            yield uploads.upload_of(course.api, course.roster, entry)
        except RefusedError as error:
            yield Filed(course.assignment, "", path.name, shown(entry.name, 100), "", str(error))


def _file(course: Course, theirs: Sequence[Upload]) -> Iterator[Filed]:
    """File one student's submission, given from the latest upload to the first."""
    submission = StudentFiles(theirs[0].student)
    for upload in theirs:
        try:
            name, content, remark = _taken(course, upload, submission)
            submission.files[name] = upload, content, remark
        except RefusedError as error:
            yield _told(course, upload, "", str(error))
    yield from _put(course, submission) if submission.files else ()


def _taken(course: Course, upload: Upload, submission: StudentFiles) -> tuple[str, bytes, str]:
    """Return under which name a file is filed, its bytes, and a remark. Raises RefusedError if it is not filed."""
    if uploads.is_notebook(upload):
        content = archive.content(upload.entry, course.caps.notebook_bytes)
        name, remark = uploads.notebook_of(upload, content, course.notebooks, course.caps)
    else:
        name, remark = uploads.other_name(upload, course.caps), ""
        content = archive.content(upload.entry, course.caps.file_bytes)
    if name in submission.files:
        taken, same, _ = submission.files[name]
        what = "the same file as" if same == content else "an earlier upload than"
        raise RefusedError(f"{what} {shown(taken.entry.name, 100)} in {taken.entry.archive.name}")
    held = sum(len(other) for _, other, _ in submission.files.values())
    if len(submission.files) >= course.caps.files or held + len(content) > course.caps.files_bytes:
        raise RefusedError("the submission has too many files, or they are too large together")
    return name, content, remark


def _put(course: Course, submission: StudentFiles) -> Iterator[Filed]:
    """Write a submission into its folder, unless what is there is newer."""
    coursedir = course.api.coursedir
    folder = Path(coursedir.format_path(coursedir.submitted_directory, submission.student, course.assignment))
    contents = {name: content for name, (_, content, _) in submission.files.items()}
    changed = {name for name, content in contents.items() if not _holds(folder / name, content)}
    time = max(upload.entry.time for upload, _, _ in submission.files.values())
    late = any(upload.late for upload, _, _ in submission.files.values())
    due = _due(course, submission.student)
    stamp = _agreeing(time, due, late=late)
    why = f"what is in {_shown_path(course, folder)} is newer" if changed and _is_newer(folder, stamp, time) else ""
    if not why and (changed or _disagrees(folder, due, late=late)):
        why = _written(folder, contents | {TIMESTAMP: f"{stamp} UTC\n".encode()}, time)
    for name, (upload, _, remark) in submission.files.items():
        if why and name in changed:
            yield _told(course, upload, "", why)
        else:
            remarks = (remark, "late" if upload.late else "", "" if name in changed else "as it was")
            yield _told(course, upload, _shown_path(course, folder / name), "; ".join(filter(None, remarks)))


def _written(folder: Path, contents: Mapping[str, bytes], time: datetime) -> str:
    """Write files whole or not at all, with the time they were handed in; return why that cannot be done (or empty)."""
    try:
        write_files(folder, contents, modified=time.replace(tzinfo=UTC).timestamp())
    except OSError as error:
        return f"{folder} cannot be written: {error.strerror}"
    return ""


def _is_newer(folder: Path, stamp: datetime, time: datetime) -> bool:
    """Return whether what is in a folder was handed in, or filed, after a zip of this time was made."""
    handed_in = _handed_in(folder)
    changes = [path.lstat().st_mtime for path in folder.glob("*.ipynb")]
    changed = max(changes, default=0) > time.replace(tzinfo=UTC).timestamp() + 1
    # The time that was written for a submission that is late on Canvas only lies after its zip's.
    return changed or (handed_in is not None and handed_in > max(time, stamp))


def _disagrees(folder: Path, due: datetime | None, *, late: bool) -> bool:
    """Return whether nbgrader would take a submission that is there for late, and Canvas does not, or the other way."""
    handed_in = _handed_in(folder)
    return handed_in is None or (due is not None and (handed_in > due) != late)


def _handed_in(folder: Path) -> datetime | None:
    try:
        known: datetime | None = parse_utc(intake.timestamp(folder) or None)
    except (ValueError, OverflowError):
        known = None
    return known


def _due(course: Course, student: str) -> datetime | None:
    """Return until when a student could hand in, with what extension they have; None where nothing is known."""
    due: datetime | None = None
    if course.gradebook is not None:
        with contextlib.suppress(MissingEntry):
            due = course.gradebook.find_assignment(course.assignment).duedate
        # Without a due date, nbgrader fails to extend it.
        with contextlib.suppress(MissingEntry, TypeError):
            due = course.gradebook.find_submission(course.assignment, student).duedate
    return due


def _gradebook(api: NbGraderAPI) -> contextlib.AbstractContextManager[Gradebook | None]:
    """Return the gradebook, opened; a course that was never released has none."""
    return open_gradebook(api.coursedir) if has_gradebook(api.coursedir) else contextlib.nullcontext()


def _agreeing(time: datetime, due: datetime | None, *, late: bool) -> datetime:
    """Return the time that agrees with what Canvas says of a submission and is nearest to the zip's."""
    if due is None:
        return time
    return max(time, due + timedelta(seconds=1)) if late else min(time, due)


def _holds(path: Path, content: bytes) -> bool:
    plain = path.is_file() and not path.is_symlink()
    return plain and path.stat().st_size == len(content) and path.read_bytes() == content


def _shown_path(course: Course, path: Path) -> str:
    return path.relative_to(course_root(course.api)).as_posix()


def _told(course: Course, upload: Upload, place: str, remark: str) -> Filed:
    entry = upload.entry
    return Filed(course.assignment, upload.student, entry.archive.name, shown(entry.name, 100), place, remark)
